package io.sluice.gateway.cli.bench;

import io.netty.channel.EventLoop;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What the connections of one event loop share: their counts, their latencies, and the publishers
 * that may go on once the read in hand is done. Only {@link #eventLoop} may be asked from outside.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class LoadLoop {
    private static final long NANOS_MIN = 1_000;
    private static final long NANOS_MAX = 3_600_000_000_000L;
    private static final int DIGITS = 3;

    private final EventLoop eventLoop;
    private final List<Publisher> woken = new ArrayList<>();
    private Histogram deliveryNanos = emptyHistogram();
    private Histogram ackNanos = emptyHistogram();
    private long published;
    private long acked;
    private long refused;
    private long delivered;
    private long lastNanos;

    LoadLoop(EventLoop eventLoop) {
        this.eventLoop = eventLoop;
    }

    static Histogram emptyHistogram() {
        return new Histogram(NANOS_MIN, NANOS_MAX, DIGITS);
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    void published(int messages) {
        published += messages;
    }

    void acked(int messages, long tookNanos) {
        acked += messages;
        ackNanos.recordValueWithCount(tookNanos, messages);
    }

    void refused(int messages) {
        refused += messages;
    }

    /** {@code messages} that were sent at one moment came at {@code nowNanos}. */
    void delivered(int messages, long tookNanos, long nowNanos) {
        delivered += messages;
        lastNanos = nowNanos;
        deliveryNanos.recordValueWithCount(Math.max(0, Math.min(tookNanos, NANOS_MAX)), messages);
    }

    /** The publisher will be pumped when the read in hand is done, however often it is woken. */
    void wakeLater(Publisher publisher) {
        woken.add(publisher);
    }

    void pumpWoken() {
        for (int i = 0; i < woken.size(); i++) {
            woken.get(i).pumpWoken();
        }
        woken.clear();
    }

    /** What was counted so far, and the latencies since the last {@link #forgetLatencies()}. */
    Tally tally() {
        return new Tally(
                published,
                acked,
                refused,
                delivered,
                lastNanos,
                deliveryNanos.copy(),
                ackNanos.copy());
    }

    void forgetLatencies() {
        deliveryNanos = emptyHistogram();
        ackNanos = emptyHistogram();
    }
}
