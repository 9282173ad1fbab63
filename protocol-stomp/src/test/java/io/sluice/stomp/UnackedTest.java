package io.sluice.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What waits for an acknowledgement. */
final class UnackedTest {
    @Test
    @Clause("S3")
    void cumulativeTakesOutAllUpToIt() {
        Unacked unacked = new Unacked(10, 10);
        for (int i = 0; i < 5; i++) {
            unacked.sent(100 + i);
        }

        List<Long> settled = new ArrayList<>();
        unacked.settle(2, settled::add);
        unacked.settleUpTo(3, settled::add);
        unacked.settleUpTo(3, settled::add);

        assertThat(settled).containsExactly(101L, 100L, 102L);
        assertThat(unacked.count()).isEqualTo(2);
    }

    @Test
    void windowIsFullByCountOrBySpan() {
        Unacked byCount = new Unacked(2, 100);
        byCount.sent(1);
        byCount.sent(2);
        Unacked bySpan = new Unacked(2, 3);
        for (int i = 1; i <= 3; i++) {
            bySpan.sent(i);
            bySpan.settle(i == 1 ? 0 : i, offset -> {});
        }

        assertThat(byCount.isFull()).isTrue();
        assertThat(bySpan.count()).isEqualTo(1);
        assertThat(bySpan.isFull()).isTrue();
        bySpan.settle(1, offset -> {});
        assertThat(bySpan.isFull()).isFalse();
    }

    @Test
    void onlyWhatWasSentWasSent() {
        Unacked unacked = new Unacked(10, 10);
        unacked.sent(100);
        unacked.sent(101);
        unacked.settle(1, offset -> {});

        assertThat(unacked.wasSent(new MessageId(100, 1, 1))).isTrue();
        assertThat(unacked.wasSent(new MessageId(101, 1, 2))).isTrue();
        assertThat(unacked.wasSent(new MessageId(100, 1, 2))).isFalse();
        assertThat(unacked.wasSent(new MessageId(100, 1, 3))).isFalse();
        assertThat(unacked.wasSent(new MessageId(100, 1, 0))).isFalse();
    }

    @Test
    void whatWasSentBeforeKeepsItsNumberAndNewOnesFollow() {
        Unacked unacked = new Unacked(10, 100);

        unacked.resendAs(65_530);
        unacked.sent(100);
        unacked.resendAs(65_533);
        unacked.sent(103);
        for (int i = 0; i < 4; i++) {
            unacked.sent(110 + i);
        }

        assertThat(unacked.inflight().packetIds())
                .containsExactly(65_530, 65_533, 65_534, 65_535, 1, 2);
        assertThat(unacked.inflight().offsets()).containsExactly(100, 103, 110, 111, 112, 113);
        assertThat(unacked.wasSent(new MessageId(100, 1, 65_529))).isFalse();
        assertThat(unacked.wasSent(new MessageId(100, 1, 65_531))).isFalse();
        assertThat(unacked.wasSent(new MessageId(103, 1, 65_533))).isTrue();
        unacked.settleUpTo(65_535, offset -> {});
        assertThat(unacked.inflight().packetIds()).containsExactly(1, 2);
        assertThat(unacked.count()).isEqualTo(2);
    }

    @Property(tries = 200)
    void behavesLikeMapOfSequences(@ForAll @IntRange(max = 2) int[] steps, @ForAll long seed) {
        Unacked unacked = new Unacked(1000, 1000);
        TreeMap<Long, Long> model = new TreeMap<>();
        java.util.Random random = new java.util.Random(seed);
        for (int step : steps) {
            long some = 1 + random.nextLong(unacked.next());
            if (step == 0 || some >= unacked.next()) {
                model.put(unacked.next(), 7 * unacked.next());
                unacked.sent(7 * unacked.next());
            } else if (step == 1) {
                List<Long> settled = new ArrayList<>();
                unacked.settle(some, settled::add);
                Long expected = model.remove(some);
                assertThat(settled).isEqualTo(expected == null ? List.of() : List.of(expected));
            } else {
                List<Long> settled = new ArrayList<>();
                unacked.settleUpTo(some, settled::add);
                assertThat(settled).containsExactlyElementsOf(model.headMap(some, true).values());
                model.headMap(some, true).clear();
            }
            assertThat(unacked.count()).isEqualTo(model.size());
        }
    }
}
