package io.sluice.pipeline;

import io.sluice.broker.Parcel;
import io.sluice.broker.ParcelBuilder;
import io.sluice.broker.Receipt;
import io.sluice.broker.Refusal;
import io.sluice.broker.Settlement;
import io.sluice.log.RecordLayout;
import io.sluice.subscription.StateRecords;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * One step of QoS 2 exchanges, kept in the log for sessions that are.
 *
 * @param records the step as a control record, perhaps others that count only with it; empty for a
 *     session that is not kept
 * @param count how many there are
 * @param waits whether a session that is not kept waits for the records before it all the same
 */
record QosTwoRequest(
        LoopIngress ingress,
        Outbox outbox,
        byte[] records,
        int count,
        boolean waits,
        Receipt receipt)
        implements Request {
    private static final byte[] NOT_KEPT = new byte[0];
    private static final StateRecords RECORDS = new StateRecords();

    static QosTwoRequest released(LoopIngress ingress, Outbox outbox, int[] ids, Receipt receipt) {
        byte[] record = outbox.isLogged() ? RECORDS.released(outbox.ref(), ids) : NOT_KEPT;
        return new QosTwoRequest(ingress, outbox, record, 1, false, receipt);
    }

    /**
     * @param taken messages of groups that are the session's from now on
     */
    static QosTwoRequest sending(
            LoopIngress ingress,
            Outbox outbox,
            int[] ids,
            long[] offsets,
            List<Settlement> taken,
            Receipt receipt) {
        if (!outbox.isLogged()) {
            return new QosTwoRequest(ingress, outbox, NOT_KEPT, 0, true, receipt);
        }
        byte[] record = RECORDS.deliver(outbox.ref(), ids, offsets);
        if (taken.isEmpty()) {
            return new QosTwoRequest(ingress, outbox, record, 1, true, receipt);
        }
        ParcelBuilder builder = new ParcelBuilder();
        taken.forEach(builder::settle);
        Parcel settled = builder.take(true, Receipt.NONE);
        RecordLayout.setFlags(record, 0, RecordLayout.FLAG_GROUPED);
        byte[] both = Arrays.copyOf(record, record.length + settled.bytes().length);
        System.arraycopy(settled.bytes(), 0, both, record.length, settled.bytes().length);
        return new QosTwoRequest(ingress, outbox, both, 1 + settled.count(), true, receipt);
    }

    static QosTwoRequest received(LoopIngress ingress, Outbox outbox, int[] ids, Receipt receipt) {
        byte[] record = outbox.isLogged() ? RECORDS.received(outbox.ref(), ids) : NOT_KEPT;
        return new QosTwoRequest(ingress, outbox, record, 1, false, receipt);
    }

    static QosTwoRequest completed(LoopIngress ingress, Outbox outbox, int[] ids) {
        byte[] record = outbox.isLogged() ? RECORDS.completed(outbox.ref(), ids) : NOT_KEPT;
        return new QosTwoRequest(ingress, outbox, record, 1, false, Receipt.NONE);
    }

    @Override
    public void run(LogDesk desk) throws IOException {
        if (outbox.isClosed()) {
            desk.refuse(ingress, receipt, Refusal.SESSION_GONE);
        } else if (count > 1 && desk.takesControl(records.length)) {
            desk.answerStored(ingress, receipt, desk.appendControl(records, count));
        } else if (records.length > 0) {
            desk.answerStored(ingress, receipt, desk.change(records, true));
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
