package io.sluice.pipeline;

import io.sluice.subscription.State;
import java.util.Optional;

/**
 * A step on the way to the image of the shard whose image is the oldest: so short that nobody
 * notices, however much is kept.
 */
record SnapshotRequest(Snapshots snapshots) implements Request {
    /** About a millisecond. */
    private static final int THINGS = 1000;

    @Override
    public void run(LogDesk desk) {
        State state = desk.state();
        if (!state.isImaging() && !state.beginImage(desk.nextOffset())) {
            snapshots.nothingHasChanged();
            return;
        }
        Optional<State.Image> whole = state.stepImage(THINGS);
        if (whole.isPresent()) {
            snapshots.imageMade(whole.get());
        } else {
            snapshots.imageGoesOn();
        }
    }
}
