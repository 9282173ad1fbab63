package io.sluice.stomp;

import io.sluice.broker.ParcelBuilder;
import io.sluice.broker.Topic;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.ArrayList;
import java.util.List;

/**
 * What a client has sent between BEGIN and COMMIT: messages as they will lie in the log, and
 * acknowledgements. Nothing of it is known outside until COMMIT.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class Transaction {
    /** What an acknowledgement is counted for. */
    static final int ACKNOWLEDGEMENT_BYTES = 64;

    private final ParcelBuilder messages = new ParcelBuilder();
    private final List<Expiring> expiring = new ArrayList<>();
    private final List<Acknowledgement> acknowledgements = new ArrayList<>();
    private final List<String> receipts = new ArrayList<>();
    private final List<Topic> queues = new ArrayList<>();
    private int promised;
    private int frames;
    private int bytes;

    /** A message whose time left is known only at COMMIT. */
    private record Expiring(int room, Topic topic, long dueMs) {}

    ParcelBuilder messages() {
        return messages;
    }

    /** Notes a frame that takes part, and the receipt it asks for, which COMMIT or ABORT brings. */
    void joined(String receipt, int moreBytes) {
        frames++;
        bytes += moreBytes;
        if (!receipt.isEmpty()) {
            receipts.add(receipt);
        }
    }

    void acknowledges(Acknowledgement acknowledgement) {
        acknowledgements.add(acknowledgement);
    }

    /**
     * Notes the message that was added last.
     *
     * @param qos 1 if the broker promises it, else 0
     */
    void sends(SendTarget target, int qos) {
        promised += qos;
        if (target.onlyIfThere() && !queues.contains(target.topic())) {
            queues.add(target.topic());
        }
    }

    /** Queues that must be there at COMMIT; no more than there are frames. */
    List<Topic> queues() {
        return queues;
    }

    /** How many of the messages the broker promises. */
    int promised() {
        return promised;
    }

    /**
     * Puts what was acknowledged beside the messages, so that the log has both or none.
     *
     * @return false if some of it was given to another member meanwhile
     */
    boolean settle() {
        boolean isHeld = true;
        for (Acknowledgement each : acknowledgements) {
            isHeld &= each.tell(messages::settle);
        }
        return isHeld;
    }

    /** The message whose room this is expires at {@code dueMs}. */
    void expires(int room, Topic topic, long dueMs) {
        expiring.add(new Expiring(room, topic, dueMs));
    }

    int frames() {
        return frames;
    }

    /** What it takes up, as it was told. */
    int bytes() {
        return bytes;
    }

    /**
     * The receipts that its frames have asked for, in order, and that of the frame that ends it.
     */
    List<ReceiptLedger.Entry> owe(ReceiptLedger ledger, ClientFrame end) {
        List<ReceiptLedger.Entry> owed = new ArrayList<>();
        receipts.forEach(id -> owed.add(ledger.owe(id)));
        owed.add(ledger.owe(end.header(HeaderName.RECEIPT)));
        return owed;
    }

    List<Acknowledgement> acknowledgements() {
        return acknowledgements;
    }

    /** Writes into the messages how long they have left: expiry counts from the store. */
    void settleExpiry(long nowMs) {
        for (Expiring message : expiring) {
            long seconds = MessageHeaders.secondsUntil(message.dueMs, nowMs);
            messages.expiresAfter(message.room, message.topic, seconds);
        }
    }
}
