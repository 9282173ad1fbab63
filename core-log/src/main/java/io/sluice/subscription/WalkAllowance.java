package io.sluice.subscription;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;

/**
 * What one step over the retained messages may still take: so that no step holds the log lane for
 * longer than a few hundred messages do. The last message may be longer than what was left.
 */
@OwnedBy(Lane.LOG)
public final class WalkAllowance {
    private static final int VISITS_PER_MESSAGE = 16;

    private int messages;
    private long bytes;
    private int visits;

    public WalkAllowance(int messages, long bytes) {
        this.messages = messages;
        this.bytes = bytes;
        this.visits = messages * VISITS_PER_MESSAGE;
    }

    public boolean isSpent() {
        return messages <= 0 || bytes <= 0 || visits <= 0;
    }

    void visited() {
        visits--;
    }

    void took(int recordBytes) {
        messages--;
        bytes -= recordBytes;
    }
}
