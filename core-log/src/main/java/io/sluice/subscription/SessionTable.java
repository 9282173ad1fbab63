package io.sluice.subscription;

import io.sluice.broker.Close;
import io.sluice.broker.SessionName;
import io.sluice.broker.Subscription;
import io.sluice.broker.Will;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.log.RecordLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * All sessions: the fold of the log's control records, live and at recovery by the same code. Who
 * wants a change appends a record (unless the session is volatile) and then applies it.
 */
@OwnedBy(Lane.LOG)
public final class SessionTable {
    /** How many sessions {@link #willsDue} and {@link #expired} tell at once. */
    public static final int DUE_MAX = 1024;

    /** More references than are given out between two snapshots. */
    private static final int REFS_LEAPT = 1 << 18;

    private final Shards shards;
    private final int sessionsMax;
    private final int subscriptionsMax;
    private final EntryMap[] byRef = new EntryMap[Shards.COUNT];
    private final EntryMap[] byName = new EntryMap[Shards.COUNT];
    private final DormantSessions dormant = new DormantSessions();
    private final Deadlines deadlines = new Deadlines();
    private final Departed departed = new Departed();
    private final Publishers publishers = new Publishers();
    private final SessionFold fold = new SessionFold(this);
    private final Census clients = new Census(new Tally(), new Tally());
    private final Census groups = new Census(new Tally(), new Tally());
    private final Tally subscriptions = new Tally();
    private final List<SessionEntry> loading = new ArrayList<>();
    private ShardImage imaging;
    private String lastSpace = "";
    private int nextRef = 1;

    SessionTable(Shards shards, StateConfig config) {
        this.shards = shards;
        sessionsMax = config.sessionsMax();
        subscriptionsMax = config.sessionSubscriptionsMax();
        Arrays.setAll(byRef, i -> new EntryMap(entry -> Shards.withinShard(entry.ref())));
        Arrays.setAll(byName, i -> new EntryMap(SessionEntry::nameHash));
    }

    /** The session of this name; none for an anonymous one. */
    public Optional<SessionEntry> find(SessionName name) {
        byte[] id = name.id().getBytes(StandardCharsets.UTF_8);
        return Optional.ofNullable(named(name.space(), id));
    }

    public Optional<SessionEntry> find(int ref) {
        return Optional.ofNullable(get(ref));
    }

    /** What operators call who has this reference, or called him; empty if nobody knows. */
    public String nameOf(int ref) {
        return publisherOf(ref, Long.MAX_VALUE);
    }

    /** What operators call who published the message at this offset; empty if nobody knows. */
    public String publisherOf(int ref, long offset) {
        return Publishers.isOne(ref)
                ? publishers.label(ref, offset)
                : find(ref).map(SessionEntry::label).orElseGet(() -> departed.label(ref));
    }

    /** Those who publish without a session. */
    public Publishers publishers() {
        return publishers;
    }

    /** Whether the session has taken in this QoS 2 publish and not released it. */
    public boolean isUnreleased(int ref, int packetId) {
        SessionEntry entry = get(ref);
        return entry != null && entry.isUnreleased(packetId);
    }

    /** A reference that no session has had for the last four thousand million. */
    public int takeRef() {
        while (nextRef == 0 || Publishers.isOne(nextRef) || get(nextRef) != null) {
            nextRef = Publishers.isOne(nextRef) ? 1 : nextRef + 1;
        }
        return nextRef++;
    }

    /** Whether no more sessions may be opened. */
    public boolean isFull() {
        return count() >= sessionsMax;
    }

    /** Whether the session may have these subscriptions besides those it has. */
    public boolean admits(SessionEntry entry, List<Subscription> wanted) {
        if (entry.subscriptionCount() + wanted.size() <= subscriptionsMax) {
            return true;
        }
        long added = wanted.stream().filter(wish -> !entry.has(wish.filter())).count();
        return entry.subscriptionCount() + added <= subscriptionsMax;
    }

    /**
     * Opens a session that leaves nothing in the log. Its changes are applied as all others, but
     * not appended: {@link #apply(byte[], int, long)}.
     *
     * @param nextOffset where its reading begins
     */
    public SessionEntry openVolatile(SessionName name, long nextOffset) {
        SessionEntry entry =
                add(takeRef(), name.space(), name.id().getBytes(StandardCharsets.UTF_8), true);
        entry.moveTo(nextOffset);
        open(entry, 0);
        return entry;
    }

    /** Applies the record at {@code at}, which has its offset. */
    public void apply(byte[] records, int at) {
        apply(records, at, RecordLayout.offset(records, at));
    }

    /**
     * Applies a record that is not appended, as if it stood at {@code offset}.
     *
     * @throws UnreadableStateException if its body has a version that is not known
     */
    public void apply(byte[] records, int at, long offset) {
        fold.apply(records, at, offset);
    }

