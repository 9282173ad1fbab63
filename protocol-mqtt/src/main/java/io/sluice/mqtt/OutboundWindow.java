package io.sluice.mqtt;

import io.sluice.broker.Feed;
import io.sluice.broker.Inflight;
import io.sluice.broker.Share;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.Arrays;

/**
 * What was delivered and is not finished, by packet id, and how much more may be. Each id has its
 * place in a table by its lowest bits; an id whose place is taken is passed over, so no id is used
 * twice at once, and finding one costs one look.
 *
 * <p>A client has one window for all that it is delivered: from its session's own feed, which is
 * not told here, and from the feeds of its readings, which are.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class OutboundWindow {
    /** The stage of a packet id that is not in use. */
    static final byte FREE = 0;

    private static final int SLOTS_MIN = 2; // most connections never have more under way
    private static final int SLOTS_MAX = 1 << 16;

    private final int openMax;
    private char[] ids = new char[SLOTS_MIN];
    private byte[] stages = new byte[SLOTS_MIN];
    private boolean[] counted = new boolean[SLOTS_MIN];
    private long[] offsets = new long[SLOTS_MIN];
    private long[] orders = new long[SLOTS_MIN];
    private Share[] shares = {};
    private Feed[] readings = {};
    private int used;
    private int sharedCount;
    private int open;
    private int lastId;
    private long lastOrder;

    /**
     * @param openMax unanswered deliveries of this connection at most
     */
    OutboundWindow(int openMax) {
        this.openMax = openMax;
    }

    /** Takes over what an earlier connection of the session left; it does not fill the window. */
    void restore(Inflight left) {
        for (int i = 0; i < left.count(); i++) {
            int id = left.packetIds()[i];
            while (stages[slot(id)] != FREE && ids[slot(id)] != id) {
                grow();
            }
            set(id, left.offsets()[i], left.stages()[i]);
            lastId = id;
        }
    }

    /**
     * The same for a reading. Of QoS 1 the log may know less than was so when the gateway was lost:
     * where two claim one id, it is the other's, and this one will be given a new id.
     */
    void restore(Inflight left, Feed reading) {
        for (int i = 0; i < left.count(); i++) {
            int id = left.packetIds()[i];
            byte stage = left.stages()[i];
            if (stage == Inflight.SENT_QOS1 && stage(id) != FREE) {
                continue;
            }
            while (stages[slot(id)] != FREE && ids[slot(id)] != id) {
                grow();
            }
            set(id, left.offsets()[i], stage);
            own(id, reading);
            lastId = id;
        }
    }

    /** How many deliveries more may be unanswered. */
    int room() {
        return Math.min(openMax - open, 0xFFFF - used);
    }

    /**
     * Gives a delivery a packet id; there must be {@link #room}.
     *
     * @param stage as in {@link Inflight}
     */
    int open(long offset, byte stage) {
        if (used >= stages.length / 2 && stages.length < SLOTS_MAX) {
            grow();
        }
        int id = lastId;
        do {
            id = id == 0xFFFF ? 1 : id + 1;
        } while (stages[slot(id)] != FREE);
        lastId = id;
        set(id, offset, stage);
        count(id);
        return id;
    }

    /** The delivery with this id comes from a reading. */
    void own(int id, Feed reading) {
        if (readings.length < stages.length) {
            readings = Arrays.copyOf(readings, stages.length);
        }
        readings[slot(id)] = reading;
    }

    /** Where the delivery with this id comes from: a reading, or the session's own feed. */
    Feed feed(int id, Feed own) {
        int slot = slot(id);
        return readings.length == 0 || readings[slot] == null ? own : readings[slot];
    }

    /** What the reading has not finished is the session's own from now on. */
    void adopt(Feed reading) {
        for (int slot = 0; slot < readings.length; slot++) {
            if (readings[slot] == reading) {
                readings[slot] = null;
            }
        }
    }

    /** The delivery with this id is a group's or a queue's, which waits for what becomes of it. */
    void owe(int id, Share share) {
        if (shares.length < stages.length) {
            shares = Arrays.copyOf(shares, stages.length);
        }
        shares[slot(id)] = share;
        sharedCount++;
    }

    /**
     * Who waits for what becomes of this delivery; {@link Share#NONE} for nobody. Asked once: it
     * must be told then.
     */
    Share settle(int id) {
        int slot = slot(id);
        if (sharedCount == 0 || shares[slot] == null) {
            return Share.NONE;
        }
        Share share = shares[slot];
        shares[slot] = null;
        sharedCount--;
        return share;
    }

    /** The record that was delivered under this id. */
    long offset(int id) {
        return offsets[slot(id)];
    }

    /** A delivery of an earlier connection is made again. */
    void reopen(int id, long offset, byte stage) {
        if (stage(id) == FREE) {
            while (stages[slot(id)] != FREE) {
                grow();
            }
            set(id, offset, stage);
        }
        if (!counted[slot(id)]) {
            count(id);
        }
    }

    /**
     * How far the delivery with this id has come, as in {@link Inflight}; {@link #FREE} if none.
     */
    byte stage(int id) {
        int slot = slot(id);
        return ids[slot] == id ? stages[slot] : FREE;
    }

    /** PUBREC has come. */
    void received(int id) {
        stages[slot(id)] = Inflight.RECEIVED;
    }

    /** The delivery is finished. */
    void free(int id) {
        int slot = slot(id);
        stages[slot] = FREE;
        if (readings.length > 0) {
            readings[slot] = null;
        }
        used--;
        if (counted[slot]) {
            counted[slot] = false;
            open--;
        }
    }

    /** All that the session's own feed has not finished, in sending order, without what is owed. */
    Inflight inflight() {
        return used == sharedCount ? Inflight.NONE : inflightOf(null);
    }

    /** The same of a reading. */
    Inflight inflight(Feed reading) {
        return readings.length == 0 ? Inflight.NONE : inflightOf(reading);
    }

    /**
     * @param reading null for the session's own feed
     */
    private Inflight inflightOf(Feed reading) {
        long[] keys = new long[used - sharedCount];
        int count = 0;
        for (int slot = 0; slot < stages.length; slot++) {
            boolean isOf = (readings.length == 0 ? null : readings[slot]) == reading;
            if (stages[slot] != FREE && isOf && !isOwed(slot)) {
                keys[count++] = orders[slot] << 16 | slot;
            }
        }
        Arrays.sort(keys, 0, count);
        int[] packetIds = new int[count];
        long[] places = new long[count];
        byte[] progress = new byte[count];
        for (int i = 0; i < count; i++) {
            int slot = (int) keys[i] & 0xFFFF;
            packetIds[i] = ids[slot];
            places[i] = offsets[slot];
            progress[i] = stages[slot];
        }
        return new Inflight(packetIds, places, progress);
    }

    private boolean isOwed(int slot) {
        return sharedCount > 0 && shares[slot] != null;
    }

    private void count(int id) {
        counted[slot(id)] = true;
        open++;
    }

    private void set(int id, long offset, byte stage) {
        int slot = slot(id);
        if (stages[slot] == FREE) {
            used++;
        }
        ids[slot] = (char) id;
        offsets[slot] = offset;
        stages[slot] = stage;
        orders[slot] = ++lastOrder;
    }

    private int slot(int id) {
        return id & stages.length - 1;
    }

    private void grow() {
        char[] oldIds = ids;
        byte[] oldStages = stages;
        boolean[] oldCounted = counted;
        long[] oldOffsets = offsets;
        long[] oldOrders = orders;
        Share[] oldShares = shares;
        Feed[] oldReadings = readings;
        int length = oldStages.length * 2;
        shares = new Share[oldShares.length == 0 ? 0 : length];
        readings = new Feed[oldReadings.length == 0 ? 0 : length];
        ids = new char[length];
        stages = new byte[length];
        counted = new boolean[length];
        offsets = new long[length];
        orders = new long[length];
        for (int old = 0; old < oldStages.length; old++) {
            int slot = slot(oldIds[old]);
            if (oldStages[old] != FREE) {
                ids[slot] = oldIds[old];
                stages[slot] = oldStages[old];
                counted[slot] = oldCounted[old];
                offsets[slot] = oldOffsets[old];
                orders[slot] = oldOrders[old];
                if (oldShares.length > 0) {
                    shares[slot] = oldShares[old];
                }
                if (oldReadings.length > 0) {
                    readings[slot] = oldReadings[old];
                }
            }
        }
    }
}
