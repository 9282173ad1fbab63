package io.sluice.stomp;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The names of user properties as headers. One that is named like a header of ours travels as
 * {@code x-user-<name>}; so does one that already looks so, and nothing is lost both ways.
 */
final class UserHeader {
    static final byte[] PREFIX = "x-user-".getBytes(StandardCharsets.US_ASCII);

    private static final String PREFIX_TEXT = "x-user-";

    /** Headers that SEND gives up to the broker: they are no user properties. */
    private static final Set<String> TAKEN =
            Set.of(
                    HeaderName.DESTINATION,
                    HeaderName.CONTENT_LENGTH,
                    HeaderName.CONTENT_TYPE,
                    HeaderName.CORRELATION_ID,
                    HeaderName.REPLY_TO,
                    HeaderName.EXPIRATION,
                    HeaderName.EXPIRES,
                    HeaderName.RETAIN,
                    HeaderName.PERSISTENT,
                    HeaderName.RECEIPT,
                    HeaderName.TRANSACTION);

    /** Headers that only MESSAGE has. */
    private static final Set<String> OF_MESSAGE =
            Set.of(
                    HeaderName.MESSAGE_ID,
                    HeaderName.SUBSCRIPTION,
                    HeaderName.ACK,
                    HeaderName.TIMESTAMP,
                    HeaderName.REDELIVERED,
                    HeaderName.DELIVERY_COUNT,
                    HeaderName.X_STREAM_OFFSET,
                    HeaderName.X_SKIPPED,
                    HeaderName.X_GAP,
                    HeaderName.X_RESET,
                    HeaderName.X_DEATH_OFFSET,
                    HeaderName.X_DEATH_QUEUE,
                    HeaderName.X_DEATH_REASON);

    /** Whether a header of SEND is the message's own matter and not a user property. */
    static boolean isTaken(String name) {
        return TAKEN.contains(name);
    }

    /** The user property that a header of SEND stands for. */
    static String propertyOf(String header) {
        if (!header.startsWith(PREFIX_TEXT)) {
            return header;
        }
        byte[] bytes = header.getBytes(StandardCharsets.UTF_8);
        return needsPrefix(bytes, PREFIX.length, bytes.length - PREFIX.length)
                ? header.substring(PREFIX_TEXT.length())
                : header;
    }

    /** Whether the user property of this name is written with {@link #PREFIX}. */
    static boolean needsPrefix(byte[] bytes, int from, int length) {
        int at = from;
        int left = length;
        while (hasPrefix(bytes, at, left)) {
            at += PREFIX.length;
            left -= PREFIX.length;
        }
        String known = HeaderName.find(bytes, at, left);
        return !known.isEmpty() && (TAKEN.contains(known) || OF_MESSAGE.contains(known));
    }

    private static boolean hasPrefix(byte[] bytes, int from, int length) {
        if (length < PREFIX.length) {
            return false;
        }
        for (int i = 0; i < PREFIX.length; i++) {
            if (bytes[from + i] != PREFIX[i]) {
                return false;
            }
        }
        return true;
    }

    private UserHeader() {}
}
