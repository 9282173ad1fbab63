package io.sluice.subscription;

import io.sluice.broker.SessionRequest;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Looks at a {@link SessionImage} where it lies, without making a session of it.
 *
 * @param position where in the image of the shard it begins
 * @param isDormant whether nobody is connected, nothing is under way, and no filter begins with
 *     {@code $}
 * @param dueMs as {@link SessionEntry#dueMs}
 */
record DormantImage(
        int position, int length, boolean isDormant, boolean isNamed, int filters, long dueMs) {
    static final int SPACE_AT = 5;

    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Passes over the session that comes next. */
    static DormantImage see(StateReader from) {
        int position = from.at();
        from.i32();
        boolean isClosed = from.u8() == SessionImage.CLOSED;
        int spaceLength = from.count(1);
        boolean isGroup = isGroup(from.bytes(), from.step(spaceLength), spaceLength);
        int idLength = from.count(1);
        from.step(idLength + 32);
        from.step(from.count(1));
        int filters = from.count(15);
        boolean isPlain = true;
        for (int i = 0; i < filters; i++) {
            from.step(13);
            int length = from.u16();
            int at = from.step(length);
            isPlain &= length == 0 || from.bytes()[at] != '$';
        }
        int underWay = pass(from, 11) + pass(from, 8) + pass(from, 2);
        return new DormantImage(
                position,
                from.at() - position,
                isClosed && !isGroup && isPlain && underWay == 0,
                idLength > 0,
                filters,
                dueMs(from.bytes(), position));
    }

    private static int pass(StateReader from, int bytesEach) {
        int count = from.count(bytesEach);
        from.step(count * bytesEach);
        return count;
    }

    private static boolean isGroup(byte[] bytes, int at, int length) {
        return length == SessionEntry.GROUP_SPACE.length()
                && new String(bytes, at, length, StandardCharsets.UTF_8)
                        .equals(SessionEntry.GROUP_SPACE);
    }

    static int ref(byte[] image, int position) {
        return (int) INT.get(image, position);
    }

    static boolean isNamed(byte[] image, int position) {
        return behindId(image, position) > idAt(image, position);
    }

    static int idAt(byte[] image, int position) {
        int spaceAt = position + SPACE_AT;
        return spaceAt + 2 * Integer.BYTES + (int) INT.get(image, spaceAt);
    }

    static int behindId(byte[] image, int position) {
        int idAt = idAt(image, position);
        return idAt + (int) INT.get(image, idAt - Integer.BYTES);
    }

    /** A name as it stands in an image. */
    static byte[] name(String space, byte[] id) {
        return new StateWriter(0, 64).text(space).block(id).image(1);
    }

    /** Of one that nobody is connected to. */
    static long dueMs(byte[] image, int position) {
        int at = behindId(image, position);
        long willDueMs = (long) LONG.get(image, at + 20);
        if (willDueMs != SessionEntry.NEVER) {
            return willDueMs;
        }
        long expirySeconds = (int) INT.get(image, at) & 0xFFFF_FFFFL;
        long closedAtMs = (long) LONG.get(image, at + 4);
        boolean isEndless = expirySeconds == SessionRequest.NEVER_EXPIRES;
        return isEndless ? SessionEntry.NEVER : closedAtMs + expirySeconds * 1000;
    }
}
