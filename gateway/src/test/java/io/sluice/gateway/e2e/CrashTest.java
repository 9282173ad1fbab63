package io.sluice.gateway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gateway is killed under load, again and again. What it had acknowledged is in the log and
 * reaches who had subscribed; what is exactly once is so across every kill.
 */
final class CrashTest {
    private static final int SEGMENT_BYTES = 4 << 20;
    private static final String LAST = "last/of/all";

    @TempDir Path data;
    private final AtomicLong acknowledged = new AtomicLong();
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final List<CrashPublisher> publishers =
            List.of(
                    publisher("forgets-1", 1, false),
                    publisher("forgets-2", 1, false),
                    publisher("resends-1", 1, true),
                    publisher("exact-1", 2, true),
                    publisher("exact-2", 2, true));

    @Test
    void acknowledgedMessagesOutliveFiveKills() throws Exception {
        killUnderLoad(5);
    }

    @Test
    @Tag("nightly")
    void acknowledgedMessagesOutliveAHundredKills() throws Exception {
        killUnderLoad(100);
    }

    private void killUnderLoad(int rounds) throws Exception {
        try (GatewayProcess gateway = start()) {
            PersistentReader exactly = reader(gateway, "exactly", MqttQos.EXACTLY_ONCE);
            PersistentReader atLeast = reader(gateway, "at-least", MqttQos.AT_LEAST_ONCE);
            PersistentReader asleep = reader(gateway, "asleep", MqttQos.EXACTLY_ONCE);
            asleep.disconnect();

            for (int round = 0; round < rounds; round++) {
                killDuring(gateway, 500 + random.nextInt(3_000));
                gateway.restartFor(
                        Duration.ofMillis(random.nextInt(1_500))); // recovery is killed too
                gateway.restart();
            }
            finish(gateway);
            asleep.connect();

            List<PersistentReader> readers = List.of(exactly, atLeast, asleep);
            awaitTheLastMessage(gateway, readers);
            readers.forEach(PersistentReader::disconnect);
            gateway.stop();
            gateway.requireNoFaults();
            LoggedMessages log = LoggedMessages.read(LoggedMessages.config(data, SEGMENT_BYTES));
            requireThatMuchHappened(rounds);
            for (CrashPublisher publisher : publishers) {
                requireOnceInTheLog(publisher, log);
                requireAllDelivered(publisher, log, exactly);
                requireAllDelivered(publisher, log, atLeast);
                requireAllDelivered(publisher, log, asleep);
                requireNoDouble(publisher, exactly);
                requireNoDouble(publisher, asleep);
            }
        }
    }

    /** The smallest segments that may be: the log rolls again and again. */
    private GatewayProcess start() {
        return GatewayProcess.start(
                data,
                "log.segment-bytes=" + SEGMENT_BYTES,
                "log.record-bytes-max=" + SEGMENT_BYTES / 4);
    }

    /** Loads the gateway until so many more messages are acknowledged, and kills it. */
    private void killDuring(GatewayProcess gateway, int more) throws InterruptedException {
        long enough = acknowledged.get() + more;
        List<Thread> threads =
                publishers.stream().map(each -> each.startUntilLost(gateway.mqtt())).toList();
        await("load, seed " + seed)
                .atMost(Program.LIMIT)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> acknowledged.get() >= enough || anyFault());
        gateway.kill9();
        end(threads);
    }

    private void finish(GatewayProcess gateway) throws InterruptedException {
        end(publishers.stream().map(each -> each.startToFinish(gateway.mqtt())).toList());
        assertThat(publishers).allMatch(each -> each.unanswered().isEmpty());
    }

    private void end(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(Program.LIMIT.toMillis());
            assertThat(thread.isAlive()).as(thread.getName() + " hangs, seed " + seed).isFalse();
        }
        publishers.forEach(CrashPublisher::requireNoFault);
    }

    private boolean anyFault() {
        return publishers.stream().anyMatch(each -> !each.isHealthy());
    }

    /** Publishes one message behind all others; who has it has been sent all others. */
    private void awaitTheLastMessage(GatewayProcess gateway, List<PersistentReader> readers)
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
                        .atMost(Program.LIMIT)
                        .until(() -> reader.has(publisher.topic(), LAST));
            }
        }
    }

    /** The kills came while messages were on their way, or they have shown nothing. */
    private void requireThatMuchHappened(int rounds) {
        for (CrashPublisher publisher : publishers) {
            assertThat(publisher.acknowledged().cardinality()).isGreaterThan(10 * rounds);
            assertThat(publisher.openAtKills()).as(told(publisher, "open at kills")).isPositive();
        }
    }

    private void requireOnceInTheLog(CrashPublisher publisher, LoggedMessages log) {
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

    private void requireAllDelivered(
            CrashPublisher publisher, LoggedMessages log, PersistentReader reader) {
        List<Integer> logged = numbers(log.of(publisher.topic()));
        List<Integer> got = numbers(reader.of(publisher.topic()));

        assertThat(distinct(got))
                .as(told(publisher, "delivered, in the order of the log"))
                .isEqualTo(distinct(logged));
    }

    private void requireNoDouble(CrashPublisher publisher, PersistentReader reader) {
        if (publisher.qos() == 2) {
            BitSet twice = doubles(numbers(reader.of(publisher.topic())));

            assertThat(twice.isEmpty()).as(told(publisher, "delivered twice: " + twice)).isTrue();
        }
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

    private CrashPublisher publisher(String name, int qos, boolean resends) {
        return new CrashPublisher(name, qos, resends, acknowledged);
    }

    private static PersistentReader reader(GatewayProcess gateway, String id, MqttQos qos) {
        PersistentReader reader = new PersistentReader(gateway.mqtt(), id);
        reader.connect();
        reader.subscribe("crash/#", qos);
        return reader;
    }
}
