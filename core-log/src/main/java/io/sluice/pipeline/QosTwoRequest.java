package io.sluice.pipeline;

import io.sluice.broker.Receipt;
import io.sluice.broker.Refusal;
import io.sluice.subscription.StateRecords;
import java.io.IOException;

/**
 * One step of QoS 2 exchanges, kept in the log for sessions that are.
 *
 * @param record the step as a control record; empty for a session that is not kept
 * @param waits whether a session that is not kept waits for the records before it all the same
 */
record QosTwoRequest(
        LoopIngress ingress, Outbox outbox, byte[] record, boolean waits, Receipt receipt)
        implements Request {
    private static final byte[] NOT_KEPT = new byte[0];
    private static final StateRecords RECORDS = new StateRecords();

    static QosTwoRequest released(LoopIngress ingress, Outbox outbox, int[] ids, Receipt receipt) {
        byte[] record = outbox.isLogged() ? RECORDS.released(outbox.ref(), ids) : NOT_KEPT;
        return new QosTwoRequest(ingress, outbox, record, false, receipt);
    }

    static QosTwoRequest sending(
            LoopIngress ingress, Outbox outbox, int[] ids, long[] offsets, Receipt receipt) {
        byte[] record = outbox.isLogged() ? RECORDS.deliver(outbox.ref(), ids, offsets) : NOT_KEPT;
        return new QosTwoRequest(ingress, outbox, record, true, receipt);
    }

    static QosTwoRequest received(LoopIngress ingress, Outbox outbox, int[] ids, Receipt receipt) {
        byte[] record = outbox.isLogged() ? RECORDS.received(outbox.ref(), ids) : NOT_KEPT;
        return new QosTwoRequest(ingress, outbox, record, false, receipt);
    }

    static QosTwoRequest completed(LoopIngress ingress, Outbox outbox, int[] ids) {
        byte[] record = outbox.isLogged() ? RECORDS.completed(outbox.ref(), ids) : NOT_KEPT;
        return new QosTwoRequest(ingress, outbox, record, false, Receipt.NONE);
    }

    @Override
    public void run(LogDesk desk) throws IOException {
        if (outbox.isClosed()) {
            desk.refuse(ingress, receipt, Refusal.SESSION_GONE);
        } else if (record.length > 0) {
            desk.answerStored(ingress, receipt, desk.change(record, true));
        } else if (waits) {
            desk.answerWhenAllIsDurable(ingress, receipt);
        } else {
            desk.answerStored(ingress, receipt, -1);
        }
    }

    @Override
    public boolean isBrief() {
        return true;
    }
}
