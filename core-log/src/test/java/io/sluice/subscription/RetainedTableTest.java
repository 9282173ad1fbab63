package io.sluice.subscription;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.MessageFlags;
import io.sluice.broker.MessageView;
import io.sluice.broker.TopicFilter;
import io.sluice.log.RecordLayout;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What is retained, told by a map and by asking the filter for every topic. */
final class RetainedTableTest {
    private static final long NOW_MS = StateLog.STORED_AT_MS;

    record Publish(String topic, String payload, int expirySeconds) {}

    @Property(tries = 400)
    void findsWhatAskingForEveryTopicFinds(
            @ForAll("publishes") List<Publish> publishes,
            @ForAll("filters") List<TopicFilter> filters) {
        StateLog log = new StateLog();
        Map<String, Publish> model = new TreeMap<>();
        for (Publish each : publishes) {
            log.append(record(each));
            if (each.payload().isEmpty()) {
                model.remove(each.topic());
            } else {
                model.put(each.topic(), each);
            }
        }

        RetainedTable retained = log.state.retained();
        assertThat(retained.count()).isEqualTo(model.size());
        for (TopicFilter filter : filters) {
            for (long nowMs : new long[] {NOW_MS, NOW_MS + 1_000, NOW_MS + 2_000}) {
                assertThat(told(retained.matching(filter, nowMs)))
                        .isEqualTo(expected(model, filter, nowMs));
            }
        }
        for (int shard = 0; shard < State.SHARDS; shard++) {
            retained.sweep(shard, NOW_MS + 1_000);
        }
        assertThat(retained.count())
                .isEqualTo(
                        expected(model, new TopicFilter("#"), NOW_MS + 1_000).size()
                                + model.keySet().stream()
                                        .filter(t -> t.startsWith("$"))
                                        .filter(t -> !hasExpired(model.get(t), NOW_MS + 1_000))
                                        .count());
    }

    @Test
    void isEmptyAgainToTheLastByte() {
        StateLog log = new StateLog();
        Random random = new Random(3);
        for (int i = 0; i < 3_000; i++) {
            String topic = "a/" + random.nextInt(40) + "/" + random.nextInt(5);
            log.append(StateLog.retained(topic, random.nextInt(3) == 0 ? "" : "payload " + i));
        }
        assertThat(log.state.retained().count()).isGreaterThan(50);
        for (int i = 0; i < 40; i++) {
            for (int k = 0; k < 5; k++) {
                log.append(StateLog.retained("a/" + i + "/" + k, ""));
            }
        }

        assertThat(log.state.retained().count()).isZero();
        assertThat(log.state.retained().bytes()).isZero();
    }

    @Test
    void lastOneIsKeptAsItWasStored() {
        StateLog log = new StateLog();
        log.append(StateLog.retained("a/b", "first"));
        log.append(StateLog.retained("a/b", "second"));

        byte[] found = log.state.retained().get("xa/b".getBytes(UTF_8), 1, 3, NOW_MS).orElseThrow();
        assertThat(found).isEqualTo(log.records.get(1)).isNotSameAs(log.records.get(1));
        assertThat(log.state.retained().get("a".getBytes(UTF_8), 0, 1, NOW_MS)).isEmpty();
    }

    @Test
    void messagesWithoutTheFlagAreNotRetained() {
        StateLog log = new StateLog();
        log.append(StateLog.message("a", 1, 0, 0, "x"));

        assertThat(log.state.retained().count()).isZero();
    }

    @Test
    void boundsAreToldBeforeTheRecordIsStored() {
        StateLog log = new StateLog(new State(new StateConfig(1, 1, 2, 2_000)));
        RetainedTable retained = log.state.retained();
        log.append(StateLog.retained("a", "x"));
        assertThat(retained.admits(StateLog.retained("b", "x"), 0)).isTrue();
        assertThat(retained.admits(StateLog.retained("b", "x".repeat(2_000)), 0)).isFalse();
        assertThat(retained.admits(StateLog.retained("/".repeat(30), "x"), 0)).isFalse();
        log.append(StateLog.retained("b", "x"));

        assertThat(retained.admits(StateLog.retained("c", "x"), 0)).as("a third").isFalse();
        assertThat(retained.admits(StateLog.retained("c", ""), 0)).as("takes none").isTrue();
        assertThat(retained.admits(StateLog.retained("b", "y"), 0)).as("replaces").isTrue();
        assertThat(retained.admits(StateLog.retained("b", "y".repeat(2_000)), 0)).isFalse();
    }

    @Test
    void deepTopicsAreOnlyLong() {
        StateLog log = new StateLog(new State(new StateConfig(1, 1, 10, 1 << 30)));
        String deep = "/".repeat(40_000);
        log.append(StateLog.retained(deep, "x"));

        assertThat(log.state.retained().matching(new TopicFilter("#"), 0)).hasSize(1);
        assertThat(log.state.retained().matching(new TopicFilter("+/+/#"), 0)).hasSize(1);
        log.append(StateLog.retained(deep, ""));
        assertThat(log.state.retained().bytes()).isZero();
    }

    @Provide
    Arbitrary<List<Publish>> publishes() {
        return Combinators.combine(
                        Topics.names(),
                        Arbitraries.of("", "x", "a longer payload"),
                        Arbitraries.of(0, 0, 1, 2))
                .as(Publish::new)
                .list()
                .ofMaxSize(60);
    }

    @Provide
    Arbitrary<List<TopicFilter>> filters() {
        return Topics.filters().list().ofMinSize(1).ofMaxSize(8);
    }

    private static byte[] record(Publish publish) {
        return StateLog.message(
                publish.topic(),
                MessageFlags.RETAIN,
                0,
                0,
                publish.payload(),
                publish.expirySeconds());
    }

    private static Map<String, String> told(List<byte[]> records) {
        Map<String, String> told = new TreeMap<>();
        MessageView view = new MessageView();
        for (byte[] record : records) {
            view.on(record, 0);
            String payload = new String(record, view.payloadAt(), view.payloadBytes(), UTF_8);
            assertThat(told.put(view.topic(), payload)).isNull();
            assertThat(RecordLayout.next(record, 0)).isEqualTo(record.length);
        }
        return told;
    }

    private static Map<String, String> expected(
            Map<String, Publish> model, TopicFilter filter, long nowMs) {
        Map<String, String> expected = new TreeMap<>();
        model.forEach(
                (topic, publish) -> {
                    if (filter.matches(topic) && !hasExpired(publish, nowMs)) {
                        expected.put(topic, publish.payload());
                    }
                });
        return expected;
    }

    private static boolean hasExpired(Publish publish, long nowMs) {
        return publish.expirySeconds() > 0 && nowMs >= NOW_MS + 1000L * publish.expirySeconds();
    }
}
