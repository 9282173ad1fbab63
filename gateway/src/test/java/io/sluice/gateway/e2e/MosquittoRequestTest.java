package io.sluice.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Request and response by mosquitto_rr: MQTT 5's response topic and correlation data. */
final class MosquittoRequestTest {
    @RegisterExtension static final GatewayExtension gateway = new GatewayExtension();

    @Test
    void answerReachesWhoAsked() {
        MosquittoClient answering = new MosquittoClient(gateway.mqtt(), "mqttv5");
        try (Listening service = answering.subscribe("rooms/temperature", 1);
                Program request = ask("rooms/temperature", "answers/one", "which room?")) {
            assertThat(service.first().text()).isEqualTo("which room?");

            answering.pub("answers/one", "the kitchen", "-q", "1");

            assertThat(request.succeeds()).contains("the kitchen");
        }
    }

    @Test
    void responseTopicAndCorrelationDataReachWhoAnswers() {
        String format = "message\\t%t\\t%q\\t%r\\t%x\\t%R:%D";
        MosquittoClient answering = new MosquittoClient(gateway.mqtt(), "mqttv5");
        try (Listening service = answering.sub("rooms/door", "-q", "1", "-F", format);
                Program request =
                        ask(
                                "rooms/door",
                                "answers/two",
                                "open?",
                                "-D",
                                "publish",
                                "correlation-data",
                                "c-7")) {
            assertThat(service.first().properties()).containsExactly("answers/two:c-7");

            answering.pub("answers/two", "no", "-q", "1");

            assertThat(request.succeeds()).contains("no");
        }
    }

    private static Program ask(String topic, String answers, String text, String... options) {
        InetSocketAddress address = gateway.mqtt();
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "mosquitto_rr",
                                "-V",
                                "mqttv5",
                                "-h",
                                address.getAddress().getHostAddress(),
                                "-p",
                                String.valueOf(address.getPort()),
                                "-q",
                                "1",
                                "-t",
                                topic,
                                "-e",
                                answers,
                                "-m",
                                text));
        command.addAll(List.of(options));
        return Program.start("mosquitto_rr", command);
    }
}
