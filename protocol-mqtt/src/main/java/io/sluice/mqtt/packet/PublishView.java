package io.sluice.mqtt.packet;

import io.netty.buffer.ByteBuf;
import io.sluice.broker.MessageProperties;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;

/**
 * A pair of glasses on one PUBLISH (3.3) in the buffer where it came: nothing is copied, nothing is
 * made. One belongs to each event loop.
 *
 * <pre>
 *   topic name | packet id if QoS &gt; 0 | properties if version 5 | payload
 * </pre>
 */
@OwnedBy(Lane.EVENT_LOOP)
public final class PublishView {
    /** What {@link #alias} says of a packet without one. */
    public static final int NO_ALIAS = 0;

    private static final int PAYLOAD_FORMAT = 0x01;
    private static final int EXPIRY = 0x02;
    private static final int SUBSCRIPTION_IDENTIFIER = 0x0B;
    private static final int TOPIC_ALIAS = 0x23;

    private ByteBuf in;
    private int end;
    private int first;
    private int topicAt;
    private int topicBytes;
    private int packetId;
    private int propertiesAt;
    private int payloadAt;

    private boolean isText;
    private long expirySeconds;
    private int alias;
    private int blockBytes;
    private long seen;

    /** Looks at the packet from now on; a violation if it is none. */
    public void on(int firstByte, ByteBuf bytes, int from, int to, boolean is5) {
        in = bytes;
        end = to;
        first = firstByte;
        if (qos() == 3) {
            throw ProtocolViolation.malformed("MQTT-3.3.1-4", "a PUBLISH of QoS 3");
        }
        if (isDuplicate() && qos() == 0) {
            throw ProtocolViolation.malformed("MQTT-3.3.1-2", "DUP with QoS 0");
        }
        need(from, 2);
        topicBytes = in.getUnsignedShort(from);
        topicAt = from + 2;
        need(topicAt, topicBytes);
        int at = topicAt + topicBytes;
        packetId = 0;
        if (qos() > 0) {
            need(at, 2);
            packetId = in.getUnsignedShort(at);
            at += 2;
            if (packetId == 0) {
                throw ProtocolViolation.error("MQTT-2.2.1-3", "packet identifier 0");
            }
        }
        clearProperties();
        propertiesAt = at;
        payloadAt = is5 ? readProperties(at) : at;
    }

    public int qos() {
        return first >> 1 & 3;
    }

    public boolean isDuplicate() {
        return (first & 0x08) != 0;
    }

    public boolean isRetain() {
        return (first & 0x01) != 0;
    }

    public int topicAt() {
        return topicAt;
    }

    public int topicBytes() {
        return topicBytes;
    }

    /** 0 for QoS 0. */
    public int packetId() {
        return packetId;
    }

    /** Whether the payload is said to be UTF-8 text. */
    public boolean isText() {
        return isText;
    }

    /** Whether the payload, which is said to be text, is none. */
    public boolean isFalseText() {
        return isText && !Utf8.isText(in, payloadAt, payloadBytes());
    }

    /** Unsigned 32 bits; -1 for a message that does not expire. */
    public long expirySeconds() {
        return expirySeconds;
    }

    /** {@link #NO_ALIAS} for none; -1 for one of 0, which is wrong. */
    public int alias() {
        return alias;
    }

    public int payloadBytes() {
        return end - payloadAt;
    }

    /** Bytes of those properties that travel with the message. */
    public int blockBytes() {
        return blockBytes;
    }

    /** Copies the properties that travel, in the form of {@link MessageProperties}. */
    public void copyBlock(byte[] to, int toAt) {
        if (blockBytes == payloadAt - propertiesAt) {
            in.getBytes(propertiesAt, to, toAt, blockBytes);
            return;
        }
        int at = propertiesAt;
        int put = toAt;
        while (put < toAt + blockBytes) {
            int next = next(at);
            if (travels(in.getByte(at))) {
                in.getBytes(at, to, put, next - at);
                put += next - at;
            }
            at = next;
        }
    }

    public void copyPayload(byte[] to, int toAt) {
        in.getBytes(payloadAt, to, toAt, end - payloadAt);
    }

    private void clearProperties() {
        isText = false;
        expirySeconds = -1;
        alias = NO_ALIAS;
        blockBytes = 0;
        seen = 0;
    }

