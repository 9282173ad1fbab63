package io.sluice.pipeline;

import io.sluice.broker.Receipt;
import io.sluice.broker.Refusal;
import io.sluice.broker.Subscription;
import io.sluice.broker.Where;
import io.sluice.log.CommitLog;
import io.sluice.subscription.Beginning;
import io.sluice.subscription.StateRecords;
import java.io.IOException;
import java.time.Clock;
import java.util.List;

/**
 * A subscription that begins at a place in the log. At its slot the session is taken off what is
 * live and its cursor set back; where a time or the last message lies, the replay lane finds out.
 */
record ReadingRequest(
        LoopIngress ingress, Outbox outbox, List<Subscription> wanted, Receipt receipt)
        implements Request {
    private static final int RECORD_BYTES_LEAST = 4096;

    @Override
    public void run(LogDesk desk) throws IOException {
        if (outbox.isClosed()) {
            refuse(desk, Refusal.SESSION_GONE);
        } else if (!isAlone()) {
            refuse(desk, Refusal.SUBSCRIPTIONS_FULL);
        } else if (outbox.isLogged() && !desk.takesControl(RECORD_BYTES_LEAST)) {
            refuse(desk, Refusal.DISK_FULL);
        } else {
            begin(desk);
        }
    }

    private void refuse(LogDesk desk, Refusal why) {
        ingress.tell(outbox.feed()::rewindSettled);
        desk.refuse(ingress, receipt, why);
    }

    /** The session has no other subscription, or this very one from before. */
    private boolean isAlone() {
        if (wanted.size() != 1) {
            return false;
        }
        boolean isAgain = outbox.isReading() && outbox.entry().has(wanted.get(0).filter());
        return isAgain || outbox.entry().subscriptionCount() == 0;
    }

    private void begin(LogDesk desk) throws IOException {
        Subscription wish = wanted.get(0);
        boolean isNew = !outbox.entry().has(wish.filter());
        Where where = place(wish.where(), desk);
        long from = Beginning.of(where, desk.nextOffset());
        byte[] record = desk.records().subscribe(outbox.ref(), wanted, new long[] {from});
        long offset = desk.change(record, outbox.isLogged());
        desk.router().index().put(outbox, wish);
        if (isNew && from != StateRecords.BEHIND_THIS) {
            outbox.rewind(outbox.entry().placeSought(), Math.max(0, from));
        } else {
            ingress.tell(outbox.feed()::rewindSettled);
        }
        outbox.subscriptionsChanged();
        if (isNew && where == Where.ONWARD && !wish.where().equals(Where.ONWARD)) {
            ingress.tell(outbox.feed()::reset);
        }
        desk.answerStored(ingress, receipt, offset);
    }

    /** Of what is not there yet, the end. */
    private static Where place(Where said, LogDesk desk) {
        CommitLog log = desk.log();
        Clock clock = desk.registrar().clock();
        Where where = said.asOf(clock);
        return switch (where.kind()) {
            case FIRST -> Where.offset(log.firstOffset());
            case OFFSET -> where.value() > desk.nextOffset() ? Where.ONWARD : where;
            case TIMESTAMP -> where.value() > clock.millis() ? Where.ONWARD : where;
            case NEXT -> Where.ONWARD;
            case LAST, AGO -> where;
        };
    }
}
