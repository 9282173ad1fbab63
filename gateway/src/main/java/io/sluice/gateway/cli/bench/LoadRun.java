package io.sluice.gateway.cli.bench;

import io.sluice.gateway.cli.client.CommandFault;
import io.sluice.gateway.cli.client.Transport;
import io.sluice.lane.Crossing;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One run from the first connection to the verdict: connect, warm up, measure, stop, wait until all
 * has come, take leave. Led by one thread; only {@link #cutShort()} may be called by another.
 */
@Crossing
final class LoadRun {
    private static final int DIALS_PENDING_MAX = 200;
    private static final Duration DIAL_PATIENCE = Duration.ofSeconds(30);
    private static final long LOOK_MS = 5;

    private final Plan plan;
    private final Transport transport;
    private final ProcessWatch broker;
    private final Progress progress;
    private final Faults faults = new Faults();
    private final Fleet fleet;
    private volatile boolean shortened;

    LoadRun(Plan plan, Transport transport, ProcessWatch broker, Progress progress) {
        this.plan = plan;
        this.transport = transport;
        this.broker = broker;
        this.progress = progress;
        fleet = new Fleet(plan.shape(), plan.load(), plan.dialect(), transport, faults);
    }

    /** Everything the run found out; throws {@link CommandFault} if it could not be done. */
    Measured run() throws InterruptedException {
        try {
            progress.say("connecting to " + plan.address());
            fleet.connect(new Dialer(transport, plan.address(), DIALS_PENDING_MAX, DIAL_PATIENCE));
            long begun = System.nanoTime();
            fleet.start(plan.span());
            watch(begun, begun, plan.span().warmup());
            fleet.forgetLatencies();
            Reading first = read();
            watch(
                    first.nanos(),
                    begun,
                    plan.span().isCounted() ? Duration.ofDays(365) : plan.span().duration());
            Reading last = read();
            fleet.stop();
            awaitQuiet();
            Verdict verdict = fleet.verdict();
            fleet.leave();
            return last.since(first, plan.span().isCounted(), broker, verdict);
        } finally {
            progress.done();
            fleet.release();
        }
    }

    /** Ends the measuring now; what was found so far is told. */
    void cutShort() {
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
