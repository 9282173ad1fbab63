package io.sluice.pipeline;

import io.sluice.broker.Inflight;
import io.sluice.subscription.StateRecords;
import java.io.IOException;
import java.util.List;

/** How far the sessions of one loop have come: one record for all of them. */
record CursorRequest(int[] refs, long[] nextOffsets, List<Inflight> inflights) implements Request {
    @Override
    public void run(LogDesk desk) throws IOException {
        byte[] record =
                desk.records().cursor(StateRecords.NO_SAFE_OFFSET, refs, nextOffsets, inflights);
        if (desk.takesControl(record.length)) {
            desk.change(record, true);
        }
    }
}
