package io.sluice.broker;

import io.sluice.lane.Crossing;
import io.sluice.log.RecordLayout;
import io.sluice.log.RecordType;
import java.util.Arrays;
import java.util.BitSet;

/**
 * What one connection publishes in one go: whole records, back to back, in one array, and one
 * receipt for all of them. It takes one slot of the ring. An atomic one counts wholly or not at
 * all.
 *
 * <p>Filled by its event loop, then given away: the log lane sets offset, time and checksum in
 * place, and from then on nobody changes the bytes, so that every reader may share them.
 */
@Crossing
public final class Parcel {
    private final byte[] bytes;
    private final Counts counts;
    private final int flagsSeen;
    private final Kinds kinds;
    private final boolean atomic;
    private final Receipt receipt;

    /** What kinds of topics its messages go to. */
    record Kinds(boolean queued, boolean system) {}

    /** How many records there are, and how many of them are messages. */
    record Counts(int records, int messages) {}

    Parcel(
            byte[] bytes,
            Counts counts,
            int flagsSeen,
            Kinds kinds,
            boolean atomic,
            Receipt receipt) {
        this.bytes = bytes;
        this.counts = counts;
        this.flagsSeen = flagsSeen;
        this.kinds = kinds;
        this.atomic = atomic;
        this.receipt = receipt;
        if (atomic) {
            markAsGroup();
        }
    }

    /** The records; their bytes fill the array to its end. */
    public byte[] bytes() {
        return bytes;
    }

    /** How many records there are. */
    public int count() {
        return counts.records();
    }

    /** How many of them are messages; the others say what became of messages of groups. */
    public int messageCount() {
        return counts.messages();
    }

    /** Whether a message of it goes to a queue. */
    public boolean hasQueued() {
        return kinds.queued();
    }

    /** Whether a message of it goes to one of the broker's own topics. */
    public boolean hasSystem() {
        return kinds.system();
    }

    /** Whether a message of it is to be retained. */
    public boolean hasRetained() {
        return (flagsSeen & MessageFlags.RETAIN) != 0;
    }

    /** Whether a message of it is to be published later. */
    public boolean hasDelayed() {
        return (flagsSeen & MessageFlags.DELAYED) != 0;
    }

    public boolean isAtomic() {
        return atomic;
    }

    public Receipt receipt() {
        return receipt;
    }

    /** The first message; there must be one. */
    public MessageView firstMessage() {
        int at = 0;
        while (RecordLayout.type(bytes, at) != RecordType.PUBLISH) {
            at = RecordLayout.next(bytes, at);
        }
        return new MessageView().on(bytes, at);
    }

    /**
     * The records without some messages.
     *
     * @param left which messages to leave out, counting from 0
     */
    public byte[] without(BitSet left) {
        if (left.isEmpty()) {
            return bytes;
        }
        byte[] kept = new byte[bytes.length];
        int used = 0;
        int message = 0;
        for (int at = 0; at < bytes.length; at = RecordLayout.next(bytes, at)) {
            boolean isMessage = RecordLayout.type(bytes, at) == RecordType.PUBLISH;
            if (!isMessage || !left.get(message)) {
                int length = RecordLayout.next(bytes, at) - at;
                System.arraycopy(bytes, at, kept, used, length);
                used += length;
            }
            message += isMessage ? 1 : 0;
        }
        return Arrays.copyOf(kept, used);
    }

    private void markAsGroup() {
        int last = 0;
        for (int at = 0; at < bytes.length; at = RecordLayout.next(bytes, at)) {
            int flags = RecordLayout.flags(bytes, at) | RecordLayout.FLAG_GROUPED;
            RecordLayout.setFlags(bytes, at, flags);
            last = at;
        }
        int flags = RecordLayout.flags(bytes, last) | RecordLayout.FLAG_GROUP_END;
        RecordLayout.setFlags(bytes, last, flags);
    }
}
