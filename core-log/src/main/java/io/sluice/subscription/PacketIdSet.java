package io.sluice.subscription;

import java.util.Arrays;

/** Packet ids, 1 to 65,535, of which no two are the same: nothing when empty, two bytes a place. */
final class PacketIdSet {
    private static final char[] NOTHING = {};

    private char[] slots = NOTHING;
    private int count;

    int count() {
        return count;
    }

    boolean contains(int packetId) {
        return count > 0 && slots[placeOf(packetId)] == packetId;
    }

    void add(int packetId) {
        if (2 * (count + 1) > slots.length) {
            grow();
        }
        int place = placeOf(packetId);
        if (slots[place] != packetId) {
            slots[place] = (char) packetId;
            count++;
        }
    }

    void remove(int packetId) {
        if (!contains(packetId)) {
            return;
        }
        int mask = slots.length - 1;
        int gap = placeOf(packetId);
        for (int i = gap + 1 & mask; slots[i] != 0; i = i + 1 & mask) {
            if ((i - slots[i] & mask) >= (i - gap & mask)) {
                slots[gap] = slots[i];
                gap = i;
            }
        }
        slots[gap] = 0;
        if (--count == 0) {
            slots = NOTHING;
        }
    }

    /** All of them, the smallest first. */
    int[] toArray() {
        int[] ids = new int[count];
        int i = 0;
        for (char slot : slots) {
            if (slot != 0) {
                ids[i++] = slot;
            }
        }
        Arrays.sort(ids);
        return ids;
    }

    /** Where it is, or where it belongs. Clients count up, so an id is its own best hash. */
    private int placeOf(int packetId) {
        int mask = slots.length - 1;
        int place = packetId & mask;
        while (slots[place] != 0 && slots[place] != packetId) {
            place = place + 1 & mask;
        }
        return place;
    }

    private void grow() {
        char[] old = slots;
        slots = new char[Math.max(8, 2 * old.length)];
        for (char slot : old) {
            if (slot != 0) {
                slots[placeOf(slot)] = slot;
            }
        }
    }
}
