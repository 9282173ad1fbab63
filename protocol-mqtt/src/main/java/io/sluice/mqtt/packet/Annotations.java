package io.sluice.mqtt.packet;

import io.sluice.broker.MessageProperties;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * User properties that the broker, and not the publisher, gives to one delivery. They stand before
 * the publisher's own, in the form of {@link MessageProperties}.
 */
@OwnedBy(Lane.EVENT_LOOP)
public final class Annotations {
    private static final int BYTES_MIN = 128;

    private byte[] bytes = {};
    private int length;

    public void clear() {
        length = 0;
    }

    /**
     * @param name of ASCII letters
     */
    public void add(String name, long number) {
        add(name, Long.toString(number));
    }

    /** Name and value of ASCII letters. */
    public void add(String name, String value) {
        int needed = length + 5 + name.length() + value.length();
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(BYTES_MIN, 2 * needed));
        }
        bytes[length++] = MessageProperties.USER_PROPERTY;
        put(name);
        put(value);
    }

    int length() {
        return length;
    }

    /** Puts all of it at {@code at}; returns the place behind it. */
    int putInto(byte[] out, int at) {
        System.arraycopy(bytes, 0, out, at, length);
        return at + length;
    }

    private void put(String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        bytes[length++] = (byte) (ascii.length >>> 8);
        bytes[length++] = (byte) ascii.length;
        System.arraycopy(ascii, 0, bytes, length, ascii.length);
        length += ascii.length;
    }
}
