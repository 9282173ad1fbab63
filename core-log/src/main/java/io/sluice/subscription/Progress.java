package io.sluice.subscription;

/** What is under way between a session and its client; a session at rest has none. */
final class Progress {
    final Window window = new Window();

    /** QoS 2 that is finished though the cursor does not stand behind it yet. */
    final OffsetSet doneAbove = new OffsetSet();

    /** QoS 2 that was taken in and not released. */
    final PacketIdSet unreleased = new PacketIdSet();

    boolean isAtRest() {
        return window.count() == 0 && doneAbove.count() == 0 && unreleased.count() == 0;
    }
}
