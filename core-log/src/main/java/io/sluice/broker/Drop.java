package io.sluice.broker;

/**
 * One message, or some in a row, that were not stored, or not delivered to one client.
 *
 * @param way whether it was refused on its way in or lost on its way out
 * @param client whose publish or whose delivery it was: {@link SessionName#text}; empty if nobody
 *     can say
 * @param topic of the message, or of the first one; empty if that is not known
 * @param offset of the first one; -1 if it has none
 * @param lastOffset of the last one
 * @param count how many messages; of {@link DropReason#TRIMMED} and {@link DropReason#LIVE_LAG} how
 *     many records, of which some may have been for the client
 */
public record Drop(
        Way way,
        DropReason reason,
        String client,
        String topic,
        long offset,
        long lastOffset,
        long count) {
    private static final long NO_OFFSET = -1;

    /** Which way the message was going. */
    public enum Way {
        PUBLISH,
        DELIVERY
    }

    /** A publish that was refused. */
    public static Drop published(DropReason reason, String client, String topic, long count) {
        return new Drop(Way.PUBLISH, reason, client, topic, NO_OFFSET, NO_OFFSET, count);
    }

    /** A message that somebody does not get. */
    public static Drop delivery(DropReason reason, String client, MessageView message) {
        long offset = message.offset();
        return new Drop(Way.DELIVERY, reason, client, message.topic(), offset, offset, 1);
    }

    /** A message of which only the offset is known. */
    public static Drop delivery(DropReason reason, String client, long offset) {
        return new Drop(Way.DELIVERY, reason, client, "", offset, offset, 1);
    }

    /**
     * Some of the messages between two offsets.
     *
     * @param count how many of them
     */
    public static Drop deliveries(
            DropReason reason, String client, long offset, long lastOffset, long count) {
        return new Drop(Way.DELIVERY, reason, client, "", offset, lastOffset, count);
    }

    /** Whether the message at this offset may be one of them. */
    public boolean covers(long asked) {
        return offset >= 0 && offset <= asked && asked <= lastOffset;
    }

    /** Whether it goes on where the other one ended, and differs in nothing else. */
    boolean follows(Drop before) {
        boolean isNext =
                offset == NO_OFFSET
                        ? before.offset == NO_OFFSET
                        : before.offset >= 0 && offset == before.lastOffset + 1;
        return isNext
                && way == before.way
                && reason == before.reason
                && client.equals(before.client)
                && topic.equals(before.topic);
    }

    /** Both as one. */
    Drop joinedTo(Drop before) {
        return new Drop(
                way, reason, client, topic, before.offset, lastOffset, before.count + count);
    }
}
