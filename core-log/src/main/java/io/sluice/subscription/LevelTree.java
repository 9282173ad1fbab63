package io.sluice.subscription;

import java.util.Arrays;

/**
 * A tree of topic levels. Nodes are numbers, 0 is the root, and a number is given again when its
 * node is gone; who uses the tree keeps what it knows of a node in arrays of its own. All edges lie
 * in one table, so a node costs about 50 bytes and its level's name, and a step down one look-up.
 */
final class LevelTree implements IntSlots.Owner {
    static final int ROOT = 0;
    static final int NONE = -1;

    /** What a node takes up, roughly, with a short name. */
    static final int NODE_BYTES = 80;

    private final IntSlots edges = new IntSlots(this);
    private byte[][] levels = new byte[16][];
    private int[] hashes = new int[16];
    private int[] parents = new int[16];
    private int[] firstChildren = new int[16];
    private int[] nexts = new int[16];
    private int[] previouses = new int[16];
    private int used = 1;
    private int free = NONE;
    private int count = 1;

    LevelTree() {
        parents[ROOT] = NONE;
        firstChildren[ROOT] = NONE;
        nexts[ROOT] = NONE;
        previouses[ROOT] = NONE;
        levels[ROOT] = new byte[0];
    }

    /** How many nodes there are, the root included. */
    int count() {
        return count;
    }

    /** All nodes are below this number. */
    int bound() {
        return used;
    }

    int parent(int node) {
        return parents[node];
    }

    int firstChild(int node) {
        return firstChildren[node];
    }

    /** The child of the same parent behind this one, or {@link #NONE}. */
    int next(int node) {
        return nexts[node];
    }

    /** The level's name; not to be changed. */
    byte[] level(int node) {
        return levels[node];
    }

    /**
     * The child of this name, or {@link #NONE}.
     *
     * @param levelHash the name's {@link Hash#of}
     */
    int child(int parent, byte[] utf8, int from, int length, int levelHash) {
        int hash = Hash.of(parent, levelHash);
        for (int place = edges.first(hash); ; place = edges.next(place)) {
            int node = edges.at(place);
            if (node == IntSlots.FREE) {
                return NONE;
            }
            if (hashes[node] == hash && parents[node] == parent) {
                byte[] level = levels[node];
                if (level.length == length
                        && Arrays.equals(level, 0, length, utf8, from, from + length)) {
                    return node;
                }
            }
        }
    }

    /** A new child, which must not be there yet. */
    int add(int parent, byte[] utf8, int from, int length, int levelHash) {
        int node = takeNumber();
        int hash = Hash.of(parent, levelHash);
        levels[node] = Arrays.copyOfRange(utf8, from, from + length);
        hashes[node] = hash;
        parents[node] = parent;
        firstChildren[node] = NONE;
        int sibling = firstChildren[parent];
        nexts[node] = sibling;
        previouses[node] = NONE;
        if (sibling != NONE) {
            previouses[sibling] = node;
        }
        firstChildren[parent] = node;
        edges.add(node, hash);
        count++;
        return node;
    }

    /** Takes a node without children out. Its parent is returned. */
    int remove(int node) {
        assert firstChildren[node] == NONE && node != ROOT;
        edges.remove(node, hashes[node]);
        int parent = parents[node];
        int next = nexts[node];
        int previous = previouses[node];
        if (previous == NONE) {
            firstChildren[parent] = next;
        } else {
            nexts[previous] = next;
        }
        if (next != NONE) {
            previouses[next] = previous;
        }
        levels[node] = levels[ROOT];
        parents[node] = free;
        free = node;
        count--;
        return parent;
    }

    @Override
    public int hashOf(int node) {
        return hashes[node];
    }

    /** Makes room for so many nodes, of which none need come. */
    void expect(int nodes) {
        if (nodes > parents.length) {
            grow(nodes);
            edges.expect(nodes);
        }
    }

    private int takeNumber() {
        if (free != NONE) {
            int node = free;
            free = parents[node];
            return node;
        }
        if (used == parents.length) {
            grow(used + (used >> 2));
        }
        return used++;
    }

    private void grow(int length) {
        levels = Arrays.copyOf(levels, length);
        hashes = Arrays.copyOf(hashes, length);
        parents = Arrays.copyOf(parents, length);
        firstChildren = Arrays.copyOf(firstChildren, length);
        nexts = Arrays.copyOf(nexts, length);
        previouses = Arrays.copyOf(previouses, length);
    }
}
