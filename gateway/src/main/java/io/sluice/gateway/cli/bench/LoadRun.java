package io.sluice.gateway.cli.bench;

import io.sluice.gateway.cli.client.Transport;
import io.sluice.lane.Crossing;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One run from the first connection to the verdict: connect, warm up, measure, stop, wait until all
 * has come, take leave. Led by one thread; only {@link #cutShort()} may be called by another.
 */
@Crossing
final class LoadRun implements Run {
    private static final Duration FOR_EVER = Duration.ofDays(1_000);
    private static final long LOOK_MS = 5;

    private final Plan plan;
    private final Dialer dialer;
    private final ProcessWatch broker;
    private final Progress progress;
    private final Faults faults = new Faults();
    private final Fleet fleet;
    private volatile boolean shortened;

    LoadRun(Plan plan, Transport transport, ProcessWatch broker, Progress progress) {
        this.plan = plan;
        dialer = new Dialer(transport, plan.address());
        this.broker = broker;
        this.progress = progress;
        fleet = new Fleet(plan.shape(), plan.load(), plan.dialect(), transport, faults);
    }

    @Override
    public Outcome run() throws InterruptedException {
        try {
            progress.say("connecting to " + plan.address());
            boolean isKept = plan.load().isKept();
            fleet.connectReceivers(dialer, isKept ? Dialect.Visit.SETTLING : Dialect.Visit.PASSING);
            fleet.connectPublishers(dialer);
            boolean counted = plan.span().isCounted();
            Reading start = read();
            fleet.start(plan.span());
            if (!counted) {
                watch(start.nanos(), start.nanos(), plan.span().warmup());
                fleet.forgetLatencies();
            }
            Reading first = counted ? start : read();
            watch(first.nanos(), start.nanos(), counted ? FOR_EVER : plan.span().duration());
            Reading last = read();
            fleet.stop();
            awaitQuiet();
            Verdict verdict = fleet.verdict();
            fleet.leave(dialer);
            if (isKept) {
                fleet.forgetSessions(dialer);
            }
            return new Report(plan, last.since(first, counted, broker, verdict));
        } finally {
            progress.done();
            fleet.release();
        }
    }

    @Override
    public void cutShort() {
        shortened = true;
    }

    /** One look at everything, at one moment. */
    private record Reading(long nanos, Tally tally, long brokerCpuNanos, long ownCpuNanos) {
        /**
         * @param counted whether the time ends with the last delivery instead of this reading
         */
        Measured since(Reading first, boolean counted, ProcessWatch broker, Verdict verdict) {
            boolean toLast = counted && tally.lastNanos() > first.nanos;
            long end = toLast ? tally.lastNanos() : nanos;
            return new Measured(
                    Math.max(1, end - first.nanos),
                    tally.published() - first.tally.published(),
                    tally.delivered() - first.tally.delivered(),
                    tally,
                    verdict,
                    new Measured.Usage(
                            brokerCpuNanos - first.brokerCpuNanos,
                            broker.residentBytes(),
                            ownCpuNanos - first.ownCpuNanos));
        }
    }

    private Reading read() {
        Tally tally = fleet.tally();
        return new Reading(
                System.nanoTime(), tally, broker.cpuNanos(), ProcessWatch.self().cpuNanos());
    }

    /** Waits for the time to pass, or for everything to be sent; draws progress. */
    private void watch(long from, long begun, Duration time) throws InterruptedException {
        Stall stall = new Stall(plan.span().patience());
        long lookMs = plan.span().isCounted() ? LOOK_MS : 10 * LOOK_MS;
        while (!shortened && System.nanoTime() - from < time.toNanos()) {
            faults.check();
            if (progress.isDue() || plan.span().isCounted()) {
                Tally now = fleet.tally();
                progress.draw(plan, now, System.nanoTime() - begun);
                if (plan.span().isCounted() && fleet.isQuiet() || stall.lasts(now)) {
                    return;
                }
            }
            long left = time.toMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from);
            Thread.sleep(Math.max(1, Math.min(lookMs, left)));
        }
    }

    private void awaitQuiet() throws InterruptedException {
        Stall stall = new Stall(plan.span().patience());
        while (!fleet.isQuiet() && !stall.lasts(fleet.tally())) {
            faults.check();
            Thread.sleep(LOOK_MS);
        }
    }
}
