package io.sluice.pipeline;

import io.sluice.lane.Crossing;

/**
 * One place on the ring: a request on its way in, then the answers due for it on their way out. The
 * ring's sequences say who may touch it when: the claiming loop, then the log lane, then the flush
 * lane.
 */
@Crossing
final class Slot {
    private Request request = Request.NOTHING;
    private LoopIngress owner;
    private int bytes;
    private boolean wakes;
    private Due due = Due.NOTHING;

    void take(Request next, LoopIngress claimedBy) {
        request = next;
        owner = claimedBy;
        bytes = next.bytes();
    }

    Request request() {
        return request;
    }

    /** Whether the flush lane is to look at its clock behind this slot. */
    boolean wakesFlusher() {
        return wakes;
    }

    void answerWith(Due answers) {
        wakes = request == Request.CLOCK;
        request = Request.NOTHING;
        due = answers;
    }

    Due due() {
        return due;
    }

    LoopIngress owner() {
        return owner;
    }

    int bytes() {
        return bytes;
    }

    void clear() {
        due = Due.NOTHING;
    }
}
