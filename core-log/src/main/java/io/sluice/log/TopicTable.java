package io.sluice.log;

import io.sluice.lane.Crossing;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The names of all topics and a small number for each, dense from 0.
 *
 * <p>Any lane may look a name up without a lock: a table is never changed in a way that a reader
 * could misread, and growing publishes a new one. Adding a name takes the lock; it happens once a
 * topic. Names lie in byte chunks, not in objects: about 60 bytes a topic of 22 bytes.
 */
@Crossing
public final class TopicTable {
    private static final int CHUNK_BYTES = 1 << 18;
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
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
        return names.find(utf8, from, length, hash(utf8, from, length));
    }

    /** The number of the name, which is added if need be; -1 if the table is full. */
    public int findOrAdd(byte[] utf8, int from, int length) {
        int hash = hash(utf8, from, length);
        int id = names.find(utf8, from, length, hash);
        return id >= 0 ? id : add(utf8, from, length, hash);
    }

    /** A copy of the name with this number, in UTF-8. */
    public byte[] name(int id) {
        Names here = names;
        byte[] chunk = here.chunks[here.chunkOf[id]];
        int at = here.startOf[id];
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

    private static int hash(byte[] bytes, int from, int length) {
        long h = 0x9E3779B97F4A7C15L ^ length;
        int at = from;
        int end = from + length;
        for (; end - at >= 8; at += 8) {
            h = (h ^ (long) LONG.get(bytes, at)) * 0xFF51AFD7ED558CCDL;
            h ^= h >>> 32;
        }
        for (; at < end; at++) {
            h = (h ^ bytes[at]) * 0x100000001B3L;
        }
        h ^= h >>> 29;
        h *= 0xBF58476D1CE4E5B9L;
        return (int) (h ^ h >>> 32);
    }

    /** One generation of the table. A slot holds the hash and below it id + 1; 0 is empty. */
    private static final class Names {
        private final long[] slots;
        private final int[] startOf;
        private final short[] chunkOf;
        private byte[][] chunks;
        private int chunkCount;
        private int chunkUsed;
        private volatile int count;

        Names(int slotCount) {
            slots = new long[slotCount];
            startOf = new int[slotCount / 2];
            chunkOf = new short[slotCount / 2];
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
            byte[] chunk = chunks[chunkOf[id]];
            int at = startOf[id];
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
            startOf[id] = chunkUsed;
            chunkOf[id] = (short) (chunkCount - 1);
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
            System.arraycopy(startOf, 0, next.startOf, 0, count);
            System.arraycopy(chunkOf, 0, next.chunkOf, 0, count);
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
