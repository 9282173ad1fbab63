package io.sluice.stomp;

import io.sluice.broker.Receipt;
import io.sluice.broker.Refusal;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;

/**
 * Waits until all that was handed over before is stored, for a frame that says no more by itself.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class BarrierReceipt implements Receipt {
    private final StompSession session;
    private final ReceiptLedger.Entry owed;

    BarrierReceipt(StompSession session, ReceiptLedger.Entry owed) {
        this.session = session;
        this.owed = owed;
    }

    @Override
    public void stored(long firstOffset) {
        session.done(owed);
    }

    @Override
    public void refused(Refusal why) {
        session.refused(why, "The frame", owed);
    }
}
