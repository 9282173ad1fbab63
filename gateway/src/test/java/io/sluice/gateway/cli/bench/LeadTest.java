package io.sluice.gateway.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How far a publisher may go ahead. */
final class LeadTest {
    private final AtomicInteger wakes = new AtomicInteger();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 31, 32, 100, 1_000, 1_024, 65_535})
    void thePublisherIsNeverMoreThanTheWindowAheadOfTheSlowest(int window) {
        Lead lead = new Lead(window, 2, wakes::incrementAndGet);
        long fast = 0;
        long slow = 0;

        for (int round = 0; round < 10_000; round++) {
            lead.passed(fast, lead.limit());
            fast = lead.limit();
            assertThat(fast - slow).isBetween(1L, (long) window);
            lead.passed(slow, slow + 1);
            slow++;
        }

        assertThat(fast).isGreaterThanOrEqualTo(10_000);
    }

    @Test
    void theSlowestWakesThePublisherOnceAChunk() {
        Lead lead = new Lead(64, 3, wakes::incrementAndGet);

        lead.passed(0, 64);
        lead.passed(0, 64);
        assertThat(wakes).hasValue(0);
        lead.passed(0, 1);
        assertThat(wakes).hasValue(0);
        lead.passed(1, 5);

        assertThat(wakes).hasValue(2);
        assertThat(lead.limit()).isEqualTo(64 + 4);
    }

    @Test
    void withoutReceiversThereIsNoBound() {
        assertThat(new Lead(10, 0, () -> {}).limit()).isEqualTo(Long.MAX_VALUE);
    }
}
