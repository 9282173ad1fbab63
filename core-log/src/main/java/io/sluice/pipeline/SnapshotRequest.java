package io.sluice.pipeline;

/** One shard of the state, as it is at this place in the order. */
record SnapshotRequest(int shard, Housekeeping housekeeping) implements Request {
    @Override
    public void run(LogDesk desk) {
        byte[] bytes = desk.state().image(shard);
        housekeeping.imageMade(new Housekeeping.Image(shard, desk.nextOffset(), bytes));
    }
}
