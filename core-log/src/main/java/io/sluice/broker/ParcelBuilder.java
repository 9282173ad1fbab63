package io.sluice.broker;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.log.RecordLayout;
import io.sluice.log.RecordType;
import io.sluice.log.SettledLayout;
import java.util.Arrays;

/**
 * Gathers publishes into a {@link Parcel}. One belongs to each connection (or to one loop, if it is
 * taken from before another connection begins); it keeps its memory between parcels.
 *
 * <p>The caller writes property block and payload itself, straight from the socket's buffer: {@link
 * #add} makes room and says where, and {@link #array} is where to.
 */
@OwnedBy(Lane.EVENT_LOOP)
public final class ParcelBuilder {
    private static final int KEPT_BYTES_MAX = 256 * 1024;
    private static final int NOWHERE = -1;

    private byte[] scratch = new byte[1024];
    private int used;
    private int count;
    private int records;
    private int settledAt = NOWHERE;
    private boolean queued;
    private boolean system;
    private int flagsSeen;

    public boolean isEmpty() {
        return records == 0;
    }

    /** Messages gathered so far. */
    public int count() {
        return count;
    }

    /** Bytes gathered so far, headers and padding included. */
    public int bytes() {
        return used;
    }

    /** What {@link #add} points into; a new one after each {@code add}. */
    public byte[] array() {
        return scratch;
    }

    /** Bytes that a message takes in the log. */
    public static int recordBytes(Topic topic, int propertiesBytes, int payloadBytes) {
        return RecordLayout.aligned(
                RecordLayout.HEADER_BYTES + topic.utf8().length + propertiesBytes + payloadBytes);
    }

    /**
     * Adds a message and leaves room for its property block and its payload behind it, which the
     * caller must fill: {@code propertiesBytes + payloadBytes} bytes of {@link #array} from the
     * place that is returned.
     *
     * @param flags of {@link MessageFlags}: QoS, retain, origin, …
     */
    public int add(Topic topic, int flags, int propertiesBytes, int payloadBytes) {
        byte[] name = topic.utf8();
        int length = RecordLayout.HEADER_BYTES + name.length + propertiesBytes + payloadBytes;
        int at = used;
        int end = at + RecordLayout.aligned(length);
        makeRoom(end);
        int kept = topic.isQueue() ? asQueued(flags) : flags;
        RecordLayout.writeHeader(
                scratch, at, length, RecordType.PUBLISH, kept, name.length, propertiesBytes);
        RecordLayout.setTopicId(scratch, at, topic.id());
        System.arraycopy(name, 0, scratch, RecordLayout.topicAt(at), name.length);
        Arrays.fill(scratch, at + length, end, (byte) 0);
        used = end;
        count++;
        records++;
        settledAt = NOWHERE;
        queued |= topic.isQueue();
        system |= topic.isSystem();
        flagsSeen |= kept;
        return RecordLayout.topicAt(at) + name.length;
    }

    /**
     * Adds what a member says of a message of a group. It counts when the parcel is stored, also
     * should the group never be told: tell it by its {@link Share} when the receipt comes. In an
     * atomic parcel it counts wholly or not at all with the messages beside it.
     */
    public void settle(Settlement settlement) {
        int number =
                settledAt == NOWHERE
                                || RecordLayout.publisherRef(scratch, settledAt)
                                        != settlement.groupRef()
                        ? SettledLayout.COUNT_MAX
                        : SettledLayout.count(scratch, settledAt);
        if (number == SettledLayout.COUNT_MAX) {
            settledAt = used;
            number = 0;
            records++;
        }
        int length = SettledLayout.length(number + 1);
        int end = settledAt + RecordLayout.aligned(length);
        makeRoom(end);
        SettledLayout.writeHead(scratch, settledAt, settlement.groupRef(), number + 1);
        SettledLayout.write(
                scratch, settledAt, number, settlement.offset(), settlement.outcome().code());
        Arrays.fill(scratch, settledAt + length, end, (byte) 0);
        used = end;
    }

    private void makeRoom(int end) {
        if (end > scratch.length) {
            scratch = Arrays.copyOf(scratch, Math.max(end, 2 * scratch.length));
        }
    }

    /**
     * Says who published the message whose room {@link #add} has just given.
     *
     * @param publisherRef the session's {@link Feed#ref} or what {@link Broker#introduce} gave, 0
     *     for none
     * @param packetId of a QoS 2 publish, by which a second try is known; else 0
     */
    public void publishedBy(int room, Topic topic, int publisherRef, int packetId) {
        RecordLayout.setPublisher(scratch, recordAt(room, topic), publisherRef, packetId);
    }

    /**
     * Lets the message whose room {@link #add} has just given expire.
     *
     * @param seconds after it is stored, unsigned 32 bits
     */
    public void expiresAfter(int room, Topic topic, long seconds) {
        int at = recordAt(room, topic);
        RecordLayout.setFlags(
                scratch, at, RecordLayout.flags(scratch, at) | RecordLayout.FLAG_EXPIRES);
        RecordLayout.setExpirySeconds(scratch, at, seconds);
    }

    /**
     * Publishes the message whose room {@link #add} has just given not now but {@code seconds}
     * after it is stored: its topic is the one that it is published to then, its flags, publisher
     * and properties stay, and its expiry counts from then. It is stored and answered like any
     * other; where there are too many, or the time is too long, its parcel is refused with {@link
     * Refusal#DELAYED_FULL}.
     *
     * @param seconds unsigned 32 bits
     */
    public void delay(int room, Topic topic, long seconds) {
        int at = recordAt(room, topic);
        RecordLayout.setFlags(
                scratch, at, RecordLayout.flags(scratch, at) | RecordLayout.FLAG_DELAYED);
        RecordLayout.setDelaySeconds(scratch, at, seconds);
        flagsSeen |= RecordLayout.FLAG_DELAYED;
    }

    /** What was gathered, as a parcel; the builder is empty again. */
    public Parcel take(boolean atomic, Receipt receipt) {
        if (records == 0) {
            throw new IllegalStateException("an empty parcel");
        }
        Parcel.Kinds kinds = new Parcel.Kinds(queued, system);
        Parcel.Counts counts = new Parcel.Counts(records, count);
        Parcel parcel =
                new Parcel(Arrays.copyOf(scratch, used), counts, flagsSeen, kinds, atomic, receipt);
        drop();
        return parcel;
    }

    /** Forgets what was gathered. */
    public void drop() {
        used = 0;
        count = 0;
        records = 0;
        settledAt = NOWHERE;
        queued = false;
        system = false;
        flagsSeen = 0;
        if (scratch.length > KEPT_BYTES_MAX) {
            scratch = new byte[1024];
        }
    }

    private static int asQueued(int flags) {
        int qos = Math.max(1, flags & MessageFlags.QOS);
        return (flags & ~MessageFlags.QOS & ~MessageFlags.RETAIN) | qos;
    }

    private static int recordAt(int room, Topic topic) {
        return room - topic.utf8().length - RecordLayout.HEADER_BYTES;
    }
}
