package io.sluice.stomp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.broker.MessageProperties;
import io.sluice.broker.MessageView;
import io.sluice.broker.Stretch;
import io.sluice.lane.Crossing;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * What all subscribers of one version are sent alike, for each record of a stretch: the topic's
 * name, escaped, and behind it the headers from the end of that line to the blank line. Made once
 * and left in the stretch; never changed.
 */
@Crossing
final class MessageTexts {
    private static final byte[] CONTENT_TYPE = ascii("content-type:");
    private static final byte[] REPLY_TO = ascii("reply-to:");
    private static final byte[] CORRELATION_ID = ascii("correlation-id:");
    private static final byte[] BASE64 = ascii(MessageHeaders.BASE64);
    private static final byte[] PERSISTENT = ascii("persistent:true\n");
    private static final byte[] EXPIRES = ascii("expires:");
    private static final byte[] TIMESTAMP = ascii("timestamp:");

    /** Reason, queue and offset: the last properties of a dead letter. */
    private static final int BROKERS_PROPERTIES = 3;

    private static final byte[] CONTENT_LENGTH = ascii("content-length:");

    private final byte[] bytes;
    private final int[] records;
    private final int[] starts;
    private final int[] nameEnds;
    private final int leftOut;

    private MessageTexts(Maker maker) {
        bytes = Arrays.copyOf(maker.out.array(), maker.out.writerIndex());
        records = maker.records;
        starts = maker.starts;
        nameEnds = maker.nameEnds;
        leftOut = maker.leftOut;
    }

    /**
     * The texts of a stretch.
     *
     * @param dottedTopics how the connection writes a topic to which it can reply; the same for all
     * @param leftOut learns of headers that the version cannot say
     */
    static MessageTexts of(
            Stretch stretch, StompVersion version, boolean dottedTopics, LeftOut leftOut) {
        int number = version.formNumber();
        if (stretch.form(number) instanceof MessageTexts made) {
            return made;
        }
        MessageTexts texts = new MessageTexts(new Maker(stretch, version, dottedTopics));
        stretch.keepForm(number, texts);
        if (texts.leftOut > 0) {
            leftOut.headers(texts.leftOut);
        }
        return texts;
    }

    /** Hears how many headers could not be said. */
    @FunctionalInterface
    interface LeftOut {
        void headers(int count);
    }

    /** The number of the record at {@code place} of the stretch; the next one has the next. */
    int indexOf(int place) {
        return Arrays.binarySearch(records, place);
    }

    /** Whether the version can say the topic's name at all. */
    boolean isSayable(int index) {
        return nameEnds[index] >= 0;
    }

    int bytesOf(int index) {
        return starts[index + 1] - starts[index];
    }

    /**
     * Writes name and headers.
     *
     * @param skipped bytes of the name to leave out at its beginning
     */
    void write(ByteBuf out, int index, int skipped) {
        out.writeBytes(bytes, starts[index] + skipped, bytesOf(index) - skipped);
    }

