package io.sluice.subscription;

import java.util.Arrays;
import java.util.stream.LongStream;

/** What is under way between a session and its client; a session at rest has none. */
final class Progress {
    final Window window = new Window();

    /** QoS 2 that is finished though the cursor does not stand behind it yet. */
    final OffsetSet doneAbove = new OffsetSet();

    /** QoS 2 that was taken in and not released. */
    final PacketIdSet unreleased = new PacketIdSet();

    /** All offsets that are finished or in the window, rising. */
    long[] settled() {
        return LongStream.concat(
                        Arrays.stream(doneAbove.toArray()),
                        Arrays.stream(window.toInflight().offsets()))
                .sorted()
                .toArray();
    }

    boolean isAtRest() {
        return window.count() == 0 && doneAbove.count() == 0 && unreleased.count() == 0;
    }
}
