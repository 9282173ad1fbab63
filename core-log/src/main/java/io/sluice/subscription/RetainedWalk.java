package io.sluice.subscription;

import io.sluice.broker.TopicFilter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * Finds the retained records that a filter means: one walk down the tree of their topics, with a
 * stack of its own, since topics may be tens of thousands of levels deep.
 */
final class RetainedWalk {
    /** In place of a level: the node and all below it. */
    private static final int ALL = -1;

    private final LevelTree tree;
    private final byte[][] records;
    private final List<byte[]> found = new ArrayList<>();
    private int[] stack = new int[32];
    private int depth;

    RetainedWalk(LevelTree tree, byte[][] records) {
        this.tree = tree;
        this.records = records;
    }

    List<byte[]> matching(TopicFilter filter, Predicate<byte[]> wanted) {
        byte[] utf8 = filter.text().getBytes(StandardCharsets.UTF_8);
        TopicLevels levels = new TopicLevels().on(utf8, 0, utf8.length);
        push(LevelTree.ROOT, 0);
        while (depth > 0) {
            int level = stack[--depth];
            int node = stack[--depth];
            if (level == ALL || !levels.reaches(level)) {
                take(node, wanted);
            }
            if (level == ALL) {
                pushChildren(node, ALL);
            } else if (levels.reaches(level)) {
                descend(node, levels, level, wanted);
            }
        }
        return found;
    }

    private void descend(int node, TopicLevels levels, int level, Predicate<byte[]> wanted) {
        if (levels.is(level, '#')) {
            take(node, wanted);
            pushChildren(node, ALL);
        } else if (levels.is(level, '+')) {
            pushChildren(node, level + 1);
        } else {
            int child =
                    tree.child(
                            node,
                            levels.utf8(),
                            levels.start(level),
                            levels.length(level),
                            levels.hash(level));
            if (child != LevelTree.NONE) {
                push(child, level + 1);
            }
        }
    }

    /** A leading wildcard matches no topic that begins with {@code $}. */
    private void pushChildren(int node, int level) {
        int child = tree.firstChild(node);
        for (; child != LevelTree.NONE; child = tree.next(child)) {
            if (node != LevelTree.ROOT || !isHidden(tree.level(child))) {
                push(child, level);
            }
        }
    }

    private static boolean isHidden(byte[] level) {
        return level.length > 0 && level[0] == '$';
    }

    private void take(int node, Predicate<byte[]> wanted) {
        byte[] record = records[node];
        if (record != null && wanted.test(record)) {
            found.add(record);
        }
    }

    private void push(int node, int level) {
        if (depth + 2 > stack.length) {
            stack = Arrays.copyOf(stack, 2 * stack.length);
        }
        stack[depth++] = node;
        stack[depth++] = level;
    }
}
