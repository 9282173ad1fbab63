package io.sluice.broker;

/**
 * The property block of a message: what travels with it from protocol to protocol, order and
 * repeats kept.
 *
 * <p>A run of properties, each one byte of kind and then its values. A value is two bytes of
 * length, big-endian, and its bytes. The kinds and this form are those of MQTT 5 (2.2.2), so that
 * the commonest way, MQTT 5 to MQTT 5, is one copy. Payload format and expiry are not here: they
 * stand in the record's header.
 *
 * <pre>
 *   0x03 content type      one value, UTF-8
 *   0x08 response topic    one value, UTF-8
 *   0x09 correlation data  one value, bytes
 *   0x26 user property     two values, UTF-8: name, then content; any number of them
 * </pre>
 */
public final class MessageProperties {
    public static final int CONTENT_TYPE = 0x03;
    public static final int RESPONSE_TOPIC = 0x08;
    public static final int CORRELATION_DATA = 0x09;
    public static final int USER_PROPERTY = 0x26;

    /** The longest value, in bytes. */
    public static final int VALUE_BYTES_MAX = 65_535;

    /** How many values a property of this kind has: 2 for a user property, else 1. */
    public static int valueCount(int kind) {
        return kind == USER_PROPERTY ? 2 : 1;
    }

    /** Length of the value whose two length bytes lie at {@code at}. */
    public static int valueBytes(byte[] block, int at) {
        return (block[at] & 0xFF) << 8 | block[at + 1] & 0xFF;
    }

    /** Where the property behind the one at {@code at} begins. */
    public static int next(byte[] block, int at) {
        int value = at + 1;
        for (int i = valueCount(block[at] & 0xFF); i > 0; i--) {
            value += 2 + valueBytes(block, value);
        }
        return value;
    }

    private MessageProperties() {}
}
