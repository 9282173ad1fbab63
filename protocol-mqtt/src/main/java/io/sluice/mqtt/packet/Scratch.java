package io.sluice.mqtt.packet;

import io.netty.buffer.ByteBuf;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.Arrays;

/**
 * Where an event loop puts packets together before they go, as one copy, into a buffer of the
 * socket: writing into an array is cheaper than many small writes into such a buffer.
 */
@OwnedBy(Lane.EVENT_LOOP)
public final class Scratch {
    private static final int KEPT_BYTES_MAX = 256 * 1024;
    private static final int BYTES_MIN = 16 * 1024;

    private byte[] bytes = new byte[BYTES_MIN];
    private int used;

    /** What was put here since the last {@link #drainTo}. */
    public int length() {
        return used;
    }

    /** The array, with room for so many bytes more. */
    byte[] withRoom(int count) {
        if (count > bytes.length - used) {
            bytes = Arrays.copyOf(bytes, Math.max(used + count, 2 * bytes.length));
        }
        return bytes;
    }

    void usedTo(int place) {
        used = place;
    }

    /** Moves all of it behind what is in {@code out}. */
    public void drainTo(ByteBuf out) {
        out.writeBytes(bytes, 0, used);
        clear();
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, used);
    }

    void clear() {
        used = 0;
        if (bytes.length > KEPT_BYTES_MAX) {
            bytes = new byte[BYTES_MIN];
        }
    }
}
