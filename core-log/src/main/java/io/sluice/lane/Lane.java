package io.sluice.lane;

/**
 * A thread with a name and a list of belongings. What a lane owns, no other lane changes.
 *
 * <p>Threads say which lane they are by {@link #enter()}; code that belongs to a lane may {@code
 * assert LANE.isHere()}. A thread that never entered one (a test that runs a stage by hand) is let
 * pass.
 */
public enum Lane {
    /**
     * Netty's event loops: connections, sessions, windows. There are several; each owns its own.
     */
    EVENT_LOOP,
    /** The first consumer of the ring: appends, then routes. One thread. */
    LOG,
    /** The second consumer of the ring: asks the disk, then sends receipts. One thread. */
    FLUSH,
    /** Reads the log for those who are behind. One thread. */
    REPLAY,
    /** Parts the messages of groups and queues among their members. One thread. */
    GROUP,
    /** Answers operators: asks the other lanes, and reads the log for them. One thread. */
    INSPECTION,
    /** Has the state written down, shard by shard. One thread. */
    SNAPSHOT,
    /** Prepares segments, trims, indexes, fires timers. One thread. */
    HOUSEKEEPING;

    private static final ThreadLocal<Lane> HERE = new ThreadLocal<>();

    /** From now on the calling thread is this lane. */
    public void enter() {
        HERE.set(this);
    }

    /** The calling thread belongs to no lane any more. */
    public static void leave() {
        HERE.remove();
    }

    /** Runs a task on a thread that has this lane's turn, and is this lane for so long. */
    public void lend(Runnable task) {
        Lane own = HERE.get();
        HERE.set(this);
        try {
            task.run();
        } finally {
            HERE.set(own);
        }
    }

    /** Whether the calling thread is this lane, or has not said which one it is. */
    public boolean isHere() {
        Lane here = HERE.get();
        return here == null || here == this;
    }
}
