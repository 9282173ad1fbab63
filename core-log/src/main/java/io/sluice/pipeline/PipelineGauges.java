package io.sluice.pipeline;

import com.lmax.disruptor.RingBuffer;
import io.sluice.lane.Crossing;
import io.sluice.log.TopicTable;
import io.sluice.subscription.State;
import java.util.List;

/** What Prometheus reads of the ring and the state when it asks: published numbers only. */
@Crossing
final class PipelineGauges {
    private final State state;
    private final Iterable<LoopIngress> ingresses;

    PipelineGauges(State state, Iterable<LoopIngress> ingresses) {
        this.state = state;
        this.ingresses = ingresses;
    }

    void describe(PipelineMetrics metrics, RingBuffer<Slot> ring, TopicTable topics) {
        metrics.gauge("sluice_ring_capacity", "Slots of the ring.", ring::getBufferSize);
        metrics.gauge("sluice_ring_remaining", "Free slots of the ring.", ring::remainingCapacity);
        metrics.gauge("sluice_topics", "Topics known.", topics::count);
        metrics.gauge(
                "sluice_retained_messages", "Retained messages held.", state.retained()::count);
        metrics.gauge(
                "sluice_delayed_messages",
                "Messages that wait for their time.",
                state.delayed()::count);
        metrics.gauge(
                "sluice_sessions",
                "Sessions, by whether a connection holds them.",
                "state",
                List.of(
                        new PipelineMetrics.Labelled("connected", state.sessions()::connected),
                        new PipelineMetrics.Labelled("asleep", state.sessions()::asleep)));
        metrics.gauge("sluice_cursors_behind", "Kept sessions not fed live.", this::behindCount);
        metrics.lags(
                "sluice_cursor_lag_records",
                "Records between a connected kept session and the end of the log.",
                this::lags);
    }

    private LagCounts lags() {
        LagCounts all = LagCounts.NONE;
        for (LoopIngress ingress : ingresses) {
            all = all.plus(ingress.progress().lastLags());
        }
        return all;
    }

    private long behindCount() {
        long behind = 0;
        for (LoopIngress ingress : ingresses) {
            behind += ingress.progress().lastBehindCount();
        }
        return behind;
    }
}
