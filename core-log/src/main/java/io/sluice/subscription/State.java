package io.sluice.subscription;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.log.RecordLayout;
import io.sluice.log.RecordType;
import java.io.IOException;
import java.util.Optional;

/**
 * All that the log's records have made so far: sessions, retained and delayed messages. It is the
 * fold of the log, cut into shards of which each can be written down alone; loaded again, a shard
 * takes only the records that it has not.
 *
 * <pre>
 *  image of a shard: nextRef:4  safeOffset:8
 *                    sessions: n × {@link SessionImage}  retained: n × record:bytes
 *                    delayed: n × record:bytes (not in version 1)
 *                    groups: n × {@link GroupEntry} (not in earlier ones)  then perhaps zeros
 * </pre>
 */
@OwnedBy(Lane.LOG)
public final class State {
    /** How many shards there are. */
    public static final int SHARDS = Shards.COUNT;

    private final Shards shards = new Shards();
    private final SessionTable sessions;
    private final RetainedTable retained;
    private final DelayedTable delayed;
    private final GroupTable groups;
    private final StateReader reader = new StateReader();
    private final int[] imageBytes = new int[SHARDS];
    private ShardImage imaging;
    private int imagesBegun;

    /** A state in which nothing has happened yet. */
    public State(StateConfig config) {
        sessions = new SessionTable(shards, config);
        retained = new RetainedTable(shards, config);
        delayed = new DelayedTable(shards, config.delayed());
        groups = new GroupTable(shards, sessions);
    }

    /**
     * The state as the snapshots have it. Now every record of the log from {@link #oldestOffset}
     * that may change state must be applied, in order.
     *
     * @throws DamagedSnapshotException if a snapshot is not as it was written
     */
    public static State load(SnapshotStore store, StateConfig config) throws IOException {
        State state = new State(config);
        Marks marks = store.marks();
        try (ImageLoading loading = new ImageLoading(store)) {
            for (int shard = 0; shard < SHARDS; shard++) {
                Snapshot snapshot = loading.next();
                if (snapshot.imageBytes() > 0) {
                    state.load(shard, snapshot.image(), loading);
                }
                state.shards.loaded(shard, snapshot.offset(), marks);
            }
            state.sessions.loaded();
            loading.finish();
        }
        state.sessions.refsAreTakenTo(marks.nextRef());
        return state;
    }

    public SessionTable sessions() {
        return sessions;
    }

    public RetainedTable retained() {
        return retained;
    }

    public DelayedTable delayed() {
        return delayed;
    }

    /** How often records have changed shards. */
    public long changes() {
        return shards.changes();
    }

    /** What holds of all shards now; {@code nextOffset} is the end of the log. */
    public Marks marks(long nextOffset) {
        assert Lane.LOG.isHere();
        return shards.marks(nextOffset, sessions.nextRef());
    }

    /** The store has kept the image of this shard that holds to {@code offset}. */
    public void kept(int shard, long offset) {
        shards.kept(shard, offset);
    }

    /** Images that the store has not kept will have to be made again. */
    public void forgetImages() {
        giveUpImage();
        shards.forgetImages();
    }

    public GroupTable groups() {
        return groups;
    }

    /** From where the log must be applied, so that every shard gets what it has not. */
    public long oldestOffset() {
        return shards.oldest();
    }

    /**
     * Applies one record of the log, if it changes state: control records, retained and delayed
     * messages, messages to queues, QoS 2 publishes of a session. The order is that of the offsets.
     */
    public void apply(byte[] records, int at) {
        assert Lane.LOG.isHere();
        int type = RecordLayout.type(records, at);
        if (type == RecordType.PUBLISH) {
            int flags = RecordLayout.flags(records, at);
            if ((flags & RecordLayout.FLAG_DELAYED) != 0) {
                delayed.apply(records, at);
            } else if ((flags & RecordLayout.FLAG_RETAIN) != 0) {
                retained.apply(records, at);
            }
            sessions.apply(records, at);
            if ((flags & RecordLayout.FLAG_DELAYED) == 0) {
                groups.apply(records, at);
            }
        } else if (type == RecordType.DELAY_DONE) {
            StateReader body = ControlRecord.open(reader, records, at);
            delayed.applyDone(body, RecordLayout.offset(records, at));
        } else if (type >= RecordType.FIRST_CONTROL) {
            sessions.apply(records, at);
            groups.apply(records, at);
        }
    }

    /**
     * Begins to write down the shard whose image is the oldest; any image that was begun before is
     * given up. It is made by {@link #stepImage}, and may be kept in the store only once the log
     * has made durable what is below {@code nextOffset}, its end.
     *
     * @return false if no shard has changed
     */
    public boolean beginImage(long nextOffset) {
        assert Lane.LOG.isHere();
        int shard = shards.longestChanged();
        if (shard != Shards.NONE) {
            begin(shard, nextOffset);
        }
        return imaging != null;
    }

    private void begin(int shard, long nextOffset) {
        StateWriter rest = new StateWriter(0, 64);
        delayed.write(shard, rest);
        groups.write(shard, rest);
        shards.imaged(shard, nextOffset);
        imaging =
                new ShardImage(
                        shard,
                        nextOffset,
                        ++imagesBegun,
                        sessions,
                        retained.part(shard),
                        rest.image(1),
                        imageBytes[shard]);
        sessions.imaging(imaging);
    }

    /** Whether an image was begun and is not whole. */
    public boolean isImaging() {
        return imaging != null;
    }

    /** Writes so many sessions or messages more of the image that was begun; it, if it is whole. */
    public Optional<Image> stepImage(int things) {
        if (!imaging.step(things)) {
            return Optional.empty();
        }
        byte[] bytes = imaging.bytes();
        Image whole = new Image(imaging.shard(), imaging.offset(), bytes);
        imageBytes[whole.shard()] = bytes.length + bytes.length / 16;
        giveUpImage();
        return Optional.of(whole);
    }

    private void giveUpImage() {
        imaging = null;
        sessions.imaging(null);
    }

    /** One shard, written down at once. It holds the effect of all records that were applied. */
    byte[] image(int shard, long nextOffset) {
        begin(shard, nextOffset);
        return stepImage(Integer.MAX_VALUE).orElseThrow().bytes();
    }

    private void load(int shard, StateReader from, ImageLoading loading) throws IOException {
        loadSessions(shard, from);
        loading.beside(() -> loadMessages(shard, from));
    }

    /** Takes in what {@link #image} wrote first. */
    void loadSessions(int shard, StateReader from) {
        sessions.refsAreTakenTo(from.i32());
        sessions.safePoint(shard).moveTo(from.i64());
        sessions.load(shard, from);
    }

    /** The rest. On another thread: nothing here may touch a session. */
    private void loadMessages(int shard, StateReader from) {
        retained.read(shard, from);
        if (from.left() >= Integer.BYTES) {
            delayed.read(from); // where version 1 has zeros, or ends
        }
        if (from.left() >= Integer.BYTES) {
            groups.read(from); // where an earlier version has zeros, or ends
        }
    }

    /**
     * One shard of the state, written down.
     *
     * @param offset it holds the effect of all records below
     */
    public record Image(int shard, long offset, byte[] bytes) {}
}
