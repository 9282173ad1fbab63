package io.sluice.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * One record of the log. All integers are little-endian; a record starts at a multiple of 8 bytes.
 *
 * <pre>
 *   0               1               2               3
 *  +---------------------------------------------------------------+
 *  | length: bytes of the record, header included, padding not     |  0
 *  +---------------------------------------------------------------+
 *  | crc32c of the salt, then the bytes from 8 to length           |  4
 *  +---------------+---------------+-------------------------------+
 *  | 0xA0 | version| type          | flags                         |  8
 *  +---------------+---------------+-------------------------------+
 *  | topicId: of the process that wrote it, a hint, never trusted; | 12
 *  | with flag DELAYED, unsigned seconds after storeTimeMs         |
 *  +---------------------------------------------------------------+
 *  | offset                                                        | 16
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  | storeTimeMs: wall clock at the append, never running back     | 24
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  | publisherRef: reference of the publishing session, 0 for none | 32
 *  +-------------------------------+-------------------------------+
 *  | packetId of a QoS 2 publish   | topicBytes                    | 36
 *  +-------------------------------+-------------------------------+
 *  | expirySeconds after storeTimeMs, if flag EXPIRES              | 40
 *  +---------------------------------------------------------------+
 *  | propertiesBytes                                               | 44
 *  +---------------------------------------------------------------+
 *  | topic name, property block, payload, then zeros up to 8      ... 48
 *  +---------------------------------------------------------------+
 * </pre>
 *
 * <p>The salt is a segment's own (32 bits, new at each life of the file), so a record left over
 * from an earlier life never verifies. A reader that meets a version or a type it does not know
 * treats the record as one that does not verify. The topic name stands in every message, so that a
 * record can be read, shipped and checked alone.
 */
public final class RecordLayout {
    public static final int HEADER_BYTES = 48;
    public static final int ALIGNMENT = 8;
    public static final int VERSION = 0xA1;

    /** Bits 0 and 1: the quality of service it was published with. */
    public static final int FLAG_QOS = 0x0003;

    public static final int FLAG_RETAIN = 0x0004;

    /** One of several records that count only all together. */
    public static final int FLAG_GROUPED = 0x0008;

    /** The last of such a group. */
    public static final int FLAG_GROUP_END = 0x0010;

    /** The payload is known to be valid UTF-8 text. */
    public static final int FLAG_BODY_UTF8 = 0x0020;

    /** Bits 6 and 7: 0 the broker itself, 1 MQTT, 2 STOMP. */
    public static final int FLAG_ORIGIN = 0x00C0;

    public static final int ORIGIN_MQTT = 0x0040;
    public static final int ORIGIN_STOMP = 0x0080;
    public static final int FLAG_EXPIRES = 0x0100;
    public static final int FLAG_WILL = 0x0200;

    /** To be published only when its delay is over: kept as state, delivered to nobody. */
    public static final int FLAG_DELAYED = 0x0400;

    /**
     * A message with one of these changes state: retained, delayed, or QoS 2 (bit 1 of the QoS).
     */
    public static final int FLAGS_OF_STATE = FLAG_RETAIN | FLAG_DELAYED | 2;

    private static final int LENGTH_AT = 0;
    private static final int CRC_AT = 4;
    private static final int VERSION_AT = 8;
    private static final int TYPE_AT = 9;
    private static final int FLAGS_AT = 10;
    private static final int TOPIC_ID_AT = 12;
    private static final int OFFSET_AT = 16;
    private static final int STORE_TIME_AT = 24;
    private static final int PUBLISHER_AT = 32;
    private static final int PACKET_ID_AT = 36;
    private static final int TOPIC_BYTES_AT = 38;
    private static final int EXPIRY_AT = 40;
    private static final int PROPERTIES_BYTES_AT = 44;

    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    /** Bytes that a record of {@code length} takes up, padding included. */
    public static int aligned(int length) {
        return (length + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /**
     * Whether a record with an offset may change state: all control records, messages by their
     * flags, and messages to queues, whose topics begin with {@code $}. Of the others no state may
     * take notice: they are not read when it is made anew.
     */
    public static boolean mayChangeState(byte[] bytes, int at) {
        return type(bytes, at) >= RecordType.FIRST_CONTROL
                || (flags(bytes, at) & FLAGS_OF_STATE) != 0
                || (topicBytes(bytes, at) > 0 && bytes[topicAt(at)] == '$');
    }

    /** Writes all of a header but crc, offset and store time, which the append knows. */
    public static void writeHeader(
            byte[] bytes,
            int at,
            int length,
            int type,
            int flags,
            int topicBytes,
            int propertiesBytes) {
        INT.set(bytes, at + LENGTH_AT, length);
        INT.set(bytes, at + CRC_AT, 0);
        bytes[at + VERSION_AT] = (byte) VERSION;
        bytes[at + TYPE_AT] = (byte) type;
        SHORT.set(bytes, at + FLAGS_AT, (short) flags);
        INT.set(bytes, at + TOPIC_ID_AT, -1);
        LONG.set(bytes, at + OFFSET_AT, -1L);
        LONG.set(bytes, at + STORE_TIME_AT, 0L);
        INT.set(bytes, at + PUBLISHER_AT, 0);
        SHORT.set(bytes, at + PACKET_ID_AT, (short) 0);
        SHORT.set(bytes, at + TOPIC_BYTES_AT, (short) topicBytes);
        INT.set(bytes, at + EXPIRY_AT, 0);
        INT.set(bytes, at + PROPERTIES_BYTES_AT, propertiesBytes);
    }

    public static int length(byte[] bytes, int at) {
        return (int) INT.get(bytes, at + LENGTH_AT);
    }

    public static int crc(byte[] bytes, int at) {
        return (int) INT.get(bytes, at + CRC_AT);
    }

    public static int version(byte[] bytes, int at) {
        return bytes[at + VERSION_AT] & 0xFF;
    }

    public static int type(byte[] bytes, int at) {
        return bytes[at + TYPE_AT] & 0xFF;
    }

    public static int flags(byte[] bytes, int at) {
        return (short) SHORT.get(bytes, at + FLAGS_AT) & 0xFFFF;
    }

    public static int topicId(byte[] bytes, int at) {
        return (int) INT.get(bytes, at + TOPIC_ID_AT);
    }

    public static long offset(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at + OFFSET_AT);
    }

    public static long storeTimeMs(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at + STORE_TIME_AT);
    }

