package io.sluice.subscription;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Sessions as they lie in the images that were loaded: nobody is connected, nothing is under way,
 * no group is read. Each is a place in an image and two slots by which it is found, until somebody
 * wants to know more of it: then it is taken out and becomes a {@link SessionEntry}. So to load a
 * million of them costs little more than to read their images, and each takes about 25 bytes
 * besides its image, which is about 150 with two subscriptions.
 */
@OwnedBy(Lane.LOG)
final class DormantSessions {
    static final int NONE = -1;

    private static final int GONE = -1;
    private static final int EXPECTED_MAX = 1 << 24;

    /** A shard is looked through when somebody of it is due in so long ... */
    private static final long LOOKED_AHEAD_MS = 40_000;

    /** ... and who is due in so long is told of: so it is not looked through all the time. */
    private static final long TOLD_AHEAD_MS = 80_000;

    /** How many are looked at in one go, roughly. */
    private static final int LOOKED_MAX = 8192;

    private final StateReader reader = new StateReader();
    private final byte[][] images = new byte[Shards.COUNT][];
    private final IntSlots[] byRef = new IntSlots[Shards.COUNT];
    private final IntSlots byName = new IntSlots(this::nameHash);
    private final long[] earliestDueMs = new long[Shards.COUNT];
    private int[] positions = new int[16];
    private int[] lengths = new int[16];
    private byte[] shards = new byte[16];
    private int used;
    private int shardLookedAt;
    private byte[] lastSpaceUtf8 = {};
    private String lastSpace = "";

    DormantSessions() {
        Arrays.setAll(byRef, shard -> new IntSlots(this::refHash));
        Arrays.fill(earliestDueMs, SessionEntry.NEVER);
    }

    /** So many may come of this shard, and nearly as many of the others. */
    void expect(int shard, int count) {
        byRef[shard].expect(count);
        int all = (int) Math.min(EXPECTED_MAX, count * (long) (Shards.COUNT + Shards.COUNT / 16));
        if (used + count > positions.length && all > positions.length) {
            byName.expect(all);
            resize(all);
        }
    }

    /**
     * Takes in a session if it is one that may lie here, and no other here has its name; else it
     * has still to be read.
     *
     * @param seen of this session
     */
    boolean take(int shard, byte[] image, DormantImage seen) {
        if (!seen.isDormant()) {
            return false;
        }
        int number = used;
        makeRoom();
        images[shard] = image;
        positions[number] = seen.position();
        lengths[number] = seen.length();
        shards[number] = (byte) shard;
        int hash = nameHash(number);
        if (seen.isNamed() && isTaken(hash, number)) {
            return false;
        }
        used++;
        if (seen.isNamed()) {
            byName.add(number, hash);
        }
        byRef[shard].add(number, refHash(number));
        earliestDueMs[shard] = Math.min(earliestDueMs[shard], seen.dueMs());
        return true;
    }

    private boolean isTaken(int hash, int number) {
        byte[] image = images[shards[number]];
        int at = positions[number] + DormantImage.SPACE_AT;
        int behind = DormantImage.behindId(image, positions[number]);
        return findNamed(hash, image, at, behind) != NONE;
    }

    private void makeRoom() {
        if (used == positions.length) {
            resize(used + (used >> 1));
        }
    }

    private void resize(int length) {
        positions = Arrays.copyOf(positions, length);
        lengths = Arrays.copyOf(lengths, length);
        shards = Arrays.copyOf(shards, length);
    }

    int find(int ref) {
        IntSlots slots = byRef[Shards.ofSession(ref)];
        for (int place = slots.first(Shards.withinShard(ref)); ; place = slots.next(place)) {
            int number = slots.at(place);
            if (number == IntSlots.FREE) {
                return NONE;
            }
            if (DormantImage.ref(image(number), positions[number]) == ref) {
                return number;
            }
        }
    }

    int find(String space, byte[] id) {
        if (used == 0) {
            return NONE;
        }
        byte[] name = DormantImage.name(space, id);
        return findNamed(SessionEntry.hashOfName(space, id), name, 0, name.length);
    }

