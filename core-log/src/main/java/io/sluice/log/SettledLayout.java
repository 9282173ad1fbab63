package io.sluice.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A record of what members of one group have said of its messages. The group's session stands in
 * the header, as {@code publisherRef}; the body lies in the place of the payload, little-endian.
 *
 * <pre>
 *  version=1:1  n:4  n × (offset:8 outcome:1)
 * </pre>
 *
 * <p>A reader that meets another version must not read on: it would take done for not done.
 */
public final class SettledLayout {
    /** How many settlements one record takes. */
    public static final int COUNT_MAX = 4096;

    /** Done with. */
    public static final int ACKNOWLEDGED = 1;

    /** Refused, but somebody may try again. */
    public static final int REQUEUED = 2;

    /** Refused for good. */
    public static final int DISCARDED = 3;

    /** Bytes of a settlement. */
    public static final int EACH_BYTES = 9;

    private static final int VERSION = 1;
    private static final int COUNT_AT = RecordLayout.HEADER_BYTES + 1;
    private static final int FIRST_AT = COUNT_AT + 4;
    private static final int OUTCOME_AT = 8;

    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Bytes of a record of so many settlements, padding not included. */
    public static int length(int count) {
        return FIRST_AT + count * EACH_BYTES;
    }

    /** Writes the head of a record for so many settlements, which may be there already. */
    public static void writeHead(byte[] bytes, int at, int groupRef, int count) {
        RecordLayout.writeHeader(bytes, at, length(count), RecordType.SETTLED, 0, 0, 0);
        RecordLayout.setPublisher(bytes, at, groupRef, 0);
        bytes[at + RecordLayout.HEADER_BYTES] = VERSION;
        INT.set(bytes, at + COUNT_AT, count);
    }

    /** Writes the settlement with this number, counting from 0. */
    public static void write(byte[] bytes, int at, int number, long offset, int outcome) {
        int place = at + FIRST_AT + number * EACH_BYTES;
        LONG.set(bytes, place, offset);
        bytes[place + OUTCOME_AT] = (byte) outcome;
    }

    /** Whether the record has the version that is known, and as many settlements as it says. */
    public static boolean isReadable(byte[] bytes, int at) {
        int length = RecordLayout.length(bytes, at);
        return length >= FIRST_AT
                && bytes[at + RecordLayout.HEADER_BYTES] == VERSION
                && count(bytes, at) >= 0
                && count(bytes, at) <= (length - FIRST_AT) / EACH_BYTES;
    }

    public static int count(byte[] bytes, int at) {
        return (int) INT.get(bytes, at + COUNT_AT);
    }

    public static long offset(byte[] bytes, int at, int number) {
        return (long) LONG.get(bytes, at + FIRST_AT + number * EACH_BYTES);
    }

    public static int outcome(byte[] bytes, int at, int number) {
        return bytes[at + FIRST_AT + number * EACH_BYTES + OUTCOME_AT];
    }

    private SettledLayout() {}
}
