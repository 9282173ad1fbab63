package io.sluice.group;

import io.sluice.broker.MessageProperties;
import io.sluice.broker.MessageView;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * By what messages keep their order: the topic, or the value of a user property. Two keys may be
 * taken for one, which only holds some messages up; a message without the property has a key of its
 * own.
 */
@OwnedBy(Lane.GROUP)
final class MessageKey {
    private static final int LENGTH_BYTES = 2;

    private final byte[] header;

    /**
     * @param header the user property; empty for the topic
     */
    MessageKey(String header) {
        this.header = header.getBytes(StandardCharsets.UTF_8);
    }

    long of(MessageView view) {
        if (header.length == 0) {
            return hash(view.bytes(), view.topicAt(), view.topicAt() + view.topicBytes());
        }
        byte[] bytes = view.bytes();
        int at = view.propertiesAt();
        int end = at + view.propertiesBytes();
        while (at < end) {
            int nameAt = at + 1 + LENGTH_BYTES;
            if (bytes[at] == MessageProperties.USER_PROPERTY && isHeader(bytes, nameAt)) {
                int valueAt = nameAt + header.length;
                int valueBytes = MessageProperties.valueBytes(bytes, valueAt);
                int from = valueAt + LENGTH_BYTES;
                return hash(bytes, from, from + valueBytes);
            }
            at = MessageProperties.next(bytes, at);
        }
        return -1 - view.offset();
    }

    private boolean isHeader(byte[] bytes, int nameAt) {
        return MessageProperties.valueBytes(bytes, nameAt - LENGTH_BYTES) == header.length
                && Arrays.equals(bytes, nameAt, nameAt + header.length, header, 0, header.length);
    }

    private static long hash(byte[] bytes, int from, int to) {
        int hash = 1;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash & 0xFFFF_FFFFL;
    }
}
