package io.sluice.inspect;

import io.sluice.broker.MessageView;
import io.sluice.log.RecordLayout;
import io.sluice.log.RecordType;
import java.util.Arrays;

/** A copy of one message's record. Nobody changes it. */
public record StoredMessage(byte[] record) {
    /** Whether the record is a message: also one that still waits for its time. */
    public static boolean isOne(byte[] bytes, int at) {
        return RecordLayout.type(bytes, at) == RecordType.PUBLISH;
    }

    /** Takes it out of what was read. */
    public static StoredMessage copyOf(byte[] bytes, int at) {
        return new StoredMessage(Arrays.copyOfRange(bytes, at, RecordLayout.next(bytes, at)));
    }

    /** Glasses of the caller's own. */
    public MessageView view() {
        return new MessageView().on(record, 0);
    }

    /** Of its session's QoS 2 publish; 0 for others. */
    public int packetId() {
        return RecordLayout.packetId(record, 0);
    }
}
