package io.sluice.log;

import java.util.Arrays;

/**
 * A message that somebody still needs, carried forward before its segment goes. Whoever needs it
 * stands in the header, as {@code publisherRef}; the message, as it lay in the log with its own
 * offset and time, lies in the place of the payload.
 *
 * <pre>
 *  version=1:1  0:7  record, padded to 8
 * </pre>
 */
public final class CarriedLayout {
    private static final int VERSION = 1;
    private static final int RECORD_AT = RecordLayout.HEADER_BYTES + RecordLayout.ALIGNMENT;

    /** The record that carries the one at {@code at} for this session. */
    public static byte[] wrap(byte[] records, int at, int ref) {
        int length = RecordLayout.next(records, at) - at;
        byte[] carried = new byte[RECORD_AT + length];
        RecordLayout.writeHeader(carried, 0, carried.length, RecordType.RETAIN_COPY, 0, 0, 0);
        RecordLayout.setPublisher(carried, 0, ref, 0);
        carried[RecordLayout.HEADER_BYTES] = VERSION;
        System.arraycopy(records, at, carried, RECORD_AT, length);
        return carried;
    }

    /** Whether the record at {@code at} is one of these, and of a version that is known. */
    public static boolean isOne(byte[] records, int at) {
        return RecordLayout.type(records, at) == RecordType.RETAIN_COPY
                && RecordLayout.length(records, at) >= RECORD_AT + RecordLayout.HEADER_BYTES
                && records[at + RecordLayout.HEADER_BYTES] == VERSION;
    }

    /** The offset of the message that it carries. */
    public static long messageOffset(byte[] records, int at) {
        return RecordLayout.offset(records, at + RECORD_AT);
    }

    /** Where the message begins that it carries. */
    public static int messageAt(int at) {
        return at + RECORD_AT;
    }

    /** The message that it carries, alone. */
    public static byte[] message(byte[] records, int at) {
        int from = at + RECORD_AT;
        return Arrays.copyOfRange(records, from, RecordLayout.next(records, from));
    }

    private CarriedLayout() {}
}
