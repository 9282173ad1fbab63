package io.sluice.stomp;

import static org.assertj.core.api.Assertions.assertThat;

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

        assertThat(unacked.acknowledge(2)).isEqualTo(1);
        assertThat(unacked.acknowledgeUpTo(3)).isEqualTo(2);
        assertThat(unacked.acknowledgeUpTo(3)).isZero();
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
            bySpan.acknowledge(i == 1 ? 0 : i);
        }

        assertThat(byCount.isFull()).isTrue();
        assertThat(bySpan.count()).isEqualTo(1);
        assertThat(bySpan.isFull()).isTrue();
        bySpan.acknowledge(1);
        assertThat(bySpan.isFull()).isFalse();
    }

    @Test
    void onlyWhatWasSentWasSent() {
        Unacked unacked = new Unacked(10, 10);
        unacked.sent(100);
        unacked.sent(101);
        unacked.acknowledge(1);

        assertThat(unacked.wasSent(new MessageId(100, 1, 1))).isTrue();
        assertThat(unacked.wasSent(new MessageId(101, 1, 2))).isTrue();
        assertThat(unacked.wasSent(new MessageId(100, 1, 2))).isFalse();
        assertThat(unacked.wasSent(new MessageId(100, 1, 3))).isFalse();
        assertThat(unacked.wasSent(new MessageId(100, 1, 0))).isFalse();
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
                assertThat(unacked.acknowledge(some) == 1).isEqualTo(model.remove(some) != null);
            } else {
                int before = model.size();
                model.headMap(some, true).clear();
                assertThat(unacked.acknowledgeUpTo(some)).isEqualTo(before - model.size());
            }
            assertThat(unacked.count()).isEqualTo(model.size());
        }
    }
}
