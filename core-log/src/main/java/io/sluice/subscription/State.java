package io.sluice.subscription;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.log.RecordLayout;
import io.sluice.log.RecordType;
import java.io.IOException;

/**
 * All that the log's records have made so far: sessions, retained and delayed messages. It is the
 * fold of the log, cut into shards of which each can be written down alone; loaded again, a shard
 * takes only the records that it has not.
 *
 * <pre>
 *  image of a shard: nextRef:4  safeOffset:8
 *                    sessions: n × {@link SessionImage}  retained: n × record:bytes
 *                    delayed: n × record:bytes (not in version 1)  then perhaps zeros
 * </pre>
 */
@OwnedBy(Lane.LOG)
public final class State {
    /** How many shards there are. */
    public static final int SHARDS = Shards.COUNT;

    private static final int IMAGE_BYTES_MIN = 1024;

    private final Shards shards = new Shards();
    private final SessionTable sessions;
    private final RetainedTable retained;
    private final DelayedTable delayed;
    private final StateReader reader = new StateReader();
    private final int[] imageBytes = new int[SHARDS];

    /** A state in which nothing has happened yet. */
    public State(StateConfig config) {
        sessions = new SessionTable(shards, config);
        retained = new RetainedTable(shards, config);
        delayed = new DelayedTable(shards, config.delayed());
    }

    /**
     * The state as the snapshots have it. Now every record of the log from {@link #oldestOffset}
     * that may change state must be applied, in order, and then {@link SessionTable#gatewayLost}.
     *
     * @throws DamagedSnapshotException if a snapshot is not as it was written
     */
    public static State load(SnapshotStore store, StateConfig config) throws IOException {
        State state = new State(config);
        StateReader reader = new StateReader();
        for (int shard = 0; shard < SHARDS; shard++) {
            Snapshot snapshot = store.read(shard);
            if (snapshot.image().length > 0) {
                state.load(shard, reader.on(snapshot.image(), 0, snapshot.image().length));
                state.shards.holdsTo(shard, snapshot.offset());
            }
        }
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

    /** From where the log must be applied, so that every shard gets what it has not. */
    public long oldestOffset() {
        return shards.oldest();
    }

    /**
     * Applies one record of the log, if it changes state: control records, retained and delayed
     * messages, QoS 2 publishes of a session. The order is that of the offsets.
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
        } else if (type == RecordType.DELAY_DONE) {
            StateReader body = ControlRecord.open(reader, records, at);
            delayed.applyDone(body, RecordLayout.offset(records, at));
        } else if (type >= RecordType.FIRST_CONTROL) {
            sessions.apply(records, at);
        }
    }

    /**
     * One shard, written down. It holds the effect of all records that were applied so far, and may
     * be kept in the store only once the log has made those durable.
     */
    public byte[] image(int shard) {
        assert Lane.LOG.isHere();
        StateWriter to = new StateWriter(0, Math.max(IMAGE_BYTES_MIN, imageBytes[shard]));
        to.i32(sessions.nextRef()).i64(sessions.safePoint(shard).offset());
        int countAt = to.length();
        to.i32(0);
        int[] written = {0};
        sessions.shard(shard)
                .forEach(
                        entry -> {
                            if (!entry.isVolatile()) {
                                SessionImage.write(entry, to);
                                written[0]++;
                            }
                        });
        to.patch(countAt, written[0]);
        retained.write(shard, to);
        delayed.write(shard, to);
        imageBytes[shard] = to.length() + to.length() / 16;
        return to.imageWithRest();
    }

    /** Takes in what {@link #image} wrote. */
    void load(int shard, StateReader from) {
        sessions.refsAreTakenTo(from.i32());
        sessions.safePoint(shard).moveTo(from.i64());
        for (int left = from.count(SessionImage.BYTES_MIN); left > 0; left--) {
            SessionImage.read(sessions, from);
        }
        retained.read(shard, from);
        if (from.left() >= Integer.BYTES) {
            delayed.read(from); // where version 1 has zeros, or ends
        }
    }
}