    public static int publisherRef(byte[] bytes, int at) {
        return (int) INT.get(bytes, at + PUBLISHER_AT);
    }

    public static int packetId(byte[] bytes, int at) {
        return (short) SHORT.get(bytes, at + PACKET_ID_AT) & 0xFFFF;
    }

    public static int topicBytes(byte[] bytes, int at) {
        return (short) SHORT.get(bytes, at + TOPIC_BYTES_AT) & 0xFFFF;
    }

    /** Seconds after the store time, unsigned; 0 without flag {@link #FLAG_EXPIRES}. */
    public static long expirySeconds(byte[] bytes, int at) {
        return (int) INT.get(bytes, at + EXPIRY_AT) & 0xFFFFFFFFL;
    }

    public static int propertiesBytes(byte[] bytes, int at) {
        return (int) INT.get(bytes, at + PROPERTIES_BYTES_AT);
    }

    public static int topicAt(int at) {
        return at + HEADER_BYTES;
    }

    public static int propertiesAt(byte[] bytes, int at) {
        return at + HEADER_BYTES + topicBytes(bytes, at);
    }

    public static int payloadAt(byte[] bytes, int at) {
        return propertiesAt(bytes, at) + propertiesBytes(bytes, at);
    }

    public static int payloadBytes(byte[] bytes, int at) {
        return at + length(bytes, at) - payloadAt(bytes, at);
    }

    /** Where the next record of a run of records begins. */
    public static int next(byte[] bytes, int at) {
        return at + aligned(length(bytes, at));
    }

    public static void setFlags(byte[] bytes, int at, int flags) {
        SHORT.set(bytes, at + FLAGS_AT, (short) flags);
    }

    public static void setTopicId(byte[] bytes, int at, int topicId) {
        INT.set(bytes, at + TOPIC_ID_AT, topicId);
    }

    /** Unsigned; of a record with flag {@link #FLAG_DELAYED}, which has no topic id. */
    public static long delaySeconds(byte[] bytes, int at) {
        return (int) INT.get(bytes, at + TOPIC_ID_AT) & 0xFFFFFFFFL;
    }

    public static void setDelaySeconds(byte[] bytes, int at, long delaySeconds) {
        INT.set(bytes, at + TOPIC_ID_AT, (int) delaySeconds);
    }

    public static void setPublisher(byte[] bytes, int at, int publisherRef, int packetId) {
        INT.set(bytes, at + PUBLISHER_AT, publisherRef);
        SHORT.set(bytes, at + PACKET_ID_AT, (short) packetId);
    }

    public static void setExpirySeconds(byte[] bytes, int at, long expirySeconds) {
        INT.set(bytes, at + EXPIRY_AT, (int) expirySeconds);
    }

    /** Gives the record its place: what only the append knows, and the checksum over all of it. */
    public static void seal(
            byte[] bytes, int at, long offset, long storeTimeMs, int salt, CRC32C crc) {
        LONG.set(bytes, at + OFFSET_AT, offset);
        LONG.set(bytes, at + STORE_TIME_AT, storeTimeMs);
        INT.set(bytes, at + CRC_AT, checksum(bytes, at, length(bytes, at), salt, crc));
    }

    /**
     * Whether a whole record of this version lies at {@code at}, its bytes as they were written.
     * Its offset is not looked at.
     *
     * @param end where the readable bytes end
     */
    public static boolean isWhole(byte[] bytes, int at, int end, int salt, CRC32C crc) {
        return isFormed(bytes, at, end, end - at)
                && crc(bytes, at) == checksum(bytes, at, length(bytes, at), salt, crc);
    }

    /**
     * Whether a header of this version stands at {@code at} whose lengths agree with each other;
     * the checksum is not looked at, so the rest of the record need not be there yet.
     *
     * @param end where the readable bytes end
     * @param bytesMax how long the record may be
     */
    public static boolean isFormed(byte[] bytes, int at, int end, int bytesMax) {
        if (end - at < HEADER_BYTES) {
            return false;
        }
        int length = length(bytes, at);
        if (length < HEADER_BYTES || length > bytesMax || version(bytes, at) != VERSION) {
            return false;
        }
        if (!RecordType.isKnown(type(bytes, at))) {
            return false;
        }
        int inner = propertiesBytes(bytes, at);
        return inner >= 0 && inner <= length - HEADER_BYTES - topicBytes(bytes, at);
    }

    /** Leaves the bytes as they are: other lanes may be reading them. */
    private static int checksum(byte[] bytes, int at, int length, int salt, CRC32C crc) {
        crc.reset();
        crc.update(salt);
        crc.update(salt >>> 8);
        crc.update(salt >>> 16);
        crc.update(salt >>> 24);
        crc.update(bytes, at + VERSION_AT, length - VERSION_AT);
        return (int) crc.getValue();
    }

    private RecordLayout() {}
}
