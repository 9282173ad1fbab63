package io.sluice.log;

import java.io.IOException;

/**
 * Goes once over the names of a {@link Sidecar}, in their order, and notes the runs of positions of
 * those that are wanted. Where the wish knows of no name for a while, it leaps: blocks in between
 * are not read.
 */
final class NameSearch {
    private final NameBlocks blocks;
    private final LogFile file;
    private final TopicWish wish;
    private final SearchCost cost;
    private final PositionList runs = new PositionList();
    private byte[] bound = TopicWish.ANY;

    /**
     * @param recordCount how many messages the segment has
     */
    NameSearch(NameBlocks blocks, LogFile file, TopicWish wish, int recordCount) {
        this.blocks = blocks;
        this.file = file;
        this.wish = wish;
        cost = new SearchCost(recordCount);
    }

    /** Whether it is worth it; if not, what was found is of no use. */
    boolean look() throws IOException {
        for (TopicWish.Range range : wish.ranges()) {
            int block = blocks.firstBlock(range.name());
            while (blocks.isIn(block, range)) {
                if (!look(range, block)) {
                    return false;
                }
                block = blocks.firstBlock(bound, block + 1);
            }
        }
        return true;
    }

    /** Index of the first position and one behind the last, run behind run. */
    PositionList runs() {
        return runs;
    }

    private boolean look(TopicWish.Range range, int block) throws IOException {
        NameBlocks.Names names = blocks.read(file, block);
        while (names.next()) {
            if (names.isBefore(bound) || !range.covers(names.bytes(), names.at(), names.length())) {
                continue;
            }
            if (!wish.wants(names.bytes(), names.at(), names.length())) {
                bound = wish.bound(names.bytes(), names.at(), names.length());
            } else if (cost.takes(names.endRecord() - names.firstRecord())) {
                add(names.firstRecord(), names.endRecord());
            } else {
                return false;
            }
        }
        return true;
    }

    private void add(int first, int end) {
        if (runs.count() > 0 && runs.at(runs.count() - 1) == first) {
            runs.setLast(end);
        } else {
            runs.add(first);
            runs.add(end);
        }
    }
}
