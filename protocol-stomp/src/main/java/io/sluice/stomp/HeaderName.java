package io.sluice.stomp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The header names that mean something to us: one String each, so that reading a known name makes
 * no new one.
 */
final class HeaderName {
    static final String ACCEPT_VERSION = "accept-version";
    static final String ACK = "ack";
    static final String CLIENT_ID = "client-id";
    static final String CONTENT_LENGTH = "content-length";
    static final String CONTENT_TYPE = "content-type";
    static final String CORRELATION_ID = "correlation-id";
    static final String DELIVERY_COUNT = "delivery-count";
    static final String DESTINATION = "destination";
    static final String EXPIRATION = "expiration";
    static final String EXPIRES = "expires";
    static final String HEART_BEAT = "heart-beat";
    static final String HOST = "host";
    static final String ID = "id";
    static final String LOGIN = "login";
    static final String MESSAGE_ID = "message-id";
    static final String PASSCODE = "passcode";
    static final String PERSISTENT = "persistent";
    static final String PREFETCH_COUNT = "prefetch-count";
    static final String RECEIPT = "receipt";
    static final String REDELIVERED = "redelivered";
    static final String REPLY_TO = "reply-to";
    static final String REQUEUE = "requeue";
    static final String RETAIN = "retain";
    static final String SELECTOR = "selector";
    static final String SUBSCRIPTION = "subscription";
    static final String TIMESTAMP = "timestamp";
    static final String TRANSACTION = "transaction";
    static final String X_DEATH_OFFSET = "x-death-offset";
    static final String X_DEATH_QUEUE = "x-death-queue";
    static final String X_DEATH_REASON = "x-death-reason";
    static final String X_GAP = "x-gap";
    static final String X_RESET = "x-reset";
    static final String X_SKIPPED = "x-skipped";
    static final String X_STREAM_OFFSET = "x-stream-offset";

    /** At each place the names of that length. */
    private static final List<List<Known>> BY_LENGTH = byLength();

    private record Known(String text, byte[] bytes) {}

    /** The name that these bytes spell, or an empty string if it is not one of ours. */
    static String find(byte[] bytes, int from, int length) {
        if (length >= BY_LENGTH.size()) {
            return "";
        }
        for (Known known : BY_LENGTH.get(length)) {
            if (matches(known.bytes, bytes, from)) {
                return known.text;
            }
        }
        return "";
    }

    private static boolean matches(byte[] known, byte[] bytes, int from) {
        for (int i = 0; i < known.length; i++) {
            if (known[i] != bytes[from + i]) {
                return false;
            }
        }
        return true;
    }

    private static List<List<Known>> byLength() {
        List<List<Known>> table = new ArrayList<>();
        for (String name : all()) {
            while (table.size() <= name.length()) {
                table.add(new ArrayList<>());
            }
            table.get(name.length()).add(new Known(name, name.getBytes(StandardCharsets.US_ASCII)));
        }
        return table;
    }

    private static List<String> all() {
        return List.of(
                ACCEPT_VERSION,
                ACK,
                CLIENT_ID,
                CONTENT_LENGTH,
                CONTENT_TYPE,
                CORRELATION_ID,
                DELIVERY_COUNT,
                DESTINATION,
                EXPIRATION,
                EXPIRES,
                HEART_BEAT,
                HOST,
                ID,
                LOGIN,
                MESSAGE_ID,
                PASSCODE,
                PERSISTENT,
                PREFETCH_COUNT,
                RECEIPT,
                REDELIVERED,
                REPLY_TO,
                REQUEUE,
                RETAIN,
                SELECTOR,
                SUBSCRIPTION,
                TIMESTAMP,
                TRANSACTION,
                X_DEATH_OFFSET,
                X_DEATH_QUEUE,
                X_DEATH_REASON,
                X_GAP,
                X_RESET,
                X_SKIPPED,
                X_STREAM_OFFSET);
    }

    private HeaderName() {}
}
