package io.sluice.log;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The blocks of names in a {@link Sidecar}: where each lies in the file, and the first name of
 * each, by which the right one is found. The names themselves are read when they are wanted. Does
 * not change.
 */
final class NameBlocks {
    private final Path path;
    private final int[] at;
    private final int[] bytes;
    private final short[] topics;
    private final int[] firstRecord;
    private final byte[][] firstName;

    private NameBlocks(Path path, int count) {
        this.path = path;
        at = new int[count];
        bytes = new int[count];
        topics = new short[count];
        firstRecord = new int[count];
        firstName = new byte[count][];
    }

    /** Takes them out of the directory, which stands behind them then. */
    static NameBlocks from(ByteBuffer directory, int count, Path path) {
        NameBlocks blocks = new NameBlocks(path, count);
        for (int block = 0; block < count; block++) {
            blocks.at[block] = directory.getInt();
            blocks.bytes[block] = directory.getInt();
            blocks.topics[block] = directory.getShort();
            blocks.firstRecord[block] = directory.getInt();
            blocks.firstName[block] = new byte[directory.getShort() & 0xFFFF];
            directory.get(blocks.firstName[block]);
        }
        return blocks;
    }

    /** The block in which the name is, or would be. */
    int firstBlock(byte[] name) {
        return firstBlock(name, 0);
    }

    /**
     * The block in which the name is, or would be.
     *
     * @param low it is not in a block before this one
     */
    int firstBlock(byte[] name, int low) {
        int from = low;
        int to = firstName.length - 1;
        while (from <= to) {
            int middle = (from + to) >>> 1;
            if (Arrays.compareUnsigned(firstName[middle], name) <= 0) {
                from = middle + 1;
            } else {
                to = middle - 1;
            }
        }
        return Math.max(low, to);
    }

    /** Whether there is such a block, and names of this range may be in it. */
    boolean isIn(int block, TopicWish.Range range) {
        if (block >= firstName.length) {
            return false;
        }
        byte[] first = firstName[block];
        return Arrays.compareUnsigned(first, range.name()) <= 0
                || range.covers(first, 0, first.length);
    }

    /** Before the first of the names of a block. */
    Names read(LogFile file, int block) throws IOException {
        byte[] read = new byte[bytes[block]];
        ByteBuffer names = ByteBuffer.wrap(read).order(ByteOrder.LITTLE_ENDIAN);
        try {
            file.readAll(names, at[block]);
        } catch (EOFException shorter) {
            throw new DamagedIndexException(path, "it is too short");
        }
        if (!SidecarLayout.isWhole(names, 0, read.length)) {
            throw new DamagedIndexException(path, "its block " + block + " does not verify");
        }
        return new Names(read, names, topics[block], firstRecord[block]);
    }

    /** Goes over the names of one block, in their order. */
    static final class Names {
        private final byte[] bytes;
        private final ByteBuffer values;
        private int left;
        private int next;
        private int at;
        private int length;
        private int record;
        private int records;

        private Names(byte[] bytes, ByteBuffer values, int count, int firstRecord) {
            this.bytes = bytes;
            this.values = values;
            left = count;
            record = firstRecord;
        }

        /** Stands on the next name; false if there is none. */
        boolean next() {
            if (left == 0) {
                return false;
            }
            left--;
            record += records;
            length = values.getShort(next) & 0xFFFF;
            at = next + Short.BYTES;
            records = values.getInt(at + length);
            next = at + length + Integer.BYTES;
            return true;
        }

        /** Where the name lies: {@link #length} bytes from {@link #at} on. */
        byte[] bytes() {
            return bytes;
        }

        int at() {
            return at;
        }

        int length() {
            return length;
        }

        byte[] name() {
            return Arrays.copyOfRange(bytes, at, at + length);
        }

        boolean isBefore(byte[] other) {
            return Arrays.compareUnsigned(bytes, at, at + length, other, 0, other.length) < 0;
        }

        /** Index of the topic's first position. */
        int firstRecord() {
            return record;
        }

        /** One behind the index of its last position. */
        int endRecord() {
            return record + records;
        }
    }
}
