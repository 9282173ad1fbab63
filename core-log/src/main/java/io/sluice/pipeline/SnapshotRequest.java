package io.sluice.pipeline;

import java.util.OptionalInt;

/** The shard of the state whose image is the oldest, as it is at this place in the order. */
record SnapshotRequest(Housekeeping housekeeping) implements Request {
    @Override
    public void run(LogDesk desk) {
        OptionalInt shard = desk.state().longestChanged();
        if (shard.isPresent()) {
            long offset = desk.nextOffset();
            byte[] bytes = desk.state().image(shard.getAsInt(), offset);
            housekeeping.imageMade(new Housekeeping.Image(shard.getAsInt(), offset, bytes));
        }
    }
}
