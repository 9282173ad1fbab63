package io.sluice.subscription;

import java.util.Arrays;

/**
 * Topic filters by level. Every filter has a number while it is here: twice its last node, and one
 * more if it ends with {@code #}. The same filter may be added several times, and goes when it was
 * removed as often. A {@link TrieWalk} finds those that match a topic.
 */
final class FilterTrie {
    static final int NONE = -1;

    private final LevelTree tree = new LevelTree();
    private final TopicLevels levels = new TopicLevels();
    private int[] plusChildren = {LevelTree.NONE};
    private int[] uses = new int[2];

    boolean isEmpty() {
        return tree.count() == 1 && uses[0] == 0 && uses[1] == 0;
    }

    /** All numbers of filters are below this. */
    int bound() {
        return 2 * tree.bound();
    }

    /** The number of the filter, which is added or used once more. */
    int add(byte[] filter) {
        levels.on(filter, 0, filter.length);
        int node = LevelTree.ROOT;
        for (int i = 0; levels.reaches(i); i++) {
            if (levels.is(i, '#')) {
                return use(2 * node + 1);
            }
            int child = childAt(node, i);
            node = child == LevelTree.NONE ? addChild(node, i) : child;
        }
        return use(2 * node);
    }

    /** The number of the filter, or {@link #NONE}. */
    int find(byte[] filter) {
        levels.on(filter, 0, filter.length);
        int node = LevelTree.ROOT;
        for (int i = 0; levels.reaches(i); i++) {
            if (levels.is(i, '#')) {
                return uses[2 * node + 1] > 0 ? 2 * node + 1 : NONE;
            }
            node = childAt(node, i);
            if (node == LevelTree.NONE) {
                return NONE;
            }
        }
        return uses[2 * node] > 0 ? 2 * node : NONE;
    }

    /** Uses the filter once less. */
    void remove(int filter) {
        uses[filter]--;
        int node = filter >> 1;
        while (node != LevelTree.ROOT && isUnused(node)) {
            int parent = tree.remove(node);
            if (plusChildren[parent] == node) {
                plusChildren[parent] = LevelTree.NONE;
            }
            node = parent;
        }
    }

    /** The filter of this number, written out. */
    byte[] filter(int filter) {
        boolean endsHere = (filter & 1) == 0;
        int length = endsHere ? -1 : 1;
        for (int node = filter >> 1; node != LevelTree.ROOT; node = tree.parent(node)) {
            length += 1 + tree.level(node).length;
        }
        byte[] text = new byte[length];
        Arrays.fill(text, (byte) '/');
        int at = endsHere ? length + 1 : length - 1;
        if (!endsHere) {
            text[at] = '#';
        }
        for (int node = filter >> 1; node != LevelTree.ROOT; node = tree.parent(node)) {
            byte[] level = tree.level(node);
            at -= 1 + level.length;
            System.arraycopy(level, 0, text, at, level.length);
        }
        return text;
    }

    boolean isUsed(int filter) {
        return uses[filter] > 0;
    }

    int plusChild(int node) {
        return plusChildren[node];
    }

    /** The child of the topic's level, or {@link LevelTree#NONE}. */
    int child(int node, TopicLevels topic, int level) {
        return tree.child(
                node, topic.utf8(), topic.start(level), topic.length(level), topic.hash(level));
    }

    private int childAt(int node, int level) {
        return levels.is(level, '+') ? plusChildren[node] : child(node, levels, level);
    }

    private int addChild(int parent, int level) {
        int node =
                tree.add(
                        parent,
                        levels.utf8(),
                        levels.start(level),
                        levels.length(level),
                        levels.hash(level));
        if (node >= plusChildren.length) {
            plusChildren = Arrays.copyOf(plusChildren, node + (node >> 2) + 1);
            uses = Arrays.copyOf(uses, 2 * plusChildren.length);
        }
        plusChildren[node] = LevelTree.NONE;
        if (levels.is(level, '+')) {
            plusChildren[parent] = node;
        }
        return node;
    }

    private int use(int filter) {
        uses[filter]++;
        return filter;
    }

    private boolean isUnused(int node) {
        return tree.firstChild(node) == LevelTree.NONE
                && uses[2 * node] == 0
                && uses[2 * node + 1] == 0;
    }
}
