package io.sluice.gateway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * What must hold after the kills, between the books of those who published, the log, and the books
 * of those who read.
 */
final class CrashLedger {
    private static final String LAST = "last/of/all";

    private final long seed;

    CrashLedger(long seed) {
        this.seed = seed;
    }

    /** Publishes one message behind all others; who has it has been sent all others. */
    void awaitLast(
            GatewayProcess gateway, List<CrashPublisher> publishers, List<PersistentReader> readers)
            throws IOException {
        for (CrashPublisher publisher : publishers) {
            try (Wire wire = Wire.connect(gateway.mqtt(), "closing", true)) {
                wire.publish(publisher.topic(), 1, false, 1, LAST.getBytes(UTF_8));
                wire.flush();
                wire.next(Wire.PUBACK);
            }
        }
        for (PersistentReader reader : readers) {
            for (CrashPublisher publisher : publishers) {
                await("the last message of " + publisher)
                        .atMost(Program.LIMIT.multipliedBy(4))
                        .until(() -> reader.has(publisher.topic(), LAST));
            }
        }
    }

    /** Waits until each acknowledged message has come to one of the workers. */
    void awaitAcknowledged(CrashPublisher publisher, List<CrashWorker> workers) {
        await(told(publisher, "with the workers"))
                .atMost(Program.LIMIT.multipliedBy(4))
                .untilAsserted(
                        () -> {
                            BitSet missing = (BitSet) publisher.acknowledged().clone();
                            workers.forEach(
                                    worker ->
                                            numbers(worker.of(publisher.topic()))
                                                    .forEach(missing::clear));
                            assertThat(missing.isEmpty()).as("missing: " + missing).isTrue();
                        });
    }

    /** The kills came while messages were on their way, or they have shown nothing. */
    void requireThatMuchHappened(List<CrashPublisher> publishers, int rounds) {
        for (CrashPublisher publisher : publishers) {
            assertThat(publisher.acknowledged().cardinality()).isGreaterThan(10 * rounds);
            assertThat(publisher.openAtKills()).as(told(publisher, "open at kills")).isPositive();
        }
    }

    void requireOnceInTheLog(CrashPublisher publisher, LoggedMessages log) {
        List<Integer> logged = numbers(log.of(publisher.topic()));
        List<Integer> first = distinct(logged);

        assertThat(first).as(told(publisher, "order in the log")).isSorted();
        BitSet lost = (BitSet) publisher.acknowledged().clone();
        logged.forEach(lost::clear);
        assertThat(lost.isEmpty())
                .as(told(publisher, "acknowledged, not logged: " + lost))
                .isTrue();
        BitSet twice = doubles(logged);
        if (publisher.qos() == 1) {
            twice.andNot(publisher.sentAgain());
        }
        assertThat(twice.isEmpty()).as(told(publisher, "logged twice: " + twice)).isTrue();
        assertThat(first).allMatch(number -> number < publisher.sentCount());
    }

    void requireAllDelivered(
            CrashPublisher publisher, LoggedMessages log, PersistentReader reader) {
        List<Integer> logged = numbers(log.of(publisher.topic()));
        List<Integer> got = numbers(reader.of(publisher.topic()));

        assertThat(distinct(got))
                .as(told(publisher, "delivered, in the order of the log"))
                .isEqualTo(distinct(logged));
    }

    void requireNoDouble(CrashPublisher publisher, PersistentReader reader) {
        if (publisher.qos() == 2) {
            BitSet twice = doubles(numbers(reader.of(publisher.topic())));

            assertThat(twice.isEmpty()).as(told(publisher, "delivered twice: " + twice)).isTrue();
        }
    }

    /** Of QoS 0 some are lost with the gateway; those that come are in order, and in the log. */
    void requireShouts(CrashShouter shouter, LoggedMessages log, List<PersistentReader> readers) {
        List<Integer> logged = numbers(log.of(shouter.topic()));

        assertThat(logged)
                .as("shouted, seed " + seed)
                .isNotEmpty()
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(logged).allMatch(number -> number < shouter.sentCount());
        for (PersistentReader reader : readers) {
            List<Integer> got = numbers(reader.of(shouter.topic()));
            assertThat(got).as("shouts heard, seed " + seed).isSorted();
            assertThat(new HashSet<>(logged).containsAll(got))
                    .as("shouts heard and logged, seed " + seed)
                    .isTrue();
        }
    }

    /**
     * A client was lost with the gateway in every round; its will is published once. It is of QoS
     * 1, so it may come twice.
     */
    void requireWills(int rounds, LoggedMessages log, PersistentReader reader) {
        for (int round = 0; round < rounds; round++) {
            String topic = "wills/" + round;
            assertThat(log.of(topic)).as("seed " + seed).containsExactly("lost " + round);
            assertThat(reader.of(topic)).as("seed " + seed).containsOnly("lost " + round);
        }
    }

    void requireNoDeadLetter(LoggedMessages log) {
        assertThat(log.of("$dlq/jobs")).as("seed " + seed).isEmpty();
    }

    /** The newest payload of a topic that is not the closing message. */
    static String lastOf(List<String> payloads) {
        List<String> own = payloads.stream().filter(payload -> !payload.equals(LAST)).toList();
        return own.get(own.size() - 1);
    }

    private String told(CrashPublisher publisher, String what) {
        return "%s (QoS %d, seed %d): %s".formatted(publisher, publisher.qos(), seed, what);
    }

    private static List<Integer> numbers(List<String> payloads) {
        return payloads.stream()
                .filter(payload -> !payload.equals(LAST))
                .map(CrashPublisher::number)
                .toList();
    }

    private static List<Integer> distinct(Collection<Integer> numbers) {
        return List.copyOf(new LinkedHashSet<>(numbers));
    }

    private static BitSet doubles(List<Integer> numbers) {
        BitSet once = new BitSet();
        BitSet twice = new BitSet();
        for (int number : numbers) {
            (once.get(number) ? twice : once).set(number);
        }
        return twice;
    }
}
