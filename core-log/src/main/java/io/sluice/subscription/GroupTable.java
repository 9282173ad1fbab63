package io.sluice.subscription;

import io.sluice.broker.Inflight;
import io.sluice.broker.Topic;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.log.CarriedLayout;
import io.sluice.log.RecordLayout;
import io.sluice.log.RecordType;
import io.sluice.log.SettledLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Groups and queues as the log has made them, and what any session has settled in the log itself:
 * the fold of the records that they and their members append, beside the {@link SessionTable},
 * which has the cursors.
 */
@OwnedBy(Lane.LOG)
public final class GroupTable {
    private static final byte[] NO_NAME = {};

    /** So many a client's session may have before it is looked whether it is behind them. */
    private static final int SETTLED_KEPT = 256;

    private final Shards shards;
    private final SessionTable sessions;
    private final Map<Integer, GroupEntry> byRef = new HashMap<>();
    private final StateReader reader = new StateReader();
    private byte[] lastName = NO_NAME;
    private int lastRef;

    GroupTable(Shards shards, SessionTable sessions) {
        this.shards = shards;
        this.sessions = sessions;
    }

    /** The group that reads by this session; made if there is none. */
    public GroupEntry of(SessionEntry session) {
        return of(session.ref());
    }

    private GroupEntry of(int ref) {
        return byRef.computeIfAbsent(ref, GroupEntry::new);
    }

    /** Offsets that members alone have told of as settled, rising. */
    public long[] settledByMembers(SessionEntry session) {
        GroupEntry group = byRef.get(session.ref());
        return group == null ? new long[0] : group.settled();
    }

    /** Offsets to be left out when the group's session reads on, rising. */
    public long[] settled(SessionEntry session) {
        GroupEntry group = byRef.get(session.ref());
        long[] its = session.settled();
        if (group == null) {
            return its;
        }
        return LongStream.concat(Arrays.stream(its), Arrays.stream(group.settled()))
                .sorted()
                .distinct()
                .toArray();
    }

    /** Applies a record that may be of a group: a message to a queue, or a control record. */
    void apply(byte[] records, int at) {
        int type = RecordLayout.type(records, at);
        int ref = RecordLayout.publisherRef(records, at);
        long offset = RecordLayout.offset(records, at);
        switch (type) {
            case RecordType.PUBLISH -> onPublish(records, at, offset);
            case RecordType.SETTLED -> onSettled(records, at, ref, offset);
            case RecordType.GROUP -> onGroup(records, at, ref, offset);
            case RecordType.RETAIN_COPY -> onCarried(records, at, ref, offset);
            case RecordType.CURSOR -> onCursor(records, at, offset);
            case RecordType.SEEK -> onSeek(ref, offset);
            case RecordType.SESSION_CLOSED -> onClosed(ref, offset);
            case RecordType.SESSION_ENDED -> onEnded(ref, offset);
            default -> {} // of no concern to groups
        }
    }

    private void onPublish(byte[] records, int at, long offset) {
        int from = RecordLayout.topicAt(at);
        int to = from + RecordLayout.topicBytes(records, at);
        if (to == from || records[from] != '$' || !isKnown(records, from, to)) {
            return;
        }
        if (lastRef != 0 && takes(lastRef, offset)) {
            of(lastRef).published(RecordLayout.aligned(RecordLayout.length(records, at)), offset);
        }
    }

    /** Sets {@link #lastRef} to the session of the queue of this name, 0 if there is none. */
    private boolean isKnown(byte[] records, int from, int to) {
        if (lastRef == 0 || !Arrays.equals(lastName, 0, lastName.length, records, from, to)) {
            lastName = Arrays.copyOfRange(records, from, to);
            boolean isQueue = Topic.isQueue(new String(lastName, StandardCharsets.UTF_8));
            SessionEntry session =
                    isQueue ? sessions.named(SessionEntry.GROUP_SPACE, lastName) : null;
            lastRef = session == null ? 0 : session.ref();
        }
        return lastRef != 0;
    }

    private void onSettled(byte[] records, int at, int ref, long offset) {
        if (!SettledLayout.isReadable(records, at)) {
            throw new UnreadableStateException(
                    "settled record at offset %d has a form that is not known".formatted(offset));
        }
        SessionEntry session = sessions.get(ref);
        if (session == null || !takes(ref, offset)) {
            return;
        }
        GroupEntry group = of(ref);
        for (int i = 0; i < SettledLayout.count(records, at); i++) {
            settle(session, group, SettledLayout.offset(records, at, i), records, at, i);
        }
    }

    /** What the group has told of as settled already says nothing new. */
    private static void settle(
            SessionEntry session, GroupEntry group, long message, byte[] records, int at, int i) {
        boolean isHeld =
                message >= session.nextOffset()
                        || (!session.isAtRest()
                                && session.progress().window.containsOffset(message));
        if (!isHeld || group.isSettled(message)) {
            return;
        }
        int outcome = SettledLayout.outcome(records, at, i);
        if (outcome == SettledLayout.ACKNOWLEDGED) {
            group.settle(message);
            if (!session.isGroup() && group.settledCount() > SETTLED_KEPT) {
                group.forgetSettledBelow(session.nextOffset());
            }
            session.progress().window.removeOffset(message);
            session.rest();
        } else {
            group.refuse(message, outcome == SettledLayout.DISCARDED);
        }
    }

