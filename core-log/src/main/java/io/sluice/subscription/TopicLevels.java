package io.sluice.subscription;

import java.util.Arrays;

/**
 * The levels of one name or filter, found as far as somebody asks. Set with {@link #on}, read, set
 * again; keeps its memory. Not for two threads at once.
 */
final class TopicLevels {
    private byte[] utf8 = new byte[0];
    private int end;
    private int behindLast;
    private int[] starts = new int[16];
    private int[] lengths = new int[16];
    private int[] hashes = new int[16];
    private int found;

    TopicLevels on(byte[] bytes, int from, int length) {
        utf8 = bytes;
        end = from + length;
        behindLast = from;
        found = 0;
        findNext(); // there is always a first level, if an empty one
        return this;
    }

    /** Whether there is a level of this number, counted from 0. */
    boolean reaches(int level) {
        while (found <= level && behindLast <= end) {
            findNext();
        }
        return level < found;
    }

    /** Like the next four, only of a level that {@link #reaches}. */
    int start(int level) {
        return starts[level];
    }

    int length(int level) {
        return lengths[level];
    }

    /** The {@link Hash#of} the level's name. */
    int hash(int level) {
        return hashes[level];
    }

    /** Whether the level is this one byte. */
    boolean is(int level, char name) {
        return lengths[level] == 1 && utf8[starts[level]] == name;
    }

    byte[] utf8() {
        return utf8;
    }

    private void findNext() {
        int start = behindLast;
        int at = start;
        while (at < end && utf8[at] != '/') {
            at++;
        }
        if (found == starts.length) {
            starts = Arrays.copyOf(starts, 2 * found);
            lengths = Arrays.copyOf(lengths, 2 * found);
            hashes = Arrays.copyOf(hashes, 2 * found);
        }
        starts[found] = start;
        lengths[found] = at - start;
        hashes[found] = Hash.of(utf8, start, at - start);
        found++;
        behindLast = at + 1;
    }
}
