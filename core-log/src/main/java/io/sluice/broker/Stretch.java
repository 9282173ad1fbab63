package io.sluice.broker;

import io.sluice.lane.Crossing;
import io.sluice.log.RecordLayout;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Neighbouring records that go to the same subscribers. All of them share this one object, and the
 * forms in which protocols have encoded it: encode once, send to many.
 *
 * <p>The records do not change any more. A form may be made twice by two loops at once; both are
 * the same.
 */
@Crossing
public final class Stretch {
    private static final int FORMS_MAX = 16;

    private final byte[] bytes;
    private final int from;
    private final int to;
    private final int count;
    private volatile AtomicReferenceArray<Object> forms;

    public Stretch(byte[] bytes, int from, int to, int count) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
        this.count = count;
    }

    public byte[] bytes() {
        return bytes;
    }

    /** Where the first record begins. */
    public int from() {
        return from;
    }

    /** Where the last record, padding included, ends. */
    public int to() {
        return to;
    }

    /** How many records there are. */
    public int count() {
        return count;
    }

    /** Whether the records are in the log; if not, they have no offsets: delivered now or never. */
    public boolean isStored() {
        return RecordLayout.offset(bytes, from) >= 0;
    }

    /**
     * Offset of the last record: the offsets of neighbours follow without a hole. Nothing is said
     * by that of records that are not stored.
     */
    public long lastOffset() {
        return RecordLayout.offset(bytes, from) + count - 1;
    }

    /**
     * What a protocol has left here under this number, or null: the one place where a miss is told
     * so, since it is asked for every delivery.
     *
     * @param number 0 to 7 MQTT's, 8 to 15 STOMP's
     */
    public Object form(int number) {
        AtomicReferenceArray<Object> made = forms;
        return made == null ? null : made.get(number);
    }

    /** Leaves an encoded form for the next subscriber; it must never change again. */
    public void keepForm(int number, Object form) {
        AtomicReferenceArray<Object> made = forms;
        if (made == null) {
            made = new AtomicReferenceArray<>(FORMS_MAX);
            forms = made;
        }
        made.set(number, form);
    }
}
