package io.sluice.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * The hash of a name's bytes. Clients choose the names, so it begins with a number that is new in
 * each process: nobody outside can pick names that fall together.
 */
public final class NameHash {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long SEED = new SecureRandom().nextLong();

    /** Eight bytes at a time; the last eight may have been seen in part before. */
    public static int of(byte[] bytes, int from, int length) {
        long h = SEED ^ length;
        int end = from + length;
        if (length < Long.BYTES) {
            for (int at = from; at < end; at++) {
                h = (h ^ bytes[at]) * 0x100000001B3L;
            }
            return mixed(h);
        }
        for (int at = from; at < end - Long.BYTES; at += Long.BYTES) {
            h = step(h, (long) LONG.get(bytes, at));
        }
        return mixed(step(h, (long) LONG.get(bytes, end - Long.BYTES)));
    }

    private static long step(long h, long eight) {
        long next = (h ^ eight) * 0xFF51AFD7ED558CCDL;
        return next ^ next >>> 32;
    }

    /** Names that differ little must not come out in a row: tables are probed place by place. */
    private static int mixed(long h) {
        long mixed = (h ^ h >>> 32) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ mixed >>> 29) * 0xBF58476D1CE4E5B9L;
        return (int) (mixed ^ mixed >>> 32);
    }

    private NameHash() {}
}
