package io.sluice.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The record that closes each write. Its offset is that of the record that comes next; its payload:
 *
 * <pre>
 *   0  durableEnd, 8 bytes: all records below this offset were on the disk when this was written
 *   8  count, 4 bytes: records in this write
 *  12  bytes, 4 bytes: of these records
 * </pre>
 *
 * <p>So a record that does not verify below a durable end that is found anywhere is damage, and not
 * the torn end of a write.
 */
final class BatchEnd {
    static final int BYTES = RecordLayout.HEADER_BYTES + 16;

    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Draws one; it is not sealed yet. */
    static void draw(byte[] bytes, int at, long durableEnd, int count, int byteCount) {
        RecordLayout.writeHeader(bytes, at, BYTES, RecordType.BATCH_END, 0, 0, 0);
        LONG.set(bytes, at + RecordLayout.HEADER_BYTES, durableEnd);
        INT.set(bytes, at + RecordLayout.HEADER_BYTES + 8, count);
        INT.set(bytes, at + RecordLayout.HEADER_BYTES + 12, byteCount);
    }

    static long durableEnd(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at + RecordLayout.HEADER_BYTES);
    }

    /** Whether one of this salt lies at {@code at}, whatever lies before it. */
    static boolean isAt(byte[] bytes, int at, int end, int salt, CRC32C crc) {
        return end - at >= BYTES
                && RecordLayout.length(bytes, at) == BYTES
                && RecordLayout.type(bytes, at) == RecordType.BATCH_END
                && RecordLayout.isWhole(bytes, at, end, salt, crc);
    }

    private BatchEnd() {}
}
