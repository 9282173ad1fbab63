package io.sluice.subscription;

import io.sluice.broker.Inflight;
import io.sluice.broker.SessionName;
import io.sluice.broker.SessionRequest;
import io.sluice.broker.SessionState;
import io.sluice.broker.Subscription;
import io.sluice.broker.TopicFilter;
import io.sluice.broker.Where;
import io.sluice.broker.Will;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * One session, connected or asleep: its subscriptions, how far it has come, its will. Changed only
 * by the fold of control records; everybody else asks. About 330 bytes with two subscriptions when
 * it is at rest.
 */
@OwnedBy(Lane.LOG)
public final class SessionEntry {
    /** In place of a time: not at all. */
    public static final long NEVER = Long.MAX_VALUE;

    /** The space of the names of sessions that groups and queues read by. */
    public static final String GROUP_SPACE = "group";

    private final int ref;
    private final String space;
    private final byte[] id;
    private final boolean isVolatile;
    private final SafePoint safe;
    private final SubscriptionSet subscriptions = new SubscriptionSet();
    private Progress progress;
    private Will will = Will.NONE;
    private long willDueMs = NEVER;
    private long closedAtMs;
    private long nextOffset;
    private int expirySeconds;
    private int round;
    private int deadlinePlace = Deadlines.NONE;
    private boolean connected;
    private boolean apart;
    private int imageWritten;

    SessionEntry(int ref, String space, byte[] id, boolean isVolatile, SafePoint safe) {
        this.ref = ref;
        this.space = space;
        this.id = id;
        this.isVolatile = isVolatile;
        this.safe = safe;
    }

    public int ref() {
        return ref;
    }

    /** The name, made anew at each call. */
    public SessionName name() {
        return new SessionName(space, new String(id, StandardCharsets.UTF_8));
    }

    /** What operators call it: its name, or of an anonymous one its reference. */
    public String label() {
        return isAnonymous() ? space + ":#" + Integer.toUnsignedString(ref) : name().text();
    }

    /** Whether somebody can come back to it. */
    public boolean isNamed() {
        return !isAnonymous();
    }

    /** Whether it leaves nothing in the log and in snapshots. */
    public boolean isVolatile() {
        return isVolatile;
    }

    public boolean isConnected() {
        return connected;
    }

    /** How long it outlives its connection, as in {@link SessionRequest}. */
    public long expirySeconds() {
        return expirySeconds & 0xFFFF_FFFFL;
    }

    /** When its connection ended; of no meaning while it is connected. */
    public long closedAtMs() {
        return closedAtMs;
    }

    /** Where in the log its reading goes on. */
    public long nextOffset() {
        catchUp();
        return nextOffset;
    }

    /** What was sent and is not finished, as far as the log knows. */
    public Inflight inflight() {
        catchUp();
        return progress == null ? Inflight.NONE : progress.window.toInflight();
    }

    /**
     * Whether the record must be left out when the log is read on from {@link #nextOffset}: as QoS
     * 2 it is finished, or under way and comes again by itself.
     */
    public boolean isSettled(long offset) {
        catchUp();
        return progress != null
                && (progress.doneAbove.contains(offset) || progress.window.containsOffset(offset));
    }

    /** The offsets of which {@link #isSettled} is true, rising. */
    public long[] settled() {
        catchUp();
        return progress == null ? new long[0] : progress.settled();
    }

    /** Whether this QoS 2 publish was taken in and not released: a second try of it is not new. */
    public boolean isUnreleased(int packetId) {
        return progress != null && progress.unreleased.contains(packetId);
    }

    public int[] unreleased() {
        return progress == null ? new int[0] : progress.unreleased.toArray();
    }

    public int subscriptionCount() {
        return subscriptions.count();
    }

    public boolean has(TopicFilter filter) {
        return subscriptions.contains(filter.text().getBytes(StandardCharsets.UTF_8));
    }

    /** Its subscriptions, made anew at each call. */
    public List<Subscription> subscriptions() {
        return subscriptions.toList();
    }

    /** Whether it reads the log from a place of its own, for one subscription. */
    public boolean isReading() {
        return subscriptions.isReading();
    }

    /**
     * The place where its reading is to begin, if that has still to be looked for; else {@link
     * Where#NEXT}.
     */
    public Where placeSought() {
        boolean isSought =
                isReading()
                        && nextOffset() == 0
                        && Beginning.isOpen(subscriptions.effectiveFrom(0));
        return isSought ? Beginning.where(subscriptions.effectiveFrom(0)) : Where.NEXT;
    }

