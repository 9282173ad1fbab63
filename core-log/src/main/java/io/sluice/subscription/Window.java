package io.sluice.subscription;

import io.sluice.broker.Inflight;
import java.util.Arrays;

/**
 * What was sent to a session and is not finished, in sending order. Most of what ends stands near
 * the front, so it is searched from there and the shorter side moves up.
 */
final class Window {
    private static final int NONE = -1;

    private char[] packetIds = {};
    private long[] offsets = {};
    private byte[] stages = {};
    private int head;
    private int count;

    int count() {
        return count;
    }

    boolean containsOffset(long offset) {
        for (int i = head; i < head + count; i++) {
            if (offsets[i] == offset) {
                return true;
            }
        }
        return false;
    }

    /** Adds behind the last; an older use of the packet id is over. */
    void add(int packetId, long offset, byte stage) {
        int old = find(packetId);
        if (old != NONE) {
            removeAt(old);
        }
        append(packetId, offset, stage);
    }

    /** PUBREC has come. */
    void received(int packetId) {
        int i = find(packetId);
        if (i != NONE) {
            stages[i] = Inflight.RECEIVED;
        }
    }

    /** Takes the packet id out, and tells its offset; or -1 if it is not here. */
    long remove(int packetId) {
        int i = find(packetId);
        if (i == NONE) {
            return -1;
        }
        long offset = offsets[i];
        removeAt(i);
        return offset;
    }

    /** Takes the offset out, if it is here. */
    void removeOffset(long offset) {
        for (int i = head; i < head + count; i++) {
            if (offsets[i] == offset) {
                removeAt(i);
                return;
            }
        }
    }

    /** All that is here is what the subscriber says. */
    void replace(Inflight said) {
        clear();
        for (int i = 0; i < said.count(); i++) {
            append(said.packetIds()[i], said.offsets()[i], said.stages()[i]);
        }
    }

    /**
     * Takes QoS 1 from what the subscriber said a while ago, in its order. Of QoS 2 the log knows
     * more: what it has finished since is not taken up again, and what it has begun since stays.
     */
    void refreshQos1(Inflight said) {
        Window old = new Window();
        old.take(this);
        for (int i = 0; i < said.count(); i++) {
            int packetId = said.packetIds()[i];
            long offset = said.offsets()[i];
            if (said.stages()[i] == Inflight.SENT_QOS1) {
                append(packetId, offset, Inflight.SENT_QOS1);
            } else {
                int known = old.find(packetId);
                if (known != NONE && old.offsets[known] == offset && old.isQos2(known)) {
                    append(packetId, offset, old.stages[known]);
                    old.removeAt(known);
                }
            }
        }
        for (int i = old.head; i < old.head + old.count; i++) {
            if (old.isQos2(i)) {
                add(old.packetIds[i], old.offsets[i], old.stages[i]);
            }
        }
    }

    Inflight toInflight() {
        if (count == 0) {
            return Inflight.NONE;
        }
        int[] ids = new int[count];
        for (int i = 0; i < count; i++) {
            ids[i] = packetIds[head + i];
        }
        return new Inflight(
                ids,
                Arrays.copyOfRange(offsets, head, head + count),
                Arrays.copyOfRange(stages, head, head + count));
    }

    private boolean isQos2(int i) {
        return stages[i] != Inflight.SENT_QOS1;
    }

    private int find(int packetId) {
        for (int i = head; i < head + count; i++) {
            if (packetIds[i] == packetId) {
                return i;
            }
        }
        return NONE;
    }

    private void append(int packetId, long offset, byte stage) {
        if (head + count == packetIds.length) {
            makeRoom();
        }
        int i = head + count++;
        packetIds[i] = (char) packetId;
        offsets[i] = offset;
        stages[i] = stage;
    }

    private void removeAt(int i) {
        int before = i - head;
        int behind = count - before - 1;
        if (before < behind) {
            move(head, head + 1, before);
            head++;
        } else {
            move(i + 1, i, behind);
        }
        if (--count == 0) {
            clear();
        }
    }

    private void move(int from, int to, int length) {
        System.arraycopy(packetIds, from, packetIds, to, length);
        System.arraycopy(offsets, from, offsets, to, length);
        System.arraycopy(stages, from, stages, to, length);
    }

    private void makeRoom() {
        if (head > count) {
            move(head, 0, count);
            head = 0;
            return;
        }
        int length = Math.max(4, 2 * count);
        char[] ids = new char[length];
        long[] places = new long[length];
        byte[] states = new byte[length];
        System.arraycopy(packetIds, head, ids, 0, count);
        System.arraycopy(offsets, head, places, 0, count);
        System.arraycopy(stages, head, states, 0, count);
        packetIds = ids;
        offsets = places;
        stages = states;
        head = 0;
    }

    private void clear() {
        head = 0;
        count = 0;
    }

    private void take(Window other) {
        packetIds = other.packetIds;
        offsets = other.offsets;
        stages = other.stages;
        head = other.head;
        count = other.count;
        other.packetIds = new char[other.count];
        other.offsets = new long[other.count];
        other.stages = new byte[other.count];
        other.clear();
    }
}