    private void onGroup(byte[] records, int at, int ref, long offset) {
        SessionEntry session = sessions.get(ref);
        if (session == null || !takes(ref, offset)) {
            return;
        }
        GroupEntry group = of(ref);
        StateReader body = ControlRecord.open(reader, records, at);
        long nextOffset = body.i64();
        long removed = body.i64();
        long removedBytes = body.i64();
        int count = body.count(12);
        int[] numbers = new int[count];
        long[] offsets = new long[count];
        int[] refusals = new int[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = body.u16();
            refusals[i] = body.u16();
            offsets[i] = body.i64();
        }
        group.told(nextOffset, offsets, removed, removedBytes);
        session.moveTo(nextOffset);
        for (int i = 0; i < count; i++) {
            group.toldRefusals(offsets[i], refusals[i]);
        }
        session.progress().window.replace(unsettled(group, numbers, offsets));
        session.rest();
    }

    /** What the group has told of, without what its members have settled since. */
    private static Inflight unsettled(GroupEntry group, int[] numbers, long[] offsets) {
        int count = 0;
        for (int i = 0; i < offsets.length; i++) {
            if (!group.isSettled(offsets[i])) {
                numbers[count] = numbers[i];
                offsets[count++] = offsets[i];
            }
        }
        byte[] stages = new byte[count];
        Arrays.fill(stages, Inflight.SENT_QOS1);
        return new Inflight(Arrays.copyOf(numbers, count), Arrays.copyOf(offsets, count), stages);
    }

    /**
     * A client's session may have settled some of what it was sent in the log itself, and have told
     * where it stands before it knew that this holds.
     */
    private void onCursor(byte[] records, int at, long offset) {
        if (byRef.isEmpty()) {
            return;
        }
        StateReader body = ControlRecord.open(reader, records, at);
        body.i64();
        for (int left = body.count(16); left > 0; left--) {
            int ref = body.i32();
            long nextOffset = body.i64();
            Inflight inflight = StateRecords.inflight(body);
            GroupEntry entry = byRef.get(ref);
            SessionEntry session = sessions.get(ref);
            if (entry != null && session != null && takes(ref, offset)) {
                long[] rising = inflight.offsets().clone();
                Arrays.sort(rising);
                entry.told(nextOffset, rising, 0, 0);
                for (long settled : entry.settled()) {
                    session.progress().window.removeOffset(settled);
                }
                session.rest();
            }
        }
    }

    private void onCarried(byte[] records, int at, int ref, long offset) {
        if (!CarriedLayout.isOne(records, at)) {
            throw new UnreadableStateException(
                    "carried message at offset %d has a form that is not known".formatted(offset));
        }
        if (sessions.get(ref) != null && takes(ref, offset)) {
            of(ref).carry(CarriedLayout.messageOffset(records, at), offset);
        }
    }

    /** What was carried forward for this session. */
    public CarriedRuns carried(int ref) {
        GroupEntry entry = byRef.get(ref);
        return entry == null ? CarriedRuns.NONE : entry.carried();
    }

    /**
     * Lets go of what lies below this place in the log: it is gone, and what was needed of it is
     * further on.
     */
    public void trimmedTo(long place) {
        byRef.values().forEach(entry -> entry.forgetCarriedBelow(place, 0));
    }

    /** Where a client has left its session is told exactly. */
    private void onClosed(int ref, long offset) {
        SessionEntry session = sessions.get(ref);
        GroupEntry entry = byRef.get(ref);
        if (session != null && entry != null && !session.isGroup() && takes(ref, offset)) {
            entry.forgetSettled();
            if (entry.isEmpty()) {
                byRef.remove(ref);
            }
        }
    }

    private void onSeek(int ref, long offset) {
        GroupEntry entry = byRef.get(ref);
        if (entry != null && takes(ref, offset)) {
            entry.sought();
        }
    }

    private void onEnded(int ref, long offset) {
        if (takes(ref, offset)) {
            byRef.remove(ref);
            lastRef = 0;
        }
    }

    /** Asked before a session or what stands beside it is changed. */
    private boolean takes(int ref, long offset) {
        SessionEntry session = sessions.get(ref);
        if (session != null) {
            sessions.before(session);
        }
        return shards.takes(Shards.ofSession(ref), offset);
    }

    void write(int shard, StateWriter to) {
        int countAt = to.length();
        to.i32(0);
        int count = 0;
        for (GroupEntry group : byRef.values()) {
            if (Shards.ofSession(group.ref()) == shard) {
                group.write(to);
                count++;
            }
        }
        to.patch(countAt, count);
    }

    void read(StateReader from) {
        for (int left = from.count(57); left > 0; left--) {
            GroupEntry group = GroupEntry.read(from);
            byRef.put(group.ref(), group);
        }
    }
}
