package io.sluice.gateway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway on a disk that fills up and is emptied again: what each protocol is told meanwhile, and
 * that nothing which was acknowledged is lost.
 */
final class FullDiskTest {
    private static final long MIB = 1 << 20;
    private static final String FILLER = " filler".repeat(15_000);

    @TempDir Path folder;
    private final List<String> acknowledged = new ArrayList<>();

    @Test
    void itIsEnteredAndLeftWithoutARestartAndLosesNothing() throws Exception {
        Optional<SmallDisk> mounted = SmallDisk.mount(folder.resolve("disk"), 64);
        Assumptions.assumeTrue(mounted.isPresent(), "only root can mount a small disk");
        try (SmallDisk disk = mounted.get()) {
            disk.fillBut(13 * MIB); // room for a first segment, and for no other
            live(disk);
        }
    }

    private void live(SmallDisk disk) throws Exception {
        try (GatewayProcess gateway = start(disk)) {
            PersistentReader sleeper = sleeper(gateway);
            sleeper.disconnect();
            Mqtt5BlockingClient publisher = connect(gateway);
            publish(publisher, 20);
            publishUntilFull(publisher);

            requireRefused(gateway, publisher);
            assertThat(replayed(gateway)).isEqualTo(acknowledged);
            sleeper.connect();
            awaitAll(sleeper);

            disk.free();
            await("room").atMost(Program.LIMIT).until(() -> isTaken(publisher));
            publish(publisher, 20);

            awaitAll(sleeper);
            publisher.disconnect();
            sleeper.disconnect();
            gateway.kill9();
            gateway.restart();
            assertThat(replayed(gateway)).isEqualTo(acknowledged);
            gateway.stop();
        }
    }

    private static GatewayProcess start(SmallDisk disk) {
        return GatewayProcess.start(
                disk.data(),
                "log.segment-bytes=16MiB",
                "log.record-bytes-max=1MiB",
                "log.free-bytes-min=2MiB");
    }

    private static PersistentReader sleeper(GatewayProcess gateway) {
        PersistentReader reader = new PersistentReader(gateway.mqtt(), "sleeper");
        reader.connect();
        reader.subscribe("disk/#", MqttQos.AT_LEAST_ONCE);
        return reader;
    }

    private void awaitAll(PersistentReader reader) {
        await("all that was acknowledged")
                .atMost(Program.LIMIT)
                .until(() -> reader.of("disk/1").equals(acknowledged));
    }

    /** What somebody finds who reads from the first message on. */
    private List<String> replayed(GatewayProcess gateway) throws IOException {
        try (Wire reader = Wire.connect(gateway.mqtt(), "looks back", true)) {
            reader.subscribe("$replay/first/disk/#", 1);
            List<String> got = new ArrayList<>();
            while (got.size() < acknowledged.size()) {
                Wire.Packet packet = reader.next(Wire.PUBLISH);
                got.add(packet.text());
                reader.answer(Wire.PUBACK, packet.packetId());
                reader.flush();
            }
            reader.disconnect();
            return got;
        }
    }

    private static Mqtt5BlockingClient connect(GatewayProcess gateway) {
        Mqtt5BlockingClient client =
                MqttClient.builder()
                        .useMqttVersion5()
                        .identifier("publisher")
                        .serverAddress(gateway.mqtt())
                        .buildBlocking();
        client.connect();
        return client;
    }

    private void publish(Mqtt5BlockingClient publisher, int count) {
        for (int i = 0; i < count; i++) {
            String text = acknowledged.size() + FILLER;
            Mqtt5PublishResult result = send(publisher, text);
            assertThat(result.getError()).isEmpty();
            acknowledged.add(text);
        }
    }

    private static Mqtt5PublishResult send(Mqtt5BlockingClient publisher, String text) {
        return publisher
                .publishWith()
                .topic("disk/1")
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(text.getBytes(UTF_8))
                .send();
    }

    private void publishUntilFull(Mqtt5BlockingClient publisher) {
        assertThatThrownBy(
                        () -> {
                            while (acknowledged.size() < 1_000) {
                                publish(publisher, 1);
                            }
                        })
                .isInstanceOfSatisfying(
                        Mqtt5PubAckException.class,
                        refusal ->
                                assertThat(refusal.getMqttMessage().getReasonCode())
                                        .isEqualTo(Mqtt5PubAckReasonCode.QUOTA_EXCEEDED));
    }

    private boolean isTaken(Mqtt5BlockingClient publisher) {
        String text = acknowledged.size() + FILLER;
        try {
            send(publisher, text);
        } catch (Mqtt5PubAckException stillFull) {
            return false;
        }
        acknowledged.add(text);
        return true;
    }

    private void requireRefused(GatewayProcess gateway, Mqtt5BlockingClient publisher)
            throws Exception {
        assertThat(isTaken(publisher)).isFalse();
        try (Wire version3 = Wire.connect(gateway.mqtt(), "version 3", true)) {
            version3.publish("disk/1", 1, false, 1, FILLER.getBytes(UTF_8));
            version3.flush();
            assertThatThrownBy(version3::next).isInstanceOf(IOException.class);
        }
        long droppedBefore = dropped(gateway);
        try (Wire shouter = Wire.connect(gateway.mqtt(), "shouter", true)) {
            shouter.publish("disk/1", 0, false, 0, FILLER.getBytes(UTF_8));
            shouter.ping();
            shouter.next(Wire.PINGRESP);
        }
        await("a count of what was dropped")
                .atMost(Program.LIMIT)
                .until(() -> dropped(gateway) > droppedBefore);
        assertThat(stompAnswer(gateway)).startsWith("ERROR");
    }

    private static String stompAnswer(GatewayProcess gateway) throws IOException {
        try (Socket socket = new Socket(gateway.stomp().getAddress(), gateway.stomp().getPort())) {
            socket.setSoTimeout((int) Program.LIMIT.toMillis());
            say(socket, "CONNECT\naccept-version:1.2\nhost:localhost\n\n\0");
            assertThat(frame(socket)).startsWith("CONNECTED");
            say(socket, "SEND\ndestination:/topic/disk/1\nreceipt:r\n\n" + FILLER + "\0");
            return frame(socket);
        }
    }

    private static void say(Socket socket, String frame) throws IOException {
        socket.getOutputStream().write(frame.getBytes(UTF_8));
    }

    private static String frame(Socket socket) throws IOException {
        StringBuilder frame = new StringBuilder();
        int next = socket.getInputStream().read();
        while (next > 0) {
            frame.append((char) next);
            next = socket.getInputStream().read();
        }
        return frame.toString().strip();
    }

    private static long dropped(GatewayProcess gateway) throws IOException, InterruptedException {
        String metrics =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create(gateway.admin("/metrics")))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body();
        return metrics.lines()
                .filter(
                        line ->
                                line.startsWith(
                                        "sluice_messages_dropped_total{reason=\"disk_full\""))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
                .sum();
    }
}
