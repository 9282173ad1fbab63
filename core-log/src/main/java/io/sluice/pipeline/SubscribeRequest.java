package io.sluice.pipeline;

import io.sluice.broker.Receipt;
import io.sluice.broker.Refusal;
import io.sluice.broker.Subscription;
import io.sluice.subscription.RetainedWalk;
import io.sluice.subscription.StateRecords;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Subscriptions of one session. At its slot the index and the retained table are as of one offset,
 * so the retained messages are a snapshot and live ones follow it without a gap or a double. If
 * they are many, the first go at once and the rest as they are taken.
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
        } else if (!wanted.stream().allMatch(each -> desk.groups().admits(each.filter()))) {
            desk.refuse(ingress, receipt, Refusal.QUEUES_FULL);
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
        byte[] record = desk.records().subscribe(outbox.ref(), wanted, effectiveFrom(desk));
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
                findRetained(desk, subscription, isNew[i]);
            }
        }
        outbox.beginRetained(desk.registrar().nowMs(), desk.nextOffset());
        outbox.subscriptionsChanged();
        desk.answerStored(ingress, receipt, offset);
    }

    /** What is not logged takes no offset: it counts from the very next one. */
    private long[] effectiveFrom(LogDesk desk) {
        long[] from = new long[wanted.size()];
        Arrays.fill(from, outbox.isLogged() ? StateRecords.BEHIND_THIS : desk.nextOffset());
        return from;
    }

    private void findRetained(LogDesk desk, Subscription subscription, boolean isNew) {
        int handling = subscription.retainHandling();
        if (handling == 0 || (handling == 1 && isNew)) {
            RetainedWalk walk =
                    desk.state().retained().walk(subscription.filter(), desk.nextOffset());
            outbox.retained().add(subscription, walk);
            desk.unwritten()
                    .system()
                    .matching(
                            subscription.filter(),
                            image -> outbox.putRetained(image, RetainedFlow.grant(subscription)));
        }
    }
}