    /** Reads all properties, and says where the payload begins. */
    private int readProperties(int lengthAt) {
        need(lengthAt, 1);
        int length = in.getByte(lengthAt);
        int at = lengthAt + 1;
        if (length < 0) {
            PacketReader reader = new PacketReader(in, lengthAt, end);
            length = reader.varInt();
            at = reader.at();
        }
        need(at, length);
        propertiesAt = at;
        int to = at + length;
        while (at < to) {
            at = readProperty(at, to);
        }
        return to;
    }

    private int readProperty(int at, int to) {
        int kind = in.getByte(at);
        if (kind != MessageProperties.USER_PROPERTY) {
            once(kind);
        }
        int next = checkedNext(at, to);
        switch (kind) {
            case PAYLOAD_FORMAT -> isText = isOne(in.getByte(at + 1));
            case EXPIRY -> expirySeconds = in.getUnsignedInt(at + 1);
            case TOPIC_ALIAS -> {
                int number = in.getUnsignedShort(at + 1);
                alias = number == 0 ? -1 : number;
            }
            case MessageProperties.RESPONSE_TOPIC -> requireResponseTopic(at + 3, next);
            default -> {}
        }
        if (travels(kind)) {
            blockBytes += next - at;
        }
        return next;
    }

    private void once(int kind) {
        if (kind == SUBSCRIPTION_IDENTIFIER) {
            throw ProtocolViolation.error(
                    "MQTT-3.3.4-6", "a client's PUBLISH with a subscription identifier");
        }
        boolean isKnown =
                kind == PAYLOAD_FORMAT || kind == EXPIRY || kind == TOPIC_ALIAS || travels(kind);
        if (!isKnown) {
            throw ProtocolViolation.malformed("MQTT-4.13.1-1", "property " + kind + " in PUBLISH");
        }
        if ((seen & 1L << kind) != 0) {
            throw ProtocolViolation.error("MQTT-4.13.1-1", "property " + kind + " twice");
        }
        seen |= 1L << kind;
    }

    /** Where the property behind this one begins, which must be whole and well formed. */
    private int checkedNext(int at, int to) {
        int kind = in.getByte(at);
        if (kind == PAYLOAD_FORMAT || kind == EXPIRY || kind == TOPIC_ALIAS) {
            int next = next(at);
            requireWithin(next, to);
            return next;
        }
        int next = at + 1;
        for (int i = MessageProperties.valueCount(kind); i > 0; i--) {
            requireWithin(next + 2, to);
            int length = in.getUnsignedShort(next);
            next += 2;
            requireWithin(next + length, to);
            if (kind != MessageProperties.CORRELATION_DATA && !Utf8.isString(in, next, length)) {
                throw ProtocolViolation.malformed("MQTT-1.5.4-1", "a string that is not UTF-8");
            }
            next += length;
        }
        return next;
    }

    /** The same for one that was checked before. */
    private int next(int at) {
        int kind = in.getByte(at);
        if (kind == PAYLOAD_FORMAT) {
            return at + 2;
        }
        if (kind == EXPIRY) {
            return at + 5;
        }
        if (kind == TOPIC_ALIAS) {
            return at + 3;
        }
        int next = at + 1;
        for (int i = MessageProperties.valueCount(kind); i > 0; i--) {
            next += 2 + in.getUnsignedShort(next);
        }
        return next;
    }

    private static boolean travels(int kind) {
        return kind == MessageProperties.CONTENT_TYPE
                || kind == MessageProperties.RESPONSE_TOPIC
                || kind == MessageProperties.CORRELATION_DATA
                || kind == MessageProperties.USER_PROPERTY;
    }

    private static boolean isOne(int value) {
        if (value != 0 && value != 1) {
            throw ProtocolViolation.error("MQTT-4.13.1-1", "payload format " + value);
        }
        return value == 1;
    }

    private void requireResponseTopic(int from, int to) {
        if (from == to) {
            throw ProtocolViolation.error("MQTT-3.3.2-13", "an empty response topic");
        }
        for (int at = from; at < to; at++) {
            int c = in.getByte(at);
            if (c == '+' || c == '#') {
                throw ProtocolViolation.error("MQTT-3.3.2-14", "a response topic with wildcards");
            }
        }
    }

    private void need(int at, int bytes) {
        requireWithin(at + bytes, end);
    }

    private static void requireWithin(int place, int end) {
        if (place > end) {
            throw ProtocolViolation.malformed("MQTT-4.13.1-1", "the packet ends too soon");
        }
    }
}
