package io.sluice.log;

import io.sluice.lane.Crossing;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The names of all topics and a small number for each, dense from 0.
 *
 * <p>Any lane may look a name up without a lock: a table is never changed in a way that a reader
 * could misread, and growing publishes a new one. Adding a name takes the lock; it happens once a
 * topic. Names lie in byte chunks, not in objects: about 50 bytes a topic of 22 bytes.
 */
@Crossing
public final class TopicTable {
    private static final int CHUNK_SHIFT = 18;
    private static final int CHUNK_BYTES = 1 << CHUNK_SHIFT;
    private static final int CHUNK_MASK = CHUNK_BYTES - 1;
    private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(long[].class);

    private final int topicsMax;
    private volatile Names names;

    /**
     * @param topicsMax how many names are held at most
     */
    public TopicTable(int topicsMax) {
        this.topicsMax = topicsMax;
        names = new Names(1 << 10);
    }

    /** How many names are held. */
    public int count() {
        return names.count;
    }

    /** The number of the name, or -1 if it is not here. */
    public int find(byte[] utf8, int from, int length) {
        return names.find(utf8, from, length, NameHash.of(utf8, from, length));
    }

    /** The number of the name, which is added if need be; -1 if the table is full. */
    public int findOrAdd(byte[] utf8, int from, int length) {
        int hash = NameHash.of(utf8, from, length);
        int id = names.find(utf8, from, length, hash);
        return id >= 0 ? id : add(utf8, from, length, hash);
    }

    /**
     * The same where it may be the name with the number {@code guess}, which is looked at first:
     * whoever goes through many names mostly goes through them in the same order again.
     *
     * @param guess any number
     */
    public int findOrAdd(byte[] utf8, int from, int length, int guess) {
        Names here = names;
        boolean isGuessed =
                guess >= 0 && guess < here.count && here.isAt(guess, utf8, from, length);
        return isGuessed ? guess : findOrAdd(utf8, from, length);
    }

    /** A copy of the name with this number, in UTF-8. */
    public byte[] name(int id) {
        Names here = names;
        int place = here.places[id];
        byte[] chunk = here.chunks[place >>> CHUNK_SHIFT];
        int at = place & CHUNK_MASK;
        int length = (chunk[at] & 0xFF) << 8 | chunk[at + 1] & 0xFF;
        return Arrays.copyOfRange(chunk, at + 2, at + 2 + length);
    }

    private synchronized int add(byte[] utf8, int from, int length, int hash) {
        int id = names.find(utf8, from, length, hash);
        if (id >= 0) {
            return id;
        }
        if (names.count >= topicsMax) {
            return -1;
        }
        if (names.count >= names.slots.length / 2) {
            names = names.doubled();
        }
        return names.add(utf8, from, length, hash);
    }

    /**
     * One generation of the table. A slot holds the hash and below it id + 1; 0 is empty. A place
     * is the number of a chunk and below it where in the chunk the name's length stands, the name
     * behind it.
     */
    private static final class Names {
        private final long[] slots;
        private final int[] places;
        private byte[][] chunks;
        private int chunkCount;
        private int chunkUsed;
        private volatile int count;

        Names(int slotCount) {
            slots = new long[slotCount];
            places = new int[slotCount / 2];
            chunks = new byte[0][];
            chunkUsed = CHUNK_BYTES;
        }

        int find(byte[] utf8, int from, int length, int hash) {
            int mask = slots.length - 1;
            for (int i = hash & mask; ; i = i + 1 & mask) {
                long slot = (long) SLOTS.getAcquire(slots, i);
                if (slot == 0) {
                    return -1;
                }
                if ((int) (slot >>> Integer.SIZE) == hash) {
                    int id = (int) slot - 1;
                    if (isAt(id, utf8, from, length)) {
                        return id;
                    }
                }
            }
        }

        private boolean isAt(int id, byte[] utf8, int from, int length) {
            int place = places[id];
            byte[] chunk = chunks[place >>> CHUNK_SHIFT];
            int at = place & CHUNK_MASK;
            int stored = (chunk[at] & 0xFF) << 8 | chunk[at + 1] & 0xFF;
            return stored == length
                    && Arrays.equals(chunk, at + 2, at + 2 + length, utf8, from, from + length);
        }

        int add(byte[] utf8, int from, int length, int hash) {
            int id = count;
            if (chunkUsed + 2 + length > CHUNK_BYTES) {
                chunks = Arrays.copyOf(chunks, chunkCount + 1);
                chunks[chunkCount++] = new byte[CHUNK_BYTES];
                chunkUsed = 0;
            }
            byte[] chunk = chunks[chunkCount - 1];
            chunk[chunkUsed] = (byte) (length >>> 8);
            chunk[chunkUsed + 1] = (byte) length;
            System.arraycopy(utf8, from, chunk, chunkUsed + 2, length);
            places[id] = chunkCount - 1 << CHUNK_SHIFT | chunkUsed;
            chunkUsed += 2 + length;
            count = id + 1;
            int mask = slots.length - 1;
            int i = hash & mask;
            while (slots[i] != 0) {
                i = i + 1 & mask;
            }
            SLOTS.setRelease(slots, i, (long) hash << Integer.SIZE | id + 1);
            return id;
        }

        Names doubled() {
            Names next = new Names(slots.length * 2);
            System.arraycopy(places, 0, next.places, 0, count);
            next.chunks = chunks;
            next.chunkCount = chunkCount;
            next.chunkUsed = chunkUsed;
            next.count = count;
            int mask = next.slots.length - 1;
            for (long slot : slots) {
                if (slot != 0) {
                    int i = (int) (slot >>> Integer.SIZE) & mask;
                    while (next.slots[i] != 0) {
                        i = i + 1 & mask;
                    }
                    next.slots[i] = slot;
                }
            }
            return next;
        }
    }
}
