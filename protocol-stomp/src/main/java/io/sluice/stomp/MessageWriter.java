package io.sluice.stomp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.broker.MessageView;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the MESSAGE frames of one subscription: what is its own first, then what all share, then
 * the body.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class MessageWriter {
    static final byte[] NO_EXTRAS = new byte[0];

    private static final byte[] ACK = ascii("\nack:");
    private static final byte[] DESTINATION = ascii("destination:");

    private final StompVersion version;
    private final int number;
    private final Destination destination;
    private final boolean withAck;
    private final byte[] beginning;
    private final byte[] prefix;
    private final byte[] prefixOfSlash;

    /**
     * @param withAck whether MESSAGE says by which id it is acknowledged
     */
    MessageWriter(StompVersion version, int number, SubscribeRequest request, boolean withAck) {
        this.version = version;
        this.number = number;
        this.destination = request.destination();
        this.withAck = withAck;
        beginning = beginning(request.id());
        prefix = escaped(destination.prefix(false));
        prefixOfSlash = escaped(destination.prefix(true));
    }

    /** Bytes that one frame takes at most, but for a destination with dots. */
    int bytesMax(MessageTexts texts, int index, MessageView message, byte[] extras) {
        return beginning.length
                + prefix.length
                + 2 * MessageId.BYTES_MAX
                + 64
                + extras.length
                + texts.bytesOf(index)
                + message.payloadBytes();
    }

    /**
     * Writes one frame.
     *
     * @param extras header lines of this delivery alone
     */
    void write(
            ByteBuf out,
            MessageTexts texts,
            int index,
            MessageView message,
            long sequence,
            byte[] extras) {
        out.writeBytes(beginning);
        MessageId.write(out, message.offset(), number, sequence);
        if (withAck) {
            out.writeBytes(ACK);
            MessageId.write(out, message.offset(), number, sequence);
        }
        out.writeByte('\n').writeBytes(extras).writeBytes(DESTINATION);
        if (destination.dialect().isDotted()) {
            byte[] name = destination.write(message.topic()).getBytes(StandardCharsets.UTF_8);
            new HeaderWriter(version).text(out, name, 0, name.length, false);
            texts.writeBehindName(out, index);
        } else {
            boolean startsWithSlash = message.bytes()[message.topicAt()] == '/';
            out.writeBytes(startsWithSlash ? prefixOfSlash : prefix);
            texts.write(out, index, destination.leftOut());
        }
        out.writeBytes(message.bytes(), message.payloadAt(), message.payloadBytes()).writeByte(0);
    }

    private byte[] beginning(String id) {
        ByteBuf out = Unpooled.buffer(64);
        out.writeBytes(ascii("MESSAGE\n"));
        if (!id.isEmpty()) {
            new HeaderWriter(version).line(out, HeaderName.SUBSCRIPTION, id);
        }
        out.writeBytes(ascii("message-id:"));
        return Arrays.copyOf(out.array(), out.writerIndex());
    }

    private byte[] escaped(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteBuf out = Unpooled.buffer(2 * bytes.length);
        new HeaderWriter(version).text(out, bytes, 0, bytes.length, false);
        return Arrays.copyOf(out.array(), out.writerIndex());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
