package io.sluice.broker;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;

/** A stretch of records on its way to one subscriber, and how far the subscriber has taken it. */
@OwnedBy(Lane.EVENT_LOOP)
public final class Delivery {
    /** What an empty feed has at its head. */
    public static final Delivery NONE =
            new Delivery(
                    Kind.LIVE,
                    new Stretch(new byte[0], 0, 0, 0),
                    new Grant(0, false, false, new int[0]),
                    0);

    /** Why the message comes. */
    public enum Kind {
        /** Because it was published, now or while the subscriber was behind. */
        LIVE,
        /** Because it was retained when the subscription was made. */
        RETAINED,
        /**
         * Because a group or a queue chose this member for it: {@link Delivery#share} wants to
         * know.
         */
        SHARED,
        /** Because it was sent before the connection was lost and never finished: one record. */
        RESENT
    }

    private final Kind kind;
    private final Stretch stretch;
    private final Grant grant;
    private final int packetId;
    private final Share share;
    private final boolean carriesOffset;
    private int at;

    public Delivery(Kind kind, Stretch stretch, Grant grant, int packetId) {
        this(kind, stretch, grant, packetId, Share.NONE, false);
    }

    private Delivery(
            Kind kind,
            Stretch stretch,
            Grant grant,
            int packetId,
            Share share,
            boolean carriesOffset) {
        this.kind = kind;
        this.stretch = stretch;
        this.grant = grant;
        this.packetId = packetId;
        this.share = share;
        this.carriesOffset = carriesOffset;
        this.at = stretch.from();
    }

    /** Of kind {@link Kind#SHARED}. */
    public static Delivery shared(Stretch stretch, Grant grant, Share share) {
        return new Delivery(Kind.SHARED, stretch, grant, 0, share, false);
    }

    /** For a reading of its own place in the log: it {@link #carriesOffset}. */
    public static Delivery withOffset(Kind kind, Stretch stretch, Grant grant, int packetId) {
        return new Delivery(kind, stretch, grant, packetId, Share.NONE, true);
    }

    public Kind kind() {
        return kind;
    }

    public Stretch stretch() {
        return stretch;
    }

    public Grant grant() {
        return grant;
    }

    /** Whom to tell what became of each record; {@link Share#NONE} unless it is a shared one. */
    public Share share() {
        return share;
    }

    /**
     * Whether the client is to be told each record's offset and time of storing: it came through a
     * subscription that began at a place in the log, or goes on from one.
     *
     * <p>An offset that a client knows must never come to mean another message. So such a record is
     * sent only once it is durable: at once if its offset is below {@link Feed#durableEnd}; else
     * leave it at the head, ask {@link Ingress#barrier}, and when the receipt comes send what lay
     * there when it was asked. An encoded form with the offset in it is kept under another number
     * than the form without: {@link Stretch#keepForm}.
     */
    public boolean carriesOffset() {
        return carriesOffset;
    }

    /** Of a {@link Kind#RESENT} one: the packet id that it had; else 0. */
    public int packetId() {
        return packetId;
    }

    /** Where in the stretch the next record to take begins. */
    public int at() {
        return at;
    }

    /** Whether nothing of the stretch has been taken yet. */
    public boolean isUntouched() {
        return at == stretch.from();
    }

    /** Offset of the last record. */
    public long lastOffset() {
        return stretch.lastOffset();
    }

    /** For the {@link Feed} alone: the records before {@code place} have been taken. */
    public void moveTo(int place) {
        at = place;
    }
}
