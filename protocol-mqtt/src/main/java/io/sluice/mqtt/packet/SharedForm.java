package io.sluice.mqtt.packet;

import io.netty.buffer.ByteBuf;
import io.sluice.broker.MessageView;
import io.sluice.broker.Stretch;
import java.util.Arrays;

/**
 * A stretch as PUBLISH packets, made once for all subscribers of one version under the same QoS:
 * each copies the bytes and puts its packet ids in. Retain flags are 0, nothing is told of
 * subscriptions or expiry, so it serves only those to whom that is right.
 *
 * <p>Immutable, and left in the stretch, where loops share it.
 */
public final class SharedForm {
    private static final int BYTES_MAX = 256 * 1024;
    private static final int[] NO_IDENTIFIERS = {};

    private final byte[] bytes;
    private final int[] packetIdAt;
    private final long[] offsets;
    private final int packetBytesLongest;
    private final long storeTimeMs;

    private SharedForm(
            byte[] bytes,
            int[] packetIdAt,
            long[] offsets,
            int packetBytesLongest,
            long storeTimeMs) {
        this.bytes = bytes;
        this.packetIdAt = packetIdAt;
        this.offsets = offsets;
        this.packetBytesLongest = packetBytesLongest;
        this.storeTimeMs = storeTimeMs;
    }

    /** The number under which a stretch keeps it. */
    public static int number(boolean is5, int qosMax) {
        return (is5 ? 4 : 0) + qosMax;
    }

    /**
     * Whether all of the stretch may be sent as a form: nothing that expires, nothing of QoS 2 that
     * is sent as such, and not too long.
     */
    public static boolean suits(Stretch stretch, int qosMax, MessageView view) {
        if (stretch.to() - stretch.from() > BYTES_MAX) {
            return false;
        }
        for (int at = stretch.from(); at < stretch.to(); at = view.next()) {
            view.on(stretch.bytes(), at);
            if (view.expires() || view.isRetain() || Math.min(view.qos(), qosMax) == 2) {
                return false;
            }
        }
        return true;
    }

    /** Encodes a stretch that {@link #suits}; the scratch is empty before and afterwards. */
    public static SharedForm of(
            Stretch stretch,
            int qosMax,
            PublishEncoder encoder,
            MessageView view,
            Scratch scratch) {
        int[] idAt = new int[stretch.count()];
        long[] offsets = new long[stretch.count()];
        int count = 0;
        int longest = 0;
        for (int at = stretch.from(); at < stretch.to(); at = view.next()) {
            view.on(stretch.bytes(), at);
            int qos = Math.min(view.qos(), qosMax);
            longest = Math.max(longest, encoder.measure(view, qos, NO_IDENTIFIERS, -1));
            int place = encoder.write(scratch, false, false, 0);
            if (!encoder.isSmall()) {
                int length = scratch.length();
                byte[] out = scratch.withRoom(view.payloadBytes());
                System.arraycopy(view.bytes(), view.payloadAt(), out, length, view.payloadBytes());
                scratch.usedTo(length + view.payloadBytes());
            }
            if (qos > 0) {
                offsets[count] = view.offset();
                idAt[count++] = place;
            }
        }
        SharedForm form =
                new SharedForm(
                        scratch.copy(),
                        Arrays.copyOf(idAt, count),
                        Arrays.copyOf(offsets, count),
                        longest,
                        view.on(stretch.bytes(), stretch.from()).storeTimeMs());
        scratch.clear();
        return form;
    }

    /** How many of its packets want a packet id. */
    public int packetIdCount() {
        return packetIdAt.length;
    }

    /** The record of the i-th packet that wants a packet id. */
    public long offset(int i) {
        return offsets[i];
    }

    /** When its first message was stored. */
    public long storeTimeMs() {
        return storeTimeMs;
    }

    public int packetBytesLongest() {
        return packetBytesLongest;
    }

    public int length() {
        return bytes.length;
    }

    /** Puts the packets behind what is in {@code out}, and says where they begin. */
    public int writeTo(ByteBuf out) {
        int begin = out.writerIndex();
        out.writeBytes(bytes);
        return begin;
    }

    /** Gives the i-th packet that wants one its packet id. */
    public void setPacketId(ByteBuf out, int begin, int i, int packetId) {
        out.setShort(begin + packetIdAt[i], packetId);
    }
}
