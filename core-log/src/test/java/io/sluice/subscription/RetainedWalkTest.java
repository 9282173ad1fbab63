package io.sluice.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.MessageView;
import io.sluice.broker.TopicFilter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** A walk over retained messages that rests while they change. */
final class RetainedWalkTest {
    private static final long NOW_MS = StateLog.STORED_AT_MS;

    record Change(String topic, String payload) {}

    @Property(tries = 1000)
    void findsEachThatStaysOnceAndNoneThatCameLater(
            @ForAll("changes") List<Change> before,
            @ForAll("changes") List<Change> meanwhile,
            @ForAll("filter") TopicFilter filter) {
        StateLog log = new StateLog();
        Map<String, Long> kept = new TreeMap<>();
        before.forEach(each -> apply(each, log, kept));
        Map<String, Long> untouched = new TreeMap<>(kept);
        RetainedTable retained = log.state.retained();
        RetainedWalk walk = retained.walk(filter, log.nextOffset);
        List<byte[]> found = new ArrayList<>();

        for (Change each : meanwhile) {
            walk.step(new WalkAllowance(1, 1), NOW_MS, found::add);
            apply(each, log, new TreeMap<>());
            untouched.remove(each.topic());
        }
        while (!walk.isOver()) {
            walk.step(new WalkAllowance(1, 1), NOW_MS, found::add);
        }

        Set<String> names = new HashSet<>();
        for (byte[] record : found) {
            MessageView view = new MessageView().on(record, 0);
            assertThat(names.add(view.topic())).as("once").isTrue();
            assertThat(view.offset()).isEqualTo(kept.get(view.topic()));
            assertThat(filter.matches(view.topic())).isTrue();
        }
        untouched.keySet().removeIf(topic -> !filter.matches(topic));
        assertThat(names).containsAll(untouched.keySet());
        assertThat(retained.standingCount()).isZero();
    }

    @Test
    void walkThatIsEndedStandsNowhere() {
        StateLog log = new StateLog();
        for (int i = 0; i < 10; i++) {
            log.append(StateLog.retained("a/" + i + "/b", "x"));
        }
        RetainedTable retained = log.state.retained();
        RetainedWalk walk = retained.walk(new TopicFilter("#"), Long.MAX_VALUE);
        walk.step(new WalkAllowance(3, Long.MAX_VALUE), NOW_MS, record -> {});
        assertThat(retained.standingCount()).isPositive();

        walk.end();

        assertThat(retained.standingCount()).isZero();
        assertThat(walk.isOver()).isTrue();
    }

    @Test
    void stepIsBoundedEvenIfNothingIsFound() {
        StateLog log = new StateLog();
        for (int i = 0; i < 500; i++) {
            log.append(StateLog.retained("a/" + i, "x"));
        }
        RetainedWalk walk = log.state.retained().walk(new TopicFilter("+/+/c"), Long.MAX_VALUE);

        walk.step(new WalkAllowance(10, Long.MAX_VALUE), NOW_MS, record -> {});

        assertThat(walk.isOver()).isFalse();
    }

    private static void apply(Change change, StateLog log, Map<String, Long> kept) {
        long offset = log.append(StateLog.retained(change.topic(), change.payload()));
        if (change.payload().isEmpty()) {
            kept.remove(change.topic());
        } else {
            kept.put(change.topic(), offset);
        }
    }

    @Provide
    Arbitrary<List<Change>> changes() {
        return Combinators.combine(Topics.names(), Arbitraries.of("", "x", "y"))
                .as(Change::new)
                .list()
                .ofMaxSize(60);
    }

    @Provide
    Arbitrary<TopicFilter> filter() {
        return Arbitraries.oneOf(Arbitraries.of(new TopicFilter("#")), Topics.filters());
    }
}
