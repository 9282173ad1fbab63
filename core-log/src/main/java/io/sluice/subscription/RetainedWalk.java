package io.sluice.subscription;

import io.sluice.broker.TopicFilter;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Finds the retained records that a filter means, as of one offset and in as many steps as its
 * owner likes: what was stored at or behind that offset is passed over, what was taken away before
 * the walk came by is not found.
 *
 * <p>The way down the tree of topics is a stack of its own, since topics may be tens of thousands
 * of levels deep. Between two steps the walk stands on the nodes that come next; a node that goes
 * meanwhile says so, and the walk stands on its neighbour. A walk that is not wanted any more must
 * be ended.
 */
@OwnedBy(Lane.LOG)
public final class RetainedWalk {
    /** In place of a level: the node and all below it. */
    private static final int ALL = -1;

    /** The node alone, not those beside it. */
    private static final int ALONE = 1;

    private static final int FRAME = 3;

    private final RetainedTable table;
    private final LevelTree tree;
    private final TopicLevels levels = new TopicLevels();
    private final long asOf;
    private int[] stack = new int[FRAME];
    private int depth;

    /**
     * A walk that stands at the beginning.
     *
     * @param asOf records at or behind this offset are passed over
     */
    RetainedWalk(RetainedTable table, LevelTree tree, TopicFilter filter, long asOf) {
        this.table = table;
        this.tree = tree;
        this.asOf = asOf;
        byte[] utf8 = filter.text().getBytes(StandardCharsets.UTF_8);
        levels.on(utf8, 0, utf8.length);
        push(LevelTree.ROOT, 0, ALONE);
    }

    /** Whether nothing is left to be found. */
    public boolean isOver() {
        return depth == 0;
    }

    /** Goes on until it is over or the allowance is spent. */
    public void step(WalkAllowance allowance, long nowMs, Consumer<byte[]> found) {
        leaveNodes();
        while (depth > 0 && !allowance.isSpent()) {
            depth -= FRAME;
            int node = stack[depth];
            int level = stack[depth + 1];
            boolean isAlone = stack[depth + 2] == ALONE;
            int next = isAlone ? LevelTree.NONE : tree.next(node);
            if (next != LevelTree.NONE) {
                push(next, level, 0);
            }
            allowance.visited();
            if (isAlone || !isHidden(node)) {
                visit(node, level, allowance, nowMs, found);
            }
        }
        standOnNodes();
    }

    /** Lets go of the table. */
    public void end() {
        leaveNodes();
        depth = 0;
    }

    private void visit(
            int node, int level, WalkAllowance allowance, long nowMs, Consumer<byte[]> found) {
        if (level == ALL || !levels.reaches(level) || levels.is(level, '#')) {
            take(node, allowance, nowMs, found);
        }
        if (level == ALL || levels.reaches(level) && levels.is(level, '#')) {
            pushChildren(node, ALL);
        } else if (levels.reaches(level)) {
            descend(node, level);
        }
    }

    private void take(int node, WalkAllowance allowance, long nowMs, Consumer<byte[]> found) {
        table.recordAt(node, asOf, nowMs)
                .ifPresent(
                        record -> {
                            allowance.took(record.length);
                            found.accept(record);
                        });
    }

    private void descend(int node, int level) {
        if (levels.is(level, '+')) {
            pushChildren(node, level + 1);
            return;
        }
        int start = levels.start(level);
        int child =
                tree.child(node, levels.utf8(), start, levels.length(level), levels.hash(level));
        if (child != LevelTree.NONE) {
            push(child, level + 1, ALONE);
        }
    }

    private void pushChildren(int node, int level) {
        int child = tree.firstChild(node);
        if (child != LevelTree.NONE) {
            push(child, level, 0);
        }
    }

    /** A leading wildcard matches no topic that begins with {@code $}. */
    private boolean isHidden(int node) {
        byte[] name = tree.level(node);
        return tree.parent(node) == LevelTree.ROOT && name.length > 0 && name[0] == '$';
    }

    private void push(int node, int level, int alone) {
        if (depth + FRAME > stack.length) {
            stack = Arrays.copyOf(stack, 2 * stack.length);
        }
        stack[depth++] = node;
        stack[depth++] = level;
        stack[depth++] = alone;
    }

    private void standOnNodes() {
        for (int frame = 0; frame < depth; frame += FRAME) {
            table.stands(this, stack[frame]);
        }
    }

    private void leaveNodes() {
        for (int frame = 0; frame < depth; frame += FRAME) {
            table.leaves(this, stack[frame]);
        }
    }

    /** A node on which the walk stands is about to go. */
    void nodeGoes(int node) {
        int frame = 0;
        while (stack[frame] != node) {
            frame += FRAME;
        }
        int next = stack[frame + 2] == ALONE ? LevelTree.NONE : tree.next(node);
        if (next == LevelTree.NONE) {
            System.arraycopy(stack, frame + FRAME, stack, frame, depth - frame - FRAME);
            depth -= FRAME;
        } else {
            stack[frame] = next;
            table.stands(this, next);
        }
    }
}