    private int findNamed(int hash, byte[] name, int from, int to) {
        for (int place = byName.first(hash); ; place = byName.next(place)) {
            int number = byName.at(place);
            if (number == IntSlots.FREE) {
                return NONE;
            }
            byte[] image = image(number);
            int at = positions[number] + DormantImage.SPACE_AT;
            int behind = Math.min(image.length, at + to - from);
            if (Arrays.equals(image, at, behind, name, from, to)) {
                return number;
            }
        }
    }

    /** Where the session can be read; it lies here as before. */
    StateReader read(int number) {
        return reader.on(image(number), positions[number], lengths[number]);
    }

    /** Where the session can be read; it lies here no more. */
    StateReader remove(int number) {
        byRef[shards[number]].remove(number, refHash(number));
        byte[] image = image(number);
        if (DormantImage.isNamed(image, positions[number])) {
            byName.remove(number, nameHash(number));
        }
        StateReader its = read(number);
        positions[number] = GONE;
        return its;
    }

    int count(int shard) {
        return byRef[shard].count();
    }

    /** Those of one shard, in no order. */
    int[] numbers(int shard) {
        return byRef[shard].toArray();
    }

    boolean isHere(int number) {
        return positions[number] != GONE;
    }

    /** What an image of this shard needs of those that are here now. */
    DormantPart part(int shard) {
        int[] its = numbers(shard);
        int[] from = new int[its.length];
        int[] length = new int[its.length];
        for (int i = 0; i < its.length; i++) {
            from[i] = positions[its[i]];
            length[i] = lengths[its[i]];
        }
        return new DormantPart(images[shard], from, length);
    }

    /**
     * Those to whom something has to happen soon: all that are due at {@code nowMs}, unless there
     * are many; then the others are told the next time.
     */
    IntStream due(long nowMs, int max) {
        int[] found = new int[max];
        int count = 0;
        int looked = 0;
        for (int i = 0; i < Shards.COUNT && count < max && looked < LOOKED_MAX; i++) {
            if (earliestDueMs[shardLookedAt] < after(nowMs, LOOKED_AHEAD_MS)) {
                looked += byRef[shardLookedAt].count();
                count = look(shardLookedAt, after(nowMs, TOLD_AHEAD_MS), found, count);
            }
            shardLookedAt = shardLookedAt + 1 & Shards.COUNT - 1;
        }
        return Arrays.stream(found, 0, count);
    }

    private int look(int shard, long beforeMs, int[] found, int before) {
        int count = before;
        long earliest = SessionEntry.NEVER;
        for (int number : numbers(shard)) {
            long dueMs = DormantImage.dueMs(image(number), positions[number]);
            if (dueMs < beforeMs && count < found.length) {
                found[count++] = number;
            } else {
                earliest = Math.min(earliest, dueMs);
            }
        }
        earliestDueMs[shard] = earliest;
        return count;
    }

    private static long after(long nowMs, long ms) {
        return nowMs > SessionEntry.NEVER - ms ? SessionEntry.NEVER : nowMs + ms;
    }

    private byte[] image(int number) {
        return images[shards[number]];
    }

    private int refHash(int number) {
        return Shards.withinShard(DormantImage.ref(image(number), positions[number]));
    }

    private int nameHash(int number) {
        byte[] image = image(number);
        int position = positions[number];
        int idAt = DormantImage.idAt(image, position);
        int idLength = DormantImage.behindId(image, position) - idAt;
        return SessionEntry.hashOfName(space(image, position), image, idAt, idLength);
    }

    /** Nearly all are of the same space. */
    private String space(byte[] image, int position) {
        int at = position + DormantImage.SPACE_AT + Integer.BYTES;
        int end = DormantImage.idAt(image, position) - Integer.BYTES;
        if (!Arrays.equals(image, at, end, lastSpaceUtf8, 0, lastSpaceUtf8.length)) {
            lastSpaceUtf8 = Arrays.copyOfRange(image, at, end);
            lastSpace = new String(lastSpaceUtf8, StandardCharsets.UTF_8);
        }
        return lastSpace;
    }
}