    /** Closed sessions whose will is due; publish each and log WILL_DONE. */
    public List<SessionEntry> willsDue(long nowMs) {
        wakeDue(nowMs);
        return deadlines.due(nowMs, DUE_MAX, entry -> entry.willDueMs() != SessionEntry.NEVER);
    }

    /** Closed sessions whose time is over and that have no will any more: log SESSION_ENDED. */
    public List<SessionEntry> expired(long nowMs) {
        wakeDue(nowMs);
        return deadlines.due(nowMs, DUE_MAX, entry -> entry.willDueMs() == SessionEntry.NEVER);
    }

    /** After recovery: gives out no reference that may have been given out and was not kept. */
    public void leapOverRefs() {
        nextRef += REFS_LEAPT;
    }

    /**
     * Nobody is connected any more. Whoever was when the log ended is closed as of that time, his
     * will due after its delay.
     */
    void gatewayLost(long atMs, long offset) {
        forEachActive(
                entry -> {
                    boolean isLost = entry.isConnected() && !entry.isVolatile();
                    if (isLost && shards.takes(Shards.ofSession(entry.ref()), offset)) {
                        closeLost(entry, atMs);
                    }
                });
    }

    /**
     * Visits all sessions, in no order. They must not be opened, changed or ended meanwhile: of one
     * that is dormant what is shown is made for this visit.
     */
    public void forEach(Consumer<SessionEntry> visitor) {
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            forEach(shard, visitor);
        }
    }

    /**
     * Visits those that may be connected, be a group's, hold a filter that begins with {@code $},
     * or have something under way; of the others only some.
     */
    public void forEachActive(Consumer<SessionEntry> visitor) {
        for (EntryMap shard : byRef) {
            shard.forEach(visitor);
        }
    }

    void forEach(int shard, Consumer<SessionEntry> visitor) {
        int[] numbers = dormant.numbers(shard);
        byRef[shard].forEach(visitor);
        for (int number : numbers) {
            if (dormant.isHere(number)) {
                visitor.accept(SessionImage.read(this, dormant.read(number)));
            }
        }
    }

    /** How many sessions of one shard there are. */
    int count(int shard) {
        return byRef[shard].count() + dormant.count(shard);
    }

    /** How many sessions there are; any lane may ask. */
    public long count() {
        return clients.count() + groups.count();
    }

    /** How many sessions of clients have a connection; any lane may ask. */
    public long connected() {
        return clients.connected().value();
    }

    /** How many sessions of clients have none; any lane may ask. */
    public long asleep() {
        return clients.asleep().value();
    }

    /** Whether anybody is connected, the cursors of groups and queues among them. */
    public boolean hasConnected() {
        return clients.connected().value() + groups.connected().value() > 0;
    }

    /** How many subscriptions all sessions have; any lane may ask. */
    public long subscriptions() {
        return subscriptions.value();
    }

    Shards shards() {
        return shards;
    }

    /** Those of one shard that are not dormant. */
    EntryMap shard(int shard) {
        return byRef[shard];
    }

    /** The others. */
    DormantPart dormant(int shard) {
        return dormant.part(shard);
    }

    /** From now on this image is told of sessions before they change; none if it is null. */
    void imaging(ShardImage image) {
        imaging = image;
    }

    /** The session is about to change. */
    void before(SessionEntry entry) {
        if (imaging != null) {
            imaging.before(entry);
        }
    }

    SafePoint safePoint(int shard) {
        return shards.safePoint(shard);
    }

    int nextRef() {
        return nextRef;
    }

    /** All references below this were given out; numbers may have come round. */
    void refsAreTakenTo(int ref) {
        if (ref - nextRef > 0) {
            nextRef = ref;
        }
    }

    /** The session, or null, since this is asked for every QoS 2 publish. */
    SessionEntry get(int ref) {
        EntryMap shard = byRef[Shards.ofSession(ref)];
        int hash = Shards.withinShard(ref);
        for (int place = shard.first(hash); !shard.isFree(place); place = shard.next(place)) {
            if (shard.at(place).ref() == ref) {
                return shard.at(place);
            }
        }
        return wake(dormant.find(ref));
    }

    /**
     * Adds an entry, asleep. Of two with one name the younger is found by it: at recovery the older
     * one's end may still be to come.
     */
    SessionEntry add(int ref, String space, byte[] id, boolean isVolatile) {
        SessionEntry entry = make(ref, space, id, isVolatile);
        add(entry);
        return entry;
    }

    /** A session that is not in here yet. */
    SessionEntry make(int ref, String space, byte[] id, boolean isVolatile) {
        SafePoint safe = shards.safePoint(Shards.ofSession(ref));
        return new SessionEntry(ref, shared(space), id, isVolatile, safe);
    }

    private void add(SessionEntry entry) {
        int ref = entry.ref();
        if (!entry.isAnonymous()) {
            SessionEntry namesake = named(entry.space(), entry.id());
            if (namesake == null) {
                nameShard(entry.nameHash()).add(entry);
            } else if (ref - namesake.ref() > 0) {
                nameShard(entry.nameHash()).remove(namesake);
                nameShard(entry.nameHash()).add(entry);
            }
        }
        byRef[Shards.ofSession(ref)].add(entry);
        if (imaging != null) {
            imaging.added(entry);
        }
        Census kind = census(entry);
        (entry.isConnected() ? kind.connected() : kind.asleep()).add(1);
        subscriptions.add(entry.subscriptionCount());
        deadlines.update(entry);
    }

    /** Takes in the sessions of an image that may be dormant; the others {@link #loaded} adds. */
    void load(int shard, StateReader from) {
        int count = from.count(SessionImage.BYTES_MIN);
        dormant.expect(shard, count);
        for (int left = count; left > 0; left--) {
            DormantImage seen = DormantImage.see(from);
            if (dormant.take(shard, from.bytes(), seen)) {
                clients.asleep().add(1);
                subscriptions.add(seen.filters());
            } else {
                from.backTo(seen.position());
                loading.add(SessionImage.read(this, from));
            }
        }
    }

    /** All images were taken in: what could not lie dormant is added, the same name twice too. */
    void loaded() {
        loading.forEach(this::add);
        loading.clear();
    }

    /** It is dormant no more. Null if there is none. */
    private SessionEntry wake(int number) {
        if (number == DormantSessions.NONE) {
            return null;
        }
        SessionEntry entry = SessionImage.read(this, dormant.remove(number));
        clients.asleep().add(-1);
        subscriptions.add(-entry.subscriptionCount());
        add(entry);
        return entry;
    }

    /** Wakes some of those to whom something has to happen in a minute. */
    private void wakeDue(long nowMs) {
        dormant.due(nowMs, DUE_MAX).forEach(this::wake);
    }

    void open(SessionEntry entry, long expirySeconds) {
        countAs(entry, true);
        entry.opened(expirySeconds);
        deadlines.update(entry);
    }

    void close(SessionEntry entry, long atMs, long expirySeconds, long willDueMs) {
        countAs(entry, false);
        entry.closed(atMs, expirySeconds, willDueMs);
        deadlines.update(entry);
    }

    void setWill(SessionEntry entry, Will will, long dueMs) {
        entry.setWill(will, dueMs);
        deadlines.update(entry);
    }

    void end(SessionEntry entry) {
        departed.remember(entry);
        deadlines.remove(entry);
        byRef[Shards.ofSession(entry.ref())].remove(entry);
        nameShard(entry.nameHash()).remove(entry);
        Census kind = census(entry);
        (entry.isConnected() ? kind.connected() : kind.asleep()).add(-1);
        subscriptions.add(-entry.subscriptionCount());
    }

    void subscriptionsGrewBy(int difference) {
        subscriptions.add(difference);
    }

    /** The session of this name, or null, since this is asked for every message to a queue. */
    SessionEntry named(String space, byte[] id) {
        int hash = SessionEntry.hashOfName(space, id);
        EntryMap shard = nameShard(hash);
        for (int place = shard.first(hash); !shard.isFree(place); place = shard.next(place)) {
            if (shard.at(place).isNamed(space, id)) {
                return shard.at(place);
            }
        }
        return wake(dormant.find(space, id));
    }

    /** Nearly all sessions are of the same few spaces, which share one string each. */
    private String shared(String space) {
        if (!space.equals(lastSpace)) {
            lastSpace = space.intern();
        }
        return lastSpace;
    }

    private EntryMap nameShard(int hash) {
        return byName[Shards.ofHash(hash)];
    }

    private Census census(SessionEntry entry) {
        return entry.isGroup() ? groups : clients;
    }

    private void countAs(SessionEntry entry, boolean nowConnected) {
        if (entry.isConnected() != nowConnected) {
            Census kind = census(entry);
            kind.connected().add(nowConnected ? 1 : -1);
            kind.asleep().add(nowConnected ? -1 : 1);
        }
    }

    private void closeLost(SessionEntry entry, long nowMs) {
        Close lost = new Close(true, entry.expirySeconds());
        long willDueMs = StateRecords.willDueMs(entry.will(), lost, nowMs);
        close(entry, nowMs, entry.expirySeconds(), willDueMs);
        entry.rest();
    }

    /** How many of one kind are connected, and how many are not. */
    private record Census(Tally connected, Tally asleep) {
        long count() {
            return connected.value() + asleep.value();
        }
    }
}
