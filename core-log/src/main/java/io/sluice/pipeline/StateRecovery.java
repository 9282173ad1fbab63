package io.sluice.pipeline;

import io.sluice.log.ChangeReader;
import io.sluice.log.CommitLog;
import io.sluice.log.LogChunk;
import io.sluice.log.RecordLayout;
import io.sluice.subscription.SnapshotStore;
import io.sluice.subscription.State;
import io.sluice.subscription.StateConfig;
import java.io.IOException;
import java.time.Clock;

/** Makes the state anew: the snapshots, then what the log has behind the oldest of them. */
final class StateRecovery {
    private static final int READ_BYTES = 1 << 20;

    /**
     * Whoever was connected when the gateway went is not any more: their wills and their time begin
     * to run now.
     */
    static State recover(CommitLog log, SnapshotStore snapshots, StateConfig config, Clock clock)
            throws IOException {
        State state = State.load(snapshots, config);
        long at = state.oldestOffset();
        if (at < log.firstOffset()) {
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
        state.sessions().gatewayLost(clock.millis());
        return state;
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
