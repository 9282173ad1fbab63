package io.sluice.gateway.cli.bench;

import io.netty.channel.EventLoop;
import io.sluice.gateway.cli.client.Transport;
import io.sluice.lane.Crossing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;

/**
 * Many connections, opened as fast as the broker takes them, held for a while, and closed. Led by
 * one thread; only {@link #cutShort()} may be called by another.
 */
@Crossing
final class CrowdRun implements Run {
    private static final long LOOK_MS = 20;
    private static final int DRAW_EVERY = 500;
    private static final long SETTLE_MS = 1_000;

    private final Plan plan;
    private final int count;
    private final int filters;
    private final Transport transport;
    private final ProcessWatch broker;
    private final Progress progress;
    private final Faults faults = new Faults();
    private final List<Visitor> visitors = new ArrayList<>();
    private final Histogram openNanos = new SynchronizedHistogram(1_000, 60_000_000_000L, 3);
    private volatile boolean shortened;

    /**
     * @param count of connections
     * @param filters to which they subscribe, all together
     */
    CrowdRun(
            Plan plan,
            int count,
            int filters,
            Transport transport,
            ProcessWatch broker,
            Progress progress) {
        this.plan = plan;
        this.count = count;
        this.filters = filters;
        this.transport = transport;
        this.broker = broker;
        this.progress = progress;
    }

    /** A connection, and the loop it runs on. */
    private record Visitor(Link link, EventLoop loop) {}

    @Override
    public Outcome run() throws InterruptedException {
        Dialer dialer = new Dialer(transport, plan.address(), Dialer.PATIENCE.plusMillis(filters));
        try {
            long bytesBefore = broker.residentBytes();
            long begun = System.nanoTime();
            open(dialer);
            long tookNanos = System.nanoTime() - begun;
            hold();
            long grownBytes = broker.residentBytes() - bytesBefore;
            close(dialer);
            return new CrowdOutcome(
                    plan, visitors.size(), filters, tookNanos, grownBytes, openNanos.copy());
        } finally {
            progress.done();
        }
    }

    @Override
    public void cutShort() {
        shortened = true;
    }

    private void open(Dialer dialer) throws InterruptedException {
        int name = ThreadLocalRandom.current().nextInt();
        while (!shortened && visitors.size() < count) {
            int number = visitors.size();
            Dialect.Guest guest =
                    new Dialect.Guest(
                            "bench-%08x-%d".formatted(name, number), Dialect.Visit.PASSING);
            FilterShare share = FilterShare.of(plan.shape().prefix(), filters, number, count);
            Link link = plan.dialect().visitor(guest, share, faults);
            EventLoop loop = transport.loops().next();
            visitors.add(new Visitor(link, loop));
            long dialled = System.nanoTime();
            dialer.dial(link, loop);
            var unused =
                    link.presence()
                            .ready()
                            .thenRun(() -> openNanos.recordValue(System.nanoTime() - dialled));
            if (number % DRAW_EVERY == 0) {
                faults.check();
                progress.say("%,d of %,d connections".formatted(number, count));
            }
        }
        for (Visitor visitor : visitors) {
            dialer.await(visitor.link());
        }
    }

    /** All stay, and say nothing; the broker's memory settles. */
    private void hold() throws InterruptedException {
        progress.say("%,d connections, holding".formatted(visitors.size()));
        long end =
                System.nanoTime()
                        + Math.max(
                                TimeUnit.MILLISECONDS.toNanos(SETTLE_MS),
                                plan.span().duration().toNanos());
        while (!shortened && System.nanoTime() < end) {
            faults.check();
            Thread.sleep(LOOK_MS);
        }
    }

    private void close(Dialer dialer) throws InterruptedException {
        visitors.forEach(visitor -> visitor.loop().execute(visitor.link()::leave));
        for (Visitor visitor : visitors) {
            dialer.awaitGone(visitor.link());
        }
    }
}