    /** For those who read the log on its behalf; made anew at each call. */
    public FilterSet filters() {
        if (subscriptions.count() == 0) {
            return FilterSet.EMPTY;
        }
        return isGroup() ? subscriptions.toFilterSet() : subscriptions.toOwnFilterSet();
    }

    /** Whether it is the cursor of a group or a queue, and no client's. */
    public boolean isGroup() {
        return space.equals(GROUP_SPACE);
    }

    public Will will() {
        return will;
    }

    /** When the will of a closed session is to be published, or {@link #NEVER}. */
    public long willDueMs() {
        return willDueMs;
    }

    /** What a connection that comes back to it is told. */
    public SessionState toState() {
        return new SessionState(true, subscriptions(), unreleased(), inflight());
    }

    /** When something has to happen to it: its will, then its end. */
    long dueMs() {
        if (connected) {
            return NEVER;
        }
        if (willDueMs != NEVER) {
            return willDueMs;
        }
        boolean endless = expirySeconds() == SessionRequest.NEVER_EXPIRES;
        return endless ? NEVER : closedAtMs + expirySeconds() * 1000;
    }

    boolean isNamed(String itsSpace, byte[] itsId) {
        return space.equals(itsSpace) && Arrays.equals(id, itsId);
    }

    boolean isAnonymous() {
        return id.length == 0;
    }

    int nameHash() {
        return hashOfName(space, id);
    }

    static int hashOfName(String space, byte[] id) {
        return hashOfName(space, id, 0, id.length);
    }

    static int hashOfName(String space, byte[] id, int from, int length) {
        return Hash.of(id, from, length) + 31 * space.hashCode();
    }

    String space() {
        return space;
    }

    byte[] id() {
        return id;
    }

    SubscriptionSet subscriptionSet() {
        return subscriptions;
    }

    int deadlinePlace() {
        return deadlinePlace;
    }

    void deadlineIsAt(int place) {
        deadlinePlace = place;
    }

    /** What is under way; made if there was nothing. */
    Progress progress() {
        if (progress == null) {
            progress = new Progress();
        }
        return progress;
    }

    boolean isAtRest() {
        return progress == null || progress.isAtRest();
    }

    /** A connection has opened it, or come back to it. A will of before is not wanted any more. */
    void opened(long expiry) {
        catchUp();
        connected = true;
        apart = true;
        expirySeconds = (int) expiry;
        clearWill();
    }

    /** Its connection has ended. */
    void closed(long atMs, long expiry, long willDue) {
        catchUp();
        connected = false;
        closedAtMs = atMs;
        expirySeconds = (int) expiry;
        if (willDue == NEVER) {
            clearWill();
        } else {
            willDueMs = willDue;
        }
    }

    void setWill(Will itsWill, long dueMs) {
        will = itsWill;
        willDueMs = dueMs;
    }

    void clearWill() {
        setWill(Will.NONE, NEVER);
    }

    /** Goes on to {@code offset}, never back: {@link #readFrom} alone does that. */
    void moveTo(long offset) {
        if (offset > nextOffset) {
            nextOffset = offset;
            if (progress != null) {
                progress.doneAbove.removeBelow(offset);
            }
        }
    }

    /** Reads the log from here, be it back: what is finished is not so any more. */
    void readFrom(long offset) {
        standsApart(true);
        nextOffset = offset;
        if (progress != null) {
            progress.doneAbove.removeBelow(Long.MAX_VALUE);
        }
    }

    /**
     * An operator has it read the log from here: whatever is stored there counts for the
     * subscriptions that it has now.
     */
    void seek(long offset) {
        readFrom(offset);
        subscriptions.beginAt(offset);
    }

    /** Whether only what is said of this session alone counts for it. */
    void standsApart(boolean nowApart) {
        catchUp();
        apart = nowApart;
        round = safe.round();
    }

    boolean isApart() {
        return apart;
    }

    /** Whether this image does not have it yet; from now on it does. */
    boolean isToBeWritten(int image) {
        boolean isFirst = imageWritten != image;
        imageWritten = image;
        return isFirst;
    }

    /** Lets go of memory that nobody needs while the client is away. */
    void rest() {
        if (progress != null && progress.isAtRest()) {
            progress = null;
        }
    }

    /** Takes note of what was said of all healthy sessions since this one was last looked at. */
    void catchUp() {
        if (connected && !apart && !isVolatile && round != safe.round()) {
            round = safe.round();
            moveTo(safe.offset());
            if (progress != null) {
                progress.window.refreshQos1(Inflight.NONE);
            }
        }
    }
}
