package io.sluice.inspect;

import io.sluice.broker.Inflight;
import io.sluice.subscription.FilterSet;
import java.util.Arrays;

/**
 * Where one session stands in the log at one moment.
 *
 * @param label what operators call it
 * @param nextOffset all below is taken, or no concern of its
 * @param inflight what it was sent and has not finished
 * @param settled offsets at or above {@code nextOffset}, rising, that it need not be sent
 * @param filters what it wants to read
 * @param keepsQos0 whether messages of QoS 0 wait for it
 */
public record Standing(
        String label,
        long nextOffset,
        Inflight inflight,
        long[] settled,
        FilterSet filters,
        boolean keepsQos0) {

    /** Whether the record at this offset was sent, or need not be. */
    public boolean isSettled(long offset) {
        return Arrays.binarySearch(settled, offset) >= 0 || isInflight(offset);
    }

    /** Whether it was sent and is not finished. */
    public boolean isInflight(long offset) {
        return Arrays.stream(inflight.offsets()).anyMatch(each -> each == offset);
    }
}
