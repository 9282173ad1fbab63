package io.sluice.stomp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.stomp.StompHeaders;
import io.sluice.broker.MessageFlags;
import io.sluice.broker.MessageProperties;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/**
 * What the headers of SEND make of its message: flags, expiry and the property block. Set it with
 * {@link #read}, ask it, set it again.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class MessageHeaders {
    /** What {@link #dueMs} is of a message that does not expire. */
    static final long NEVER = Long.MAX_VALUE;

    static final String BASE64 = "base64:";

    /** How ActiveMQ's clients ask for a message to come later; ours would come at once. */
    private static final String SCHEDULED = "AMQ_SCHEDULED_";

    private static final int KEPT_BYTES_MAX = 16 * 1024;

    private final Destinations destinations;
    private ByteBuf block = Unpooled.buffer(512);
    private int flags;
    private long dueMs = NEVER;

    MessageHeaders(Destinations destinations) {
        this.destinations = destinations;
    }

    /**
     * Reads a SEND.
     *
     * @param nowMs from when {@code expiration} counts
     */
    void read(ClientFrame send, long nowMs) {
        if (block.capacity() > KEPT_BYTES_MAX) {
            block = Unpooled.buffer(512);
        }
        block.clear();
        flags = flagsOf(send);
        dueMs = dueMsOf(send, nowMs);
        oneValue(MessageProperties.CONTENT_TYPE, send.header(HeaderName.CONTENT_TYPE));
        replyTo(send.header(HeaderName.REPLY_TO));
        correlation(send.header(HeaderName.CORRELATION_ID));
        userProperties(send.headers());
    }

    /** Bits of {@link MessageFlags}. */
    int flags() {
        return flags;
    }

    /** When the message expires, by the wall clock, or {@link #NEVER}. */
    long dueMs() {
        return dueMs;
    }

    /** The property block; good until the next {@link #read}. */
    ByteBuf block() {
        return block;
    }

    /** Whole seconds from now until then, rounded up, as many as a record can say. */
    static long secondsUntil(long dueMs, long nowMs) {
        long leftMs = Math.max(0, dueMs - nowMs);
        return Math.min(leftMs / 1000 + (leftMs % 1000 == 0 ? 0 : 1), 0xFFFF_FFFFL);
    }

    private static int flagsOf(ClientFrame send) {
        return MessageFlags.FROM_STOMP
                | (isPromised(send) ? 1 : 0)
                | (send.isTrue(HeaderName.RETAIN) ? MessageFlags.RETAIN : 0)
                | (isText(send) ? MessageFlags.BODY_UTF8 : 0);
    }

    /** Whether its client wants it kept, or to be told that it is. */
    private static boolean isPromised(ClientFrame send) {
        return send.isTrue(HeaderName.PERSISTENT)
                || !send.header(HeaderName.RECEIPT).isEmpty()
                || send.headers().contains(HeaderName.TRANSACTION);
    }

    private static boolean isText(ClientFrame send) {
        String type = send.header(HeaderName.CONTENT_TYPE).toLowerCase(Locale.ROOT);
        boolean said =
                type.isEmpty() || type.startsWith("text/") || type.startsWith("application/json");
        int charset = type.indexOf("charset=");
        if (!said || charset >= 0 && !type.startsWith("utf-8", charset + 8)) {
            return false;
        }
        ByteBuf body = send.content();
        if (body.hasArray()) {
            int from = body.arrayOffset() + body.readerIndex();
            return Utf8Text.isValid(body.array(), from, body.readableBytes());
        }
        return ByteBufUtil.isText(body, StandardCharsets.UTF_8);
    }

    private static long dueMsOf(ClientFrame send, long nowMs) {
        String fromNow = send.header(HeaderName.EXPIRATION);
        if (!fromNow.isEmpty()) {
            return nowMs + milliseconds(HeaderName.EXPIRATION, fromNow);
        }
        String at = send.header(HeaderName.EXPIRES);
        // 0 is how ActiveMQ's clients say never
        if (at.isEmpty() || at.equals("0")) {
            return NEVER;
        }
        return milliseconds(HeaderName.EXPIRES, at);
    }

    private static long milliseconds(String name, String text) {
        boolean digits = text.length() <= 15;
        for (int i = 0; i < text.length() && digits; i++) {
            digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        if (!digits) {
            throw StompViolation.of(
                    "bad " + name, name + " of SEND is not a number of milliseconds.");
        }
        return Long.parseLong(text);
    }

    private void replyTo(String text) {
        if (!text.isEmpty()) {
            Destination to = destinations.ofMessage("SEND: reply-to", text);
            oneValue(MessageProperties.RESPONSE_TOPIC, to.text());
        }
    }

    private void correlation(String text) {
        if (text.startsWith(BASE64)) {
            try {
                byte[] bytes = Base64.getDecoder().decode(text.substring(BASE64.length()));
                block.writeByte(MessageProperties.CORRELATION_DATA).writeShort(bytes.length);
                block.writeBytes(bytes);
                return;
            } catch (IllegalArgumentException e) {
                // it only looks so: it stands for itself
            }
        }
        oneValue(MessageProperties.CORRELATION_DATA, text);
    }

    private void userProperties(StompHeaders headers) {
        for (var header : headers) {
            String name = header.getKey().toString();
            if (name.startsWith(SCHEDULED)) {
                throw StompViolation.refused(
                        "header not supported",
                        "SEND has the header "
                                + name
                                + ", which is not supported; what is sent to $delayed/, seconds, /"
                                + " and a topic comes later.");
            }
            if (!UserHeader.isTaken(name)) {
                block.writeByte(MessageProperties.USER_PROPERTY);
                value(UserHeader.propertyOf(name));
                value(header.getValue());
            }
        }
    }

    private void oneValue(int kind, String text) {
        if (!text.isEmpty()) {
            block.writeByte(kind);
            value(text);
        }
    }

    /** Never longer than two bytes can say: a header line is not. */
    private void value(CharSequence text) {
        int at = block.writerIndex();
        block.writeShort(0);
        int length = ByteBufUtil.writeUtf8(block, text);
        block.setShort(at, length);
    }
}
