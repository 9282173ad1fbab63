package io.sluice.subscription;

import io.sluice.log.NameHash;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * Hashes of bytes and numbers.
 *
 * <p>Names are chosen by clients, so the hash of a name begins with a number that is new in each
 * process: nobody outside can pick names that fall together. {@link #stable} is the same for ever
 * and only spreads things over shards on disk.
 */
final class Hash {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long SEED = new SecureRandom().nextLong();

    static int of(byte[] bytes, int from, int length) {
        return NameHash.of(bytes, from, length);
    }

    static int stable(byte[] bytes, int from, int length) {
        return fold(bytes, from, length, 0x9E3779B97F4A7C15L);
    }

    static int of(int a, int b) {
        return mixed(((long) a << 32 | b & 0xFFFFFFFFL) ^ SEED);
    }

    private static int fold(byte[] bytes, int from, int length, long seed) {
        long h = seed ^ length;
        int at = from;
        int end = from + length;
        for (; end - at >= 8; at += 8) {
            h = (h ^ (long) LONG.get(bytes, at)) * 0xFF51AFD7ED558CCDL;
            h ^= h >>> 32;
        }
        for (; at < end; at++) {
            h = (h ^ bytes[at]) * 0x100000001B3L;
        }
        return mixed(h);
    }

    /** Numbers in a row must not come out in a row: tables are probed place by place. */
    private static int mixed(long h) {
        long mixed = (h ^ h >>> 32) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ mixed >>> 29) * 0xBF58476D1CE4E5B9L;
        return (int) (mixed ^ mixed >>> 32);
    }

    private Hash() {}
}
