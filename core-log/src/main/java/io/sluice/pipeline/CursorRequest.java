package io.sluice.pipeline;

import io.sluice.broker.Inflight;
import io.sluice.subscription.StateRecords;
import java.io.IOException;
import java.util.List;

/** How far those sessions of one loop have come that are told of alone: one record for them. */
record CursorRequest(int[] refs, long[] nextOffsets, List<Inflight> inflights) implements Request {
    @Override
    public void run(LogDesk desk) throws IOException {
        desk.changeIfRoom(
                desk.records().cursor(StateRecords.NO_SAFE_OFFSET, refs, nextOffsets, inflights));
    }
}
