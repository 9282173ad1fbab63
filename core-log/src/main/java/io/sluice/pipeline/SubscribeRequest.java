package io.sluice.pipeline;

import io.sluice.broker.Delivery;
import io.sluice.broker.Grant;
import io.sluice.broker.Receipt;
import io.sluice.broker.Refusal;
import io.sluice.broker.Stretch;
import io.sluice.broker.Subscription;
import java.io.IOException;
import java.util.List;

/**
 * Subscriptions of one session. At its slot the index and the retained table are as of one offset,
 * so the retained messages are a snapshot and live ones follow it without a gap or a double.
 */
record SubscribeRequest(
        LoopIngress ingress, Outbox outbox, List<Subscription> wanted, Receipt receipt)
        implements Request {
    private static final int RECORD_BYTES_LEAST = 4096;

    @Override
    public void run(LogDesk desk) throws IOException {
        if (outbox.isClosed()) {
            desk.refuse(ingress, receipt, Refusal.SESSION_GONE);
        } else if (outbox.isReading() || !desk.state().sessions().admits(outbox.entry(), wanted)) {
            desk.refuse(ingress, receipt, Refusal.SUBSCRIPTIONS_FULL);
        } else if (outbox.isLogged() && !desk.takesControl(RECORD_BYTES_LEAST)) {
            desk.refuse(ingress, receipt, Refusal.DISK_FULL);
        } else {
            subscribe(desk);
        }
    }

    private void subscribe(LogDesk desk) throws IOException {
        boolean[] isNew = new boolean[wanted.size()];
        for (int i = 0; i < isNew.length; i++) {
            isNew[i] = !outbox.entry().has(wanted.get(i).filter());
        }
        byte[] record = desk.records().subscribe(outbox.ref(), wanted);
        if (record.length > desk.recordBytesMax()) {
            desk.refuse(ingress, receipt, Refusal.TOO_LARGE);
            return;
        }
        long offset = desk.change(record, outbox.isLogged());
        for (int i = 0; i < isNew.length; i++) {
            Subscription subscription = wanted.get(i);
            if (subscription.filter().isGroup()) {
                desk.groups().join(outbox, subscription, isNew[i], desk);
            } else {
                desk.router().index().put(outbox, subscription);
                sendRetained(desk, subscription, isNew[i]);
            }
        }
        outbox.subscriptionsChanged();
        desk.answerStored(ingress, receipt, offset);
    }

    private void sendRetained(LogDesk desk, Subscription subscription, boolean isNew) {
        int handling = subscription.retainHandling();
        if (handling == 2 || (handling == 1 && !isNew)) {
            return;
        }
        int identifier = subscription.identifier();
        int[] identifiers = identifier == 0 ? new int[0] : new int[] {identifier};
        Grant grant =
                new Grant(
                        subscription.qos(),
                        subscription.noLocal(),
                        subscription.retainAsPublished(),
                        identifiers);
        for (byte[] record : desk.registrar().retained(subscription.filter(), desk)) {
            Stretch stretch = new Stretch(record, 0, record.length, 1);
            outbox.put(new Delivery(Delivery.Kind.RETAINED, stretch, grant, 0));
        }
    }
}
