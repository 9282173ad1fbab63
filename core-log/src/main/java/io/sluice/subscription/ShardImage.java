package io.sluice.subscription;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;

/**
 * The image of one shard as it was when this was begun, made in steps between which the log goes
 * on: a session that is about to change is written first. Dormant sessions and messages do not
 * change; those that are there at the beginning are written, whatever becomes of them.
 */
@OwnedBy(Lane.LOG)
final class ShardImage {
    private static final int IMAGE_BYTES_MIN = 1024;

    private final int shard;
    private final long offset;
    private final int number;
    private final SessionEntry[] sessions;
    private final DormantPart dormant;
    private final RetainedPart retained;
    private final byte[] rest;
    private final StateWriter to;
    private final int sessionCountAt;
    private int nextDormant;
    private int nextSession;
    private int sessionCount;
    private boolean hasAllSessions;
    private int nextRetained;

    /**
     * One of which nothing is written yet.
     *
     * @param offset it holds the effect of all records below
     * @param number tells it from those before
     * @param rest what comes behind sessions and retained messages
     * @param bytesExpected how long it may get
     */
    ShardImage(
            int shard,
            long offset,
            int number,
            SessionTable table,
            RetainedPart retained,
            byte[] rest,
            int bytesExpected) {
        this.shard = shard;
        this.offset = offset;
        this.number = number;
        this.retained = retained;
        this.rest = rest;
        sessions = table.shard(shard).toArray();
        dormant = table.dormant(shard);
        to = new StateWriter(0, Math.max(IMAGE_BYTES_MIN, bytesExpected));
        to.i32(table.nextRef()).i64(table.safePoint(shard).offset());
        sessionCountAt = to.length();
        to.i32(0);
    }

    int shard() {
        return shard;
    }

    long offset() {
        return offset;
    }

    /** Writes so many sessions or messages more; whether that was all. */
    boolean step(int things) {
        int left = things;
        for (; left > 0 && nextDormant < dormant.count(); left--) {
            dormant.write(nextDormant++, to);
            sessionCount++;
        }
        for (; left > 0 && nextSession < sessions.length; left--) {
            before(sessions[nextSession++]);
        }
        boolean hasWritten = nextDormant == dormant.count() && nextSession == sessions.length;
        if (hasWritten && !hasAllSessions) {
            hasAllSessions = true;
            to.patch(sessionCountAt, sessionCount).i32(retained.count());
        }
        for (; left > 0 && hasAllSessions && nextRetained < retained.count(); left--) {
            retained.write(nextRetained++, to);
        }
        return left > 0;
    }

    /** The session is about to change. One of another shard, or a new one, does not matter. */
    void before(SessionEntry entry) {
        if (Shards.ofSession(entry.ref()) == shard && entry.isToBeWritten(number)) {
            if (!entry.isVolatile()) {
                SessionImage.write(entry, to);
                sessionCount++;
            }
        }
    }

    /** A session that was not there at the beginning, or dormant, is not to be written. */
    void added(SessionEntry entry) {
        entry.isToBeWritten(number);
    }

    /** All of it, and perhaps zeros behind. */
    byte[] bytes() {
        return to.raw(rest, 0, rest.length).imageWithRest();
    }
}
