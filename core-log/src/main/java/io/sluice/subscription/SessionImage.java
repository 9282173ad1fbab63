package io.sluice.subscription;

import io.sluice.broker.Will;

/**
 * One session in a snapshot, little-endian; {@code text}, {@code bytes} and {@code n ×} as in
 * {@link StateRecords}.
 *
 * <pre>
 *  ref:4 connection:1 (0 none, 1 stands apart, 2 among the others) space:text id:text
 *  expirySeconds:4 closedAtMs:8 nextOffset:8
 *  willDueMs:8 willDelaySeconds:4 will:bytes
 *  subscriptions: n × (effectiveFrom:8 identifier:4 options:1 filterBytes:2 filter)
 *  inflight:      n × (packetId:2 stage:1 offset:8)
 *  doneAbove:     n × (offset:8)
 *  unreleased:    n × (packetId:2)
 * </pre>
 */
final class SessionImage {
    /** Without texts and lists. */
    static final int BYTES_MIN = 65;

    /** In place of a connection: none. */
    static final int CLOSED = 0;

    private static final int APART = 1;
    private static final int AMONG_OTHERS = 2;

    static void write(SessionEntry entry, StateWriter to) {
        Will will = entry.will();
        to.i32(entry.ref()).u8(connection(entry));
        to.text(entry.space()).block(entry.id());
        to.i32((int) entry.expirySeconds()).i64(entry.closedAtMs()).i64(entry.nextOffset());
        to.i64(entry.willDueMs()).i32((int) will.delaySeconds()).block(will.message());
        entry.subscriptionSet().write(to);
        if (entry.isAtRest()) {
            to.i32(0).i32(0).i32(0);
        } else {
            write(entry.progress(), to);
        }
    }

    /** Makes the session; the table does not have it yet. */
    static SessionEntry read(SessionTable table, StateReader from) {
        int ref = from.i32();
        int connection = from.u8();
        SessionEntry entry = table.make(ref, from.text(), from.block(), false);
        long expirySeconds = from.i32() & 0xFFFF_FFFFL;
        long closedAtMs = from.i64();
        entry.moveTo(from.i64());
        long willDueMs = from.i64();
        long delaySeconds = from.i32() & 0xFFFF_FFFFL;
        Will will = will(from.block(), delaySeconds);
        if (connection != CLOSED) {
            entry.opened(expirySeconds);
            entry.standsApart(connection == APART);
        } else {
            entry.closed(closedAtMs, expirySeconds, SessionEntry.NEVER);
        }
        entry.setWill(will, willDueMs);
        entry.subscriptionSet().read(from);
        read(entry, from);
        return entry;
    }

    private static int connection(SessionEntry entry) {
        if (!entry.isConnected()) {
            return CLOSED;
        }
        return entry.isApart() ? APART : AMONG_OTHERS;
    }

    private static void write(Progress progress, StateWriter to) {
        StateRecords.inflight(to, progress.window.toInflight());
        to.i32(progress.doneAbove.count());
        for (long offset : progress.doneAbove.toArray()) {
            to.i64(offset);
        }
        to.i32(progress.unreleased.count());
        for (int packetId : progress.unreleased.toArray()) {
            to.u16(packetId);
        }
    }

    private static void read(SessionEntry entry, StateReader from) {
        Progress progress = entry.progress();
        progress.window.replace(StateRecords.inflight(from));
        for (int left = from.count(8); left > 0; left--) {
            progress.doneAbove.add(from.i64());
        }
        for (int left = from.count(2); left > 0; left--) {
            progress.unreleased.add(from.u16());
        }
        entry.rest();
    }

    private static Will will(byte[] message, long delaySeconds) {
        return message.length == 0 ? Will.NONE : new Will(message, delaySeconds);
    }

    private SessionImage() {}
}
