package io.sluice.gateway.e2e;

import static io.sluice.gateway.e2e.MqttWords.V5;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.mqtt.Clause;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** MQTT's bytes in WebSocket frames. */
final class MqttWebSocketTest {
    @RegisterExtension static final GatewayExtension gateway = new GatewayExtension();

    private final Frames frames = new Frames();

    @Test
    @Clause(
            value = {"MQTT-6.0.0-2", "MQTT-6.0.0-3", "MQTT-6.0.0-4"},
            v3 = {"MQTT-6.0.0-2", "MQTT-6.0.0-3", "MQTT-6.0.0-4"})
    void packetsMayBeCutIntoFramesAnywhere() throws Exception {
        WebSocket socket = dial("mqtt");
        assertThat(socket.getSubprotocol()).isEqualTo("mqtt");

        byte[] connect = V5.connect("cut");
        for (byte one : connect) {
            send(socket, one);
        }
        assertThat(frames.next()).matches("20..0000.*");

        send(socket, MqttProbe.PING[0], MqttProbe.PING[1], MqttProbe.PING[0]);
        assertThat(frames.next()).isEqualTo("d000");
        send(socket, MqttProbe.PING[1]);
        assertThat(frames.next()).isEqualTo("d000");
    }

    @Test
    @Clause(value = "MQTT-6.0.0-1", v3 = "MQTT-6.0.0-1")
    void textFrameEndsTheConnection() throws Exception {
        WebSocket socket = dial("mqtt");

        socket.sendText("hello", true).get(Program.LIMIT.toSeconds(), TimeUnit.SECONDS);

        assertThat(frames.next()).isEqualTo("closed");
    }

    private WebSocket dial(String subprotocol) throws Exception {
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols(subprotocol)
                .buildAsync(URI.create(gateway.web("/mqtt")), frames)
                .get(Program.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static void send(WebSocket socket, byte... bytes) throws Exception {
        socket.sendBinary(ByteBuffer.wrap(bytes), true)
                .get(Program.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** What comes, frame by frame. */
    private static final class Frames implements WebSocket.Listener {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

        String next() throws InterruptedException {
            return heard.poll(Program.LIMIT.toSeconds(), TimeUnit.SECONDS);
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            heard.add(HexFormat.of().formatHex(bytes));
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            heard.add("closed");
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            heard.add("closed");
        }
    }
}
