package io.sluice.subscription;

import java.util.Arrays;

/**
 * Finds the filters of a {@link FilterTrie} that match a topic. Keeps its memory between walks, and
 * a stack of its own: a filter may be tens of thousands of levels deep. Not for two threads at
 * once; several walks may read one trie that nobody changes.
 */
final class TrieWalk {
    private final FilterTrie trie;
    private final TopicLevels levels = new TopicLevels();
    private int[] stack = new int[32];
    private int depth;
    private int[] found = new int[16];
    private int count;

    TrieWalk(FilterTrie trie) {
        this.trie = trie;
    }

    /** How many filters match; {@link #found} tells them. */
    int match(byte[] utf8, int from, int length) {
        count = 0;
        levels.on(utf8, from, length);
        boolean dollar = length > 0 && utf8[from] == '$';
        visitRoot(dollar);
        while (depth > 0) {
            int level = stack[--depth];
            visit(stack[--depth], level);
        }
        return count;
    }

    int found(int i) {
        return found[i];
    }

    /** A leading wildcard matches no topic that begins with {@code $}. */
    private void visitRoot(boolean dollar) {
        if (!dollar) {
            visit(LevelTree.ROOT, 0);
        } else if (levels.reaches(0)) {
            push(trie.child(LevelTree.ROOT, levels, 0), 1);
        }
    }

    private void visit(int node, int level) {
        take(2 * node + 1);
        if (levels.reaches(level)) {
            push(trie.plusChild(node), level + 1);
            push(trie.child(node, levels, level), level + 1);
        } else {
            take(2 * node);
        }
    }

    private void take(int filter) {
        if (trie.isUsed(filter)) {
            if (count == found.length) {
                found = Arrays.copyOf(found, 2 * count);
            }
            found[count++] = filter;
        }
    }

    private void push(int node, int level) {
        if (node == LevelTree.NONE) {
            return;
        }
        if (depth + 2 > stack.length) {
            stack = Arrays.copyOf(stack, 2 * stack.length);
        }
        stack[depth++] = node;
        stack[depth++] = level;
    }
}
