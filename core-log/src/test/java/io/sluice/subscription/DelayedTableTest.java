package io.sluice.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.MessageFlags;
import io.sluice.log.RecordLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DelayedTableTest {
    private static final StateConfig SMALL =
            new StateConfig(10, 10, 10, 10_000, new DelayedConfig(2, 1000, 60));

    @Test
    void areDueByTimeThenByOffset() {
        StateLog log = new StateLog();
        log.append(StateLog.delayed("a", 0, "third", 9));
        log.append(StateLog.delayed("a", 0, "first", 5));
        log.append(StateLog.delayed("a", MessageFlags.RETAIN, "second", 5));
        DelayedTable delayed = log.state.delayed();

        assertThat(delayed.firstDue(StateLog.STORED_AT_MS + 4_999)).isEmpty();
        List<byte[]> due = new ArrayList<>();
        while (delayed.firstDue(StateLog.STORED_AT_MS + 5_000).isPresent()) {
            byte[] first = delayed.firstDue(StateLog.STORED_AT_MS + 5_000).orElseThrow();
            due.add(first);
            log.append(log.write.delayDone(RecordLayout.offset(first, 0)));
        }

        assertThat(due).containsExactly(log.records.get(1), log.records.get(2));
        assertThat(delayed.count()).isOne();
        assertThat(log.state.retained().count()).isZero();
    }

    @Test
    void boundsAreToldBeforeTheRecordIsStored() {
        StateLog log = new StateLog(new State(SMALL));
        DelayedTable delayed = log.state.delayed();
        assertThat(delayed.admits(StateLog.delayed("a", 0, "x", 61))).isFalse();
        assertThat(delayed.admits(StateLog.delayed("a", 0, "x".repeat(1000), 1))).isFalse();
        assertThat(delayed.admits(StateLog.delayed("a", 0, "x", 60))).isTrue();
        log.append(StateLog.delayed("a", 0, "x", 60));
        log.append(StateLog.delayed("a", 0, "y", 60));

        assertThat(delayed.admits(StateLog.delayed("a", 0, "x", 60))).as("a third").isFalse();
        assertThat(delayed.admits(StateLog.retained("a", "x"))).as("not delayed").isTrue();
        log.append(log.write.delayDone(10));
        log.append(log.write.delayDone(11));
        assertThat(delayed.bytes()).isZero();
    }
}
