package io.sluice.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.Inflight;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Packet ids of deliveries, and how many may be out. */
final class OutboundWindowTest {
    @Test
    @Clause("MQTT-2.2.1-4")
    void idInUseIsNeverGivenAgain() {
        OutboundWindow window = new OutboundWindow(10);
        int stuck = window.open(0, Inflight.SENT_QOS1);

        for (int round = 0; round < 200_000; round++) {
            int id = window.open(round, Inflight.SENT_QOS1);
            assertThat(id).isNotEqualTo(stuck).isBetween(1, 65_535);
            window.free(id);
        }

        assertThat(window.room()).isEqualTo(9);
    }

    @Test
    void allIdsMayBeOut() {
        OutboundWindow window = new OutboundWindow(65_535);
        Set<Integer> ids = new HashSet<>();

        while (window.room() > 0) {
            ids.add(window.open(ids.size(), Inflight.SENT_QOS1));
        }

        assertThat(ids).hasSize(65_535).doesNotContain(0);
    }

    @Test
    void whatIsRestoredDoesNotFillTheWindowUntilItIsSentAgain() {
        OutboundWindow window = new OutboundWindow(2);
        window.restore(
                new Inflight(
                        new int[] {1, 17, 33},
                        new long[] {5, 6, 7},
                        new byte[] {1, 2, Inflight.RECEIVED}));

        assertThat(window.room()).isEqualTo(2);
        window.reopen(1, 5, Inflight.SENT_QOS1);
        window.reopen(17, 6, Inflight.SENT_QOS2);
        assertThat(window.room()).isZero();
        window.free(33);
        assertThat(window.room()).isZero();
        window.free(1);
        assertThat(window.room()).isEqualTo(1);
        assertThat(window.open(9, Inflight.SENT_QOS1)).isEqualTo(34);
    }

    @Property(tries = 200)
    void knowsWhatIsOutInSendingOrder(
            @ForAll @Size(max = 300) List<@IntRange(min = 0, max = 9) Integer> steps) {
        OutboundWindow window = new OutboundWindow(40);
        List<Integer> ids = new ArrayList<>();
        List<Long> offsets = new ArrayList<>();
        long offset = 0;

        for (int step : steps) {
            if (step < 6 && window.room() > 0) {
                ids.add(window.open(offset, Inflight.SENT_QOS1));
                offsets.add(offset++);
            } else if (!ids.isEmpty()) {
                int gone = step % ids.size();
                window.free(ids.remove(gone));
                offsets.remove(gone);
            }
        }

        Inflight inflight = window.inflight();
        assertThat(inflight.packetIds()).containsExactly(ids.stream().mapToInt(i -> i).toArray());
        assertThat(inflight.offsets())
                .containsExactly(offsets.stream().mapToLong(i -> i).toArray());
        assertThat(window.room()).isEqualTo(40 - ids.size());
    }
}
