package io.sluice.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.client.CollectorRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the ledger of drops keeps, and that its sums are those of the metrics. */
final class DropLedgerTest {
    private final Hands clock = new Hands();
    private final DropLedger ledger = new DropLedger(3, Duration.ofHours(24), clock);

    @Test
    void newestComeFirst() {
        ledger.add(rejected("a", 1));
        ledger.add(rejected("b", 2));

        assertThat(ledger.newest(drop -> true, 10))
                .extracting(entry -> entry.drop().client())
                .containsExactly("b", "a");
        assertThat(ledger.newest(drop -> drop.covers(1), 10)).hasSize(1);
        assertThat(ledger.newest(drop -> true, 1)).hasSize(1);
    }

    @Test
    void neighboursOfOneClientAreOneEntry() {
        ledger.add(rejected("a", 1));
        ledger.add(rejected("a", 2));
        ledger.add(rejected("a", 4));

        assertThat(ledger.newest(drop -> true, 10))
                .extracting(entry -> entry.drop().count())
                .containsExactly(1L, 2L);
        assertThat(ledger.newest(drop -> drop.covers(2), 10)).hasSize(1);
        assertThat(ledger.newest(drop -> drop.covers(3), 10)).isEmpty();
    }

    @Test
    void whatIsTooManyOrTooOldIsForgottenButCounted() {
        IntStream.range(0, 5).forEach(i -> ledger.add(rejected("a", 2L * i)));
        assertThat(ledger.sums()).containsExactly(new DropLedger.Sum(DropReason.REJECTED, 5, 0, 2));

        clock.now = clock.now.plus(Duration.ofHours(24));

        assertThat(ledger.newest(drop -> true, 10)).isEmpty();
        assertThat(ledger.sums()).containsExactly(new DropLedger.Sum(DropReason.REJECTED, 5, 0, 5));
    }

    @Test
    void countersAreTheSumsOfTheLedger() {
        CollectorRegistry registry = new CollectorRegistry();
        TrafficMetrics metrics = new TrafficMetrics(registry, ledger);
        for (DropReason reason : DropReason.values()) {
            long count = reason.label().length();
            metrics.dropped(Drop.deliveries(reason, "a", 0, 100, count));
            metrics.forProtocol("mqtt", List.of()).dropped(Drop.published(reason, "a", "t", 2));
        }

        for (DropLedger.Sum sum : ledger.sums()) {
            assertThat(counter(registry, sum.reason())).isEqualTo(sum.total());
            assertThat(sum.total() - sum.forgotten()).isEqualTo(kept(sum.reason()));
        }
        assertThat(ledger.sums()).hasSize(DropReason.values().length);
    }

    @Test
    void reasonsHaveLabelsOfTheirOwn() {
        List<String> labels =
                List.of(DropReason.values()).stream().map(DropReason::label).distinct().toList();

        assertThat(labels).hasSize(DropReason.values().length);
        assertThat(DropReason.of(Refusal.DISK_FULL)).isEqualTo(DropReason.DISK_FULL);
        assertThat(DropReason.of(Refusal.BUSY)).isEqualTo(DropReason.REFUSED);
    }

    private long kept(DropReason reason) {
        return ledger.newest(drop -> drop.reason() == reason, 10).stream()
                .mapToLong(entry -> entry.drop().count())
                .sum();
    }

    private static long counter(CollectorRegistry registry, DropReason reason) {
        return registry.getSampleValue(
                        "sluice_messages_dropped_total",
                        new String[] {"reason"},
                        new String[] {reason.label()})
                .longValue();
    }

    private static Drop rejected(String client, long offset) {
        return Drop.delivery(DropReason.REJECTED, client, offset);
    }

    /** A clock that is set by hand. */
    private static final class Hands extends Clock {
        private Instant now = Instant.EPOCH;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
