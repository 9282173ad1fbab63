package io.sluice.gateway.cli.bench;

import io.sluice.gateway.cli.client.Transport;
import io.sluice.lane.Crossing;

/**
 * Sessions subscribe and go; publishers fill the broker; the sessions come back and take what waits
 * for them. Or nobody has subscribed, and receivers read the past. Led by one thread; only {@link
 * #cutShort()} may be called by another.
 */
@Crossing
final class OfflineRun implements Run {
    private static final long LOOK_MS = 2;
    private static final long MESSAGES = 50_000;

    private final Plan plan;
    private final Kind kind;
    private final Dialer dialer;
    private final Progress progress;
    private final Faults faults = new Faults();
    private final Fleet fleet;
    private volatile boolean shortened;

    /** By what the receivers get what was stored without them. */
    enum Kind {
        /** A session that was kept. */
        OFFLINE,
        /** The log, from its beginning on. */
        REPLAY;

        Dialect.Visit visit() {
            return this == OFFLINE ? Dialect.Visit.RETURNING : Dialect.Visit.PASSING;
        }
    }

    OfflineRun(Plan plan, Kind kind, Transport transport, Progress progress) {
        this.plan = plan.with(plan.span().orMessages(MESSAGES)).withoutLead();
        this.kind = kind;
        this.progress = progress;
        dialer = new Dialer(transport, plan.address());
        fleet = new Fleet(this.plan.shape(), this.plan.load(), plan.dialect(), transport, faults);
    }

    @Override
    public Outcome run() throws InterruptedException {
        try {
            makeSessions();
            fleet.connectPublishers(dialer);
            long storeNanos = store();
            long drainNanos = drain();
            Tally tally = fleet.tally();
            Verdict verdict = fleet.verdict();
            fleet.leave(dialer);
            forgetSessions();
            return new OfflineOutcome(
                    plan, kind, storeNanos, drainNanos, tally.published(), verdict);
        } finally {
            progress.done();
            fleet.release();
        }
    }

    @Override
    public void cutShort() {
        shortened = true;
    }

    private void makeSessions() throws InterruptedException {
        if (kind == Kind.OFFLINE) {
            progress.say("making sessions");
            fleet.connectReceivers(dialer, Dialect.Visit.SETTLING);
            fleet.leave(dialer);
        }
    }

    private void forgetSessions() throws InterruptedException {
        if (kind == Kind.OFFLINE) {
            fleet.forgetSessions(dialer);
        }
    }

    private long store() throws InterruptedException {
        progress.say("storing");
        long begun = System.nanoTime();
        fleet.start(plan.span());
        Stall stall = new Stall(plan.span().patience());
        while (!shortened && !fleet.isSent() && !stall.lasts(fleet.tally())) {
            faults.check();
            Thread.sleep(LOOK_MS);
        }
        fleet.stop();
        return Math.max(1, System.nanoTime() - begun);
    }

    /** From dialling to the last message. */
    private long drain() throws InterruptedException {
        progress.say("draining");
        long begun = System.nanoTime();
        fleet.connectReceivers(dialer, kind.visit());
        Stall stall = new Stall(plan.span().patience());
        while (!shortened && !fleet.isQuiet() && !stall.lasts(fleet.tally())) {
            faults.check();
            Thread.sleep(LOOK_MS);
        }
        return Math.max(1, fleet.tally().lastNanos() - begun);
    }
}
