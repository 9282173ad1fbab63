package io.sluice.gateway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that come and go by the thousand, subscribe to everything and read nothing, or say what
 * nobody should. A pair of clients that talks meanwhile is not disturbed, and what the others held
 * is given back.
 */
final class ClientStormTest {
    private static final int CROWD = 4;
    private static final Duration DISTURBED = Duration.ofSeconds(5);

    /** What may be left behind: the newest messages, names of topics and of those who have gone. */
    private static final long KEPT_BYTES = 4 << 20;

    private static final long KEPT_BYTES_PER_CLIENT = 1 << 10;

    @TempDir Path data;
    private GatewayProcess gateway;

    @BeforeEach
    void start() {
        gateway = GatewayProcess.start(data);
    }

    @AfterEach
    void stop() {
        try (GatewayProcess ended = gateway) {
            ended.stop();
            ended.requireNoFaults();
        }
    }

    @Test
    void aThousandClientsThatComeAndGoDisturbNobody() throws Exception {
        storm(1_000);
    }

    @Test
    @Tag("nightly")
    void tenThousandClientsThatComeAndGoDisturbNobody() throws Exception {
        storm(10_000);
    }

    @Test
    void readersThatDoNotReadDisturbNobody() throws Exception {
        List<Wire> slow = new ArrayList<>();
        try (Pair pair = new Pair(gateway.mqtt());
                Wire loud = Wire.connect(gateway.mqtt(), "loud", true)) {
            for (int i = 0; i < 20; i++) {
                Wire reader = Wire.connect(gateway.mqtt(), "slow-" + i, true);
                reader.subscribe("#", i % 3);
                slow.add(reader);
            }
            byte[] large = new byte[100_000];
            for (int i = 0; i < 200; i++) {
                loud.publish("flood/" + i, 0, false, 0, large);
                loud.ping();
                loud.next(Wire.PINGRESP);
                pair.talk();
            }

            pair.requireUndisturbed();
        }
        for (Wire reader : slow) {
            reader.close();
        }
    }

    private void storm(int connections) throws Exception {
        crowd(connections / 10); // what is made once is there
        long descriptors = awaitFewest();
        LiveHeap heap = new LiveHeap(gateway.pid());
        long heapBytes = heap.bytes();

        try (Pair pair = new Pair(gateway.mqtt())) {
            ExecutorService crowd = Executors.newFixedThreadPool(CROWD);
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < CROWD; i++) {
                Callable<Integer> part = () -> comeAndGo(connections / CROWD);
                all.add(crowd.submit(part));
            }
            while (!all.stream().allMatch(Future::isDone)) {
                pair.talk();
            }
            crowd.shutdown();
            pair.requireUndisturbed();
            assertThat(sum(all)).isEqualTo(connections / CROWD * CROWD);
        }

        await("descriptors")
                .atMost(Program.LIMIT)
                .untilAsserted(() -> assertThat(descriptors()).isLessThan(descriptors + 20));
        assertThat(heap.bytes() - heapBytes)
                .isLessThan(KEPT_BYTES + KEPT_BYTES_PER_CLIENT * connections);
    }

    private void crowd(int connections) throws IOException {
        comeAndGo(connections);
    }

    /** How many came and went. */
    private int comeAndGo(int count) throws IOException {
        Random random = new Random(count);
        for (int i = 0; i < count; i++) {
            switch (random.nextInt(5)) {
                case 0 -> leaves(Thread.currentThread().getName() + "-" + i);
                case 1 -> breaksOff(Thread.currentThread().getName() + "-" + i);
                case 2 -> saysNothing();
                case 3 -> saysNonsense(random);
                default -> subscribesToMuch(Thread.currentThread().getName() + "-" + i);
            }
        }
        return count;
    }

    private void leaves(String id) throws IOException {
        Wire.connect(gateway.mqtt(), "leaves-" + id, true).disconnect();
    }

    private void breaksOff(String id) throws IOException {
        try (Wire wire = Wire.connect(gateway.mqtt(), "breaks-" + id, true)) {
            wire.publish("storm/" + id, 1, false, 1, "half".getBytes(UTF_8));
            wire.flush();
        }
    }

    private void saysNothing() throws IOException {
        InetSocketAddress to = gateway.mqtt();
        new Socket(to.getAddress(), to.getPort()).close();
    }

    private void saysNonsense(Random random) throws IOException {
        InetSocketAddress to = gateway.stomp();
        try (Socket socket = new Socket(to.getAddress(), to.getPort())) {
            byte[] bytes = new byte[1 + random.nextInt(200)];
            random.nextBytes(bytes);
            socket.getOutputStream().write(bytes);
        }
    }

    private void subscribesToMuch(String id) throws IOException {
        try (Wire wire = Wire.connect(gateway.mqtt(), "much-" + id, true)) {
            for (int i = 0; i < 50; i++) {
                wire.askFor("storm/%s/%d/+/#".formatted(id, i), 1);
            }
        }
    }

    private static int sum(List<Future<Integer>> all)
            throws InterruptedException, ExecutionException {
        int sum = 0;
        for (Future<Integer> each : all) {
            sum += each.get();
        }
        return sum;
    }

    /** When those that have gone are gone. */
    private long awaitFewest() throws IOException {
        long[] fewest = {descriptors()};
        await("quiet")
                .atMost(Program.LIMIT)
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> {
                            long before = fewest[0];
                            fewest[0] = descriptors();
                            return fewest[0] >= before;
                        });
        return fewest[0];
    }

    private long descriptors() throws IOException {
        try (Stream<Path> open =
                Files.list(Path.of("/proc", String.valueOf(gateway.pid()), "fd"))) {
            return open.count();
        }
    }

    /** Two who talk, and the longest that one message took. */
    private static final class Pair implements AutoCloseable {
        private final Wire speaker;
        private final Wire listener;
        private int said;
        private Duration longest = Duration.ZERO;

        Pair(InetSocketAddress gateway) throws IOException {
            speaker = Wire.connect(gateway, "speaker", true);
            listener = Wire.connect(gateway, "listener", true);
            listener.subscribe("calm/talk", 1);
        }

        /** One message, acknowledged and heard. */
        void talk() throws IOException {
            int packetId = 1 + said % 60_000;
            String text = String.valueOf(said++);
            long startNanos = System.nanoTime();
            speaker.publish("calm/talk", 1, false, packetId, text.getBytes(UTF_8));
            speaker.flush();
            assertThat(speaker.next(Wire.PUBACK).packetId()).isEqualTo(packetId);
            Wire.Packet heard = listener.next(Wire.PUBLISH);
            assertThat(heard.text()).isEqualTo(text);
            listener.answer(Wire.PUBACK, heard.packetId());
            listener.flush();
            Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
            longest = took.compareTo(longest) > 0 ? took : longest;
        }

        void requireUndisturbed() {
            assertThat(said).isPositive();
            assertThat(longest).isLessThan(DISTURBED);
        }

        @Override
        public void close() throws IOException {
            speaker.disconnect();
            listener.disconnect();
        }
    }
}
