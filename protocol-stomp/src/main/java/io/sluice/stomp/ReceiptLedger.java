package io.sluice.stomp;

import io.netty.buffer.ByteBuf;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.ArrayDeque;

/**
 * The receipts that a client has asked for and that are not written yet. They are written in the
 * order of their frames, whatever the order in which they fall due.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class ReceiptLedger {
    /** What a frame owes that asked for no receipt. */
    static final Entry NOTHING = new Entry("");

    private static final int BYTES_MAX = 1 << 20;
    private static final int FRAME_BYTES = 32;

    private final int entriesMax;
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private int bytes;
    private boolean unanswered;

    /** One receipt owed. */
    static final class Entry {
        private final String receiptId;
        private boolean due;

        private Entry(String receiptId) {
            this.receiptId = receiptId;
        }

        String receiptId() {
            return receiptId;
        }

        /** The frame is done: its receipt may go out when those before it have. */
        void fallDue() {
            due = !receiptId.isEmpty();
        }
    }

    ReceiptLedger(int entriesMax) {
        this.entriesMax = entriesMax;
    }

    /** Notes a frame's receipt, or {@link #NOTHING} if it asked for none. */
    Entry owe(String receiptId) {
        if (receiptId.isEmpty()) {
            unanswered = true;
            return NOTHING;
        }
        Entry entry = new Entry(receiptId);
        entries.add(entry);
        bytes += receiptId.length();
        return entry;
    }

    /** Whether a frame has asked for no receipt, so that none will tell that it is done. */
    boolean hasUnanswered() {
        return unanswered;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Whether so many are owed that no more should be taken on. */
    boolean isFull() {
        return entries.size() >= entriesMax || bytes >= BYTES_MAX;
    }

    /** Forgets this receipt and all behind it: the connection will end instead. */
    void forgetFrom(Entry first) {
        if (!entries.contains(first)) {
            return;
        }
        Entry last;
        do {
            last = entries.removeLast();
            bytes -= last.receiptId.length();
        } while (last != first);
    }

    /** Writes those at the front that are due. The caller flushes. */
    void write(StompVersion version, StompOutbound out) {
        while (isFrontDue()) {
            ByteBuf buffer = out.buffer(FRAME_BYTES);
            do {
                Entry entry = entries.remove();
                bytes -= entry.receiptId.length();
                ServerFrames.receipt(buffer, version, entry.receiptId);
            } while (isFrontDue() && !out.wantsFramesApart());
            out.send(buffer, true);
        }
    }

    private boolean isFrontDue() {
        return !entries.isEmpty() && entries.peek().due;
    }
}
