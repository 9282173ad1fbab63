package io.sluice.pipeline;

import io.sluice.broker.Delivery;
import io.sluice.lane.Crossing;
import io.sluice.log.RecordLayout;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What lies in a feed and waits to be taken, in order; and what is held back until that order lets
 * it in. The event loop owns all of it but {@link #takenBytes}, which the log lane reads.
 */
@Crossing
final class FeedQueue {
    private final ArrayDeque<Delivery> lying = new ArrayDeque<>(1);
    private final ArrayDeque<Delivery> held = new ArrayDeque<>(1);
    private final AtomicLong taken = new AtomicLong();

    boolean isEmpty() {
        return lying.isEmpty();
    }

    int count() {
        return lying.size();
    }

    /** What is to be taken first; {@link Delivery#NONE} if nothing is there. */
    Delivery head() {
        Delivery head = lying.peekFirst();
        return head == null ? Delivery.NONE : head;
    }

    /** The head has been taken, all of it. */
    Delivery take() {
        Delivery head = lying.pollFirst();
        count(bytesOf(head));
        return head;
    }

    /** The router has handed it over. */
    void add(Delivery delivery) {
        lying.add(delivery);
    }

    /** The router has handed it over, but what comes before it is still to be read. */
    void hold(Delivery delivery) {
        held.add(delivery);
    }

    /** What was held back is next. */
    void release() {
        lying.addAll(held);
        held.clear();
    }

    /** What no router handed over lies here all the same: the bound of the outbox counts it too. */
    void lay(List<Delivery> deliveries) {
        for (Delivery delivery : deliveries) {
            count(-bytesOf(delivery));
            lying.add(delivery);
        }
    }

    /** What is of the log and was not taken is not wanted any more. */
    void forgetTheLog() {
        lying.stream().filter(FeedQueue::isOfTheLog).forEach(each -> count(bytesOf(each)));
        lying.removeIf(FeedQueue::isOfTheLog);
    }

    void clear() {
        lying.clear();
        held.clear();
    }

    /** Bytes handed over less those still lying here. Read by the log lane. */
    long takenBytes() {
        return taken.getAcquire();
    }

    /** Bytes that lie here and wait to be taken. */
    long waitingBytes() {
        return lying.stream().mapToLong(FeedQueue::bytesOf).sum();
    }

    /**
     * Offset of the first record here that is of the log.
     *
     * @param otherwise if there is none
     */
    long firstOffset(long otherwise) {
        for (Delivery delivery : lying) {
            if (isOfTheLog(delivery)) {
                return offset(delivery);
            }
        }
        return otherwise;
    }

    /** The least offset of what is here of the log, or this one if it is less. */
    long leastOffset(long orThis) {
        long least = orThis;
        for (Delivery delivery : lying) {
            if (isOfTheLog(delivery)) {
                least = Math.min(least, offset(delivery));
            }
        }
        return least;
    }

    /** Whether taking it moves the session on. */
    static boolean isOfTheLog(Delivery delivery) {
        return delivery.kind() == Delivery.Kind.LIVE && delivery.stretch().isStored();
    }

    private static long offset(Delivery delivery) {
        return RecordLayout.offset(delivery.stretch().bytes(), delivery.at());
    }

    private static int bytesOf(Delivery delivery) {
        return delivery.stretch().to() - delivery.stretch().from();
    }

    /** Only the loop writes it. */
    private void count(int bytes) {
        taken.setRelease(taken.getPlain() + bytes);
    }
}
