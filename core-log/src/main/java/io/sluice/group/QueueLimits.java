package io.sluice.group;

import io.sluice.broker.MessageView;
import java.time.Duration;

/**
 * What one queue may hold, and how it parts it.
 *
 * @param lengthMax messages that it holds at most, unsettled ones among them, 1 or more
 * @param bytesMax bytes of their records, 1 KiB or more
 * @param ttl how long a message may wait before it is a dead letter; zero: as long as it likes
 * @param overflow what happens to a message for which there is no room
 * @param singleActive whether one member gets all messages, and the next only when it is gone
 * @param keyHeader a user property: messages of one value of it keep their order; empty for none
 */
public record QueueLimits(
        long lengthMax,
        long bytesMax,
        Duration ttl,
        Overflow overflow,
        boolean singleActive,
        String keyHeader) {

    /** What happens where a queue is full. */
    public enum Overflow {
        /** The message is refused; its publisher is told. */
        REFUSE,
        /** The oldest that nobody has becomes a dead letter. */
        DROP_OLDEST
    }

    /** Ten million messages, one GiB, no end of time. */
    public static final QueueLimits DEFAULT =
            new QueueLimits(10_000_000, 1L << 30, Duration.ZERO, Overflow.REFUSE, false, "");

    public QueueLimits {
        require(lengthMax >= 1, "length-max", lengthMax);
        require(bytesMax >= 1024, "bytes-max", bytesMax);
        require(!ttl.isNegative(), "ttl", ttl);
    }

    /** Whether a queue that holds so much has room for one message more. */
    public boolean admits(long messages, long bytes, int moreBytes) {
        return messages < lengthMax && bytes + moreBytes <= bytesMax;
    }

    /** When a message has waited too long, by its own expiry or the queue's. */
    long dueMs(MessageView message) {
        long storeMs = message.storeTimeMs();
        long ownMs =
                message.expires()
                        ? storeMs + 1000 * message.secondsLeft(storeMs)
                        : GivingOrder.NEVER;
        return ttl.isZero() ? ownMs : Math.min(ownMs, storeMs + ttl.toMillis());
    }

    boolean isExceededBy(long messages, long bytes) {
        return messages > lengthMax || bytes > bytesMax;
    }

    boolean dropsOldest() {
        return overflow == Overflow.DROP_OLDEST;
    }

    /** The same for the dead letters of a queue: they are never refused, the oldest go. */
    QueueLimits droppingOldest() {
        return new QueueLimits(
                lengthMax, bytesMax, ttl, Overflow.DROP_OLDEST, singleActive, keyHeader);
    }

    private static void require(boolean holds, String key, Object value) {
        if (!holds) {
            throw new IllegalArgumentException("queue." + key + " is out of range: " + value);
        }
    }
}