    /** Writes the headers only, from the end of the destination's line. */
    void writeBehindName(ByteBuf out, int index) {
        out.writeBytes(bytes, nameEnds[index], starts[index + 1] - nameEnds[index]);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** What is needed only while the texts are made. */
    private static final class Maker {
        private final HeaderWriter headers;
        private final Dialect topics;
        private final MessageView view = new MessageView();
        private final ByteBuf out;
        private final int[] records;
        private final int[] starts;
        private final int[] nameEnds;
        private int leftOut;

        Maker(Stretch stretch, StompVersion version, boolean dottedTopics) {
            int count = stretch.count();
            headers = new HeaderWriter(version);
            topics = dottedTopics ? Dialect.DOTTED_TOPIC : Dialect.TOPIC;
            out = Unpooled.buffer(128 * count);
            records = new int[count];
            starts = new int[count + 1];
            nameEnds = new int[count];
            int at = stretch.from();
            for (int i = 0; i < count; i++) {
                records[i] = at;
                starts[i] = out.writerIndex();
                nameEnds[i] = name(view.on(stretch.bytes(), at));
                if (nameEnds[i] >= 0) {
                    rest();
                }
                at = view.next();
            }
            starts[count] = out.writerIndex();
        }

        private int name(MessageView message) {
            int before = out.writerIndex();
            if (headers.text(
                    out, message.bytes(), message.topicAt(), message.topicBytes(), false)) {
                return out.writerIndex();
            }
            out.writerIndex(before);
            return -1;
        }

        private void rest() {
            out.writeByte('\n');
            properties();
            if (view.qos() > 0) {
                out.writeBytes(PERSISTENT);
            }
            if (view.expires()) {
                long leftMs = 1000 * view.secondsLeft(view.storeTimeMs());
                number(EXPIRES, view.storeTimeMs() + leftMs);
            }
            number(TIMESTAMP, view.storeTimeMs());
            number(CONTENT_LENGTH, view.payloadBytes());
            out.writeByte('\n');
        }

        private void properties() {
            byte[] block = view.bytes();
            int at = view.propertiesAt();
            int end = at + view.propertiesBytes();
            int broker = brokersFrom();
            while (at < end) {
                if (!property(block, at, at >= broker)) {
                    leftOut++;
                }
                at = MessageProperties.next(block, at);
            }
        }

        /** Where the properties begin that the broker, and no client, gave to a dead letter. */
        private int brokersFrom() {
            byte[] block = view.bytes();
            int end = view.propertiesAt() + view.propertiesBytes();
            if (!isDeadLetter()) {
                return end;
            }
            int count = 0;
            for (int at = view.propertiesAt(); at < end; at = MessageProperties.next(block, at)) {
                count++;
            }
            int at = view.propertiesAt();
            for (int left = count - BROKERS_PROPERTIES; left > 0; left--) {
                at = MessageProperties.next(block, at);
            }
            return at;
        }

        private boolean isDeadLetter() {
            return Dialect.DEAD_LETTERS.isOfTopic(view.bytes(), view.topicAt(), view.topicBytes());
        }

        private boolean property(byte[] block, int at, boolean brokers) {
            int from = at + 3;
            int length = MessageProperties.valueBytes(block, at + 1);
            return switch (block[at]) {
                case MessageProperties.CONTENT_TYPE ->
                        headers.line(out, CONTENT_TYPE, block, from, length);
                case MessageProperties.RESPONSE_TOPIC -> replyTo(block, from, length);
                case MessageProperties.CORRELATION_DATA -> correlation(block, from, length);
                case MessageProperties.USER_PROPERTY -> userProperty(block, from, length, brokers);
                default -> true;
            };
        }

        /** As a destination to which this client can send. */
        private boolean replyTo(byte[] block, int from, int length) {
            int before = out.writerIndex();
            Dialect dialect = topics;
            for (Dialect each : List.of(Dialect.QUEUE, Dialect.REPLY)) {
                if (each.isOfTopic(block, from, length)) {
                    dialect = each;
                }
            }
            out.writeBytes(REPLY_TO).writeBytes(ascii(dialect.prefix(false)));
            byte[] name = dialect.nameOf(block, from, length);
            boolean written = headers.text(out, name, 0, name.length, false);
            if (written) {
                out.writeByte('\n');
            } else {
                out.writerIndex(before);
            }
            return written;
        }

        private boolean correlation(byte[] block, int from, int length) {
            boolean looksEncoded =
                    length >= BASE64.length
                            && Arrays.equals(
                                    block, from, from + BASE64.length, BASE64, 0, BASE64.length);
            boolean written =
                    !looksEncoded
                            && Utf8Text.isValid(block, from, length)
                            && headers.line(out, CORRELATION_ID, block, from, length);
            if (!written) {
                byte[] data = Arrays.copyOfRange(block, from, from + length);
                out.writeBytes(CORRELATION_ID).writeBytes(BASE64);
                out.writeBytes(Base64.getEncoder().encode(data)).writeByte('\n');
            }
            return true;
        }

        private boolean userProperty(byte[] block, int from, int length, boolean brokers) {
            int before = out.writerIndex();
            int value = from + length;
            if (!brokers && UserHeader.needsPrefix(block, from, length)) {
                out.writeBytes(UserHeader.PREFIX);
            }
            boolean written = length > 0 && headers.text(out, block, from, length, true);
            if (written) {
                out.writeByte(':');
                int valueBytes = MessageProperties.valueBytes(block, value);
                written = headers.text(out, block, value + 2, valueBytes, false);
            }
            if (written) {
                out.writeByte('\n');
            } else {
                out.writerIndex(before);
            }
            return written;
        }

        private void number(byte[] name, long value) {
            out.writeBytes(name);
            MessageId.writeNumber(out, value);
            out.writeByte('\n');
        }
    }
}
