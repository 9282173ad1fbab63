package io.sluice.pipeline;

import io.sluice.log.ChangeReader;
import io.sluice.log.CommitLog;
import io.sluice.log.LogChunk;
import io.sluice.log.Phases;
import io.sluice.log.RecordLayout;
import io.sluice.subscription.SnapshotStore;
import io.sluice.subscription.State;
import io.sluice.subscription.StateConfig;
import io.sluice.subscription.StateRecords;
import java.io.IOException;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the state anew: the snapshots, then what the log has behind the oldest of them. */
final class StateRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(StateRecovery.class);
    private static final int READ_BYTES = 1 << 20;

    /**
     * Whoever was connected when the gateway went is not any more: their wills and their time begin
     * to run now.
     */
    static State recover(CommitLog log, SnapshotStore snapshots, StateConfig config, Clock clock)
            throws IOException {
        Phases phases = new Phases();
        State state = State.load(snapshots, config);
        phases.ended("snapshots");
        long at = state.oldestOffset();
        if (at < log.firstOffset() && !log.isUntrimmed()) {
            throw new IOException(
                    "The log begins at offset %d, but the state is only kept up to %d: snapshots are missing"
                            .formatted(log.firstOffset(), at));
        }
        ChangeReader changes = log.changes();
        while (at < log.endOffset()) {
            LogChunk chunk = changes.read(at, READ_BYTES);
            apply(chunk, at, state);
            at = chunk.endOffset();
        }
        phases.ended("%d changes behind them".formatted(state.changes()));
        state.sessions().leapOverRefs();
        if (state.sessions().hasConnected()) {
            tellLost(log, state, clock);
        }
        phases.ended("the rest");
        LOG.debug("State made anew in {} ms: {}", phases.totalMs(), phases);
        return state;
    }

    /** Told in the log, so that the next recovery comes to the same times. */
    private static void tellLost(CommitLog log, State state, Clock clock) throws IOException {
        byte[] lost = new StateRecords().gatewayLost(clock.millis());
        if (log.canTake(lost.length, true)) {
            log.append(lost, 1);
            log.write();
            state.apply(lost, 0);
        } else {
            state.sessions().apply(lost, 0, log.endOffset());
        }
    }

    private static void apply(LogChunk chunk, long from, State state) {
        byte[] bytes = chunk.bytes();
        for (int at = chunk.from(); at < chunk.to(); at = RecordLayout.next(bytes, at)) {
            if (RecordLayout.offset(bytes, at) >= from) {
                state.apply(bytes, at);
            }
        }
    }

    private StateRecovery() {}
}
