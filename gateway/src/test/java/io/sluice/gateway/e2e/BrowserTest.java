package io.sluice.gateway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page of {@code docs/demo} in Chromium, and what devices and it tell each other. */
final class BrowserTest {
    private static final Path CONVERSATION =
            Path.of("src", "test", "resources", "e2e", "web_conversation.js");

    @RegisterExtension static final GatewayExtension gateway = new GatewayExtension();

    @TempDir static Path profile;
    private static DemoPage page;
    private static Browser browser;

    @BeforeAll
    static void openThePage() {
        page = DemoPage.serve();
        browser = Browser.open(profile);
        browser.go(page.of(gateway.web("/stomp"), "sensors/#", "-15m"));
        browser.awaitText("#state", "connected");
    }

    @AfterAll
    static void closeThePage() {
        browser.close();
        page.close();
    }

    @Test
    void pageShowsWhatADevicePublishes() {
        MosquittoClient device = new MosquittoClient(gateway.mqtt(), "mqttv5");

        device.pub(
                "sensors/kitchen/temperature",
                "21.5",
                "-q",
                "1",
                "-D",
                "publish",
                "user-property",
                "unit",
                "°C");

        browser.awaitText("[data-topic='sensors/kitchen/temperature'] .value", "21.5");
        assertThat(browser.text("[data-topic='sensors/kitchen/temperature'] .unit"))
                .isEqualTo("°C");
    }

    @Test
    void pageShowsEachOfManyValues() {
        MosquittoClient device = new MosquittoClient(gateway.mqtt(), "mqttv311");
        String topic = "sensors/counter";

        device.pubLines(topic, IntStream.rangeClosed(1, 500).mapToObj(String::valueOf));

        browser.awaitText("[data-topic='" + topic + "'] .value", "500");
        assertThat(browser.text("[data-topic='" + topic + "'] .messages")).isEqualTo("500");
    }

    @Test
    void deviceGetsWhatThePageSends() {
        MosquittoClient device = new MosquittoClient(gateway.mqtt(), "mqttv5");
        try (Listening listening = device.subscribe("sensors/browser/#", 1)) {
            browser.fill("#topic", "sensors/browser/knob");
            browser.fill("#value", "7 ½");
            browser.click("#send button");

            Received got = listening.first();
            assertThat(got.topic()).isEqualTo("sensors/browser/knob");
            assertThat(got.text()).isEqualTo("7 ½");
            assertThat(got.properties()).contains("sender:browser");
            browser.awaitText("#sent", "sensors/browser/knob is in the log");
        }
    }

    @Test
    void pageShowsThePastFromWhereItIsAsked() {
        MosquittoClient device = new MosquittoClient(gateway.mqtt(), "mqttv5");
        String topic = "sensors/past";
        device.pubLines(topic, IntStream.rangeClosed(1, 20).mapToObj(String::valueOf), "-q", "1");
        browser.awaitText("[data-topic='" + topic + "'] .messages", "20");

        browser.fill("#from", "last");
        browser.click("#replay button");

        browser.awaitText("#total", "1");
        assertThat(browser.text("[data-topic='" + topic + "'] .value")).isEqualTo("20");
        browser.fill("#from", "first");
        browser.click("#replay button");
        browser.awaitText("[data-topic='" + topic + "'] .messages", "20");
    }

    @ParameterizedTest
    @CsvSource({
        "stompjs, StompJs, @stomp/stompjs/bundles/stomp.umd.min.js",
        "webstomp, webstomp, webstomp-client/dist/webstomp.min.js"
    })
    void librariesForPagesTalkFromAPage(String kind, String global, String bundle)
            throws IOException {
        browser.load(Files.readString(Path.of(NodeModules.path(), bundle)));
        browser.load(Files.readString(CONVERSATION));

        browser.run(
                """
                document.querySelector('#sent').textContent = 'talking';
                converse(arguments[0], window[arguments[1]], WebSocket, arguments[2], 'web/' + arguments[0])
                  .then(() => 'passed', (fault) => String(fault))
                  .then((text) => { document.querySelector('#sent').textContent = text; });
                """,
                kind,
                global,
                gateway.web("/stomp"));

        browser.awaitText("#sent", "passed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stompjs", "webstomp"})
    void librariesForPagesTalkFromNode(String kind) {
        List<String> command =
                List.of(
                        "node",
                        CONVERSATION.toString(),
                        "address=" + gateway.web("/stomp"),
                        "library=" + kind);
        Map<String, String> modules = Map.of("NODE_PATH", NodeModules.path());
        try (Program conversation = Program.start("conversation-" + kind, command, modules)) {
            assertThat(conversation.succeeds()).contains("passed");
        }
    }

    @Test
    void deviceAnswersWhatThePageAsks() throws Exception {
        Mqtt5AsyncClient device = device();
        device.subscribeWith()
                .topicFilter("ask/device")
                .callback(question -> answer(device, question, "21.5 °C"))
                .send()
                .get(30, TimeUnit.SECONDS);

        browser.run(
                """
                client.subscribe('/temp-queue/answers', (answer) => {
                  document.querySelector('#sent').textContent =
                    answer.headers['correlation-id'] + ' ' + answer.body;
                });
                client.publish({
                  destination: '/topic/ask/device',
                  body: 'how warm?',
                  headers: { 'reply-to': '/temp-queue/answers', 'correlation-id': 'a:42' },
                });
                """);

        browser.awaitText("#sent", "a:42 21.5 °C");
        device.disconnect().get(30, TimeUnit.SECONDS);
    }

    @Test
    void pageAnswersWhatADeviceAsks() throws Exception {
        Mqtt5AsyncClient device = device();
        CompletableFuture<Mqtt5Publish> answer = new CompletableFuture<>();
        device.subscribeWith()
                .topicFilter("answers/device")
                .callback(answer::complete)
                .send()
                .get(30, TimeUnit.SECONDS);
        browser.run(
                """
                client.watchForReceipt('answering', () => {
                  document.querySelector('#sent').textContent = 'answering';
                });
                client.subscribe('/topic/ask/page', (question) => client.publish({
                  destination: question.headers['reply-to'],
                  body: question.body + ' Nobody.',
                  headers: { 'correlation-id': question.headers['correlation-id'] },
                }), { receipt: 'answering' });
                """);
        browser.awaitText("#sent", "answering");

        byte[] correlation = {0, 1, -1, '\n'};
        device.publishWith()
                .topic("ask/page")
                .qos(MqttQos.AT_LEAST_ONCE)
                .responseTopic("answers/device")
                .correlationData(correlation)
                .payload("Who is there?".getBytes(UTF_8))
                .send()
                .get(30, TimeUnit.SECONDS);

        Mqtt5Publish got = answer.get(30, TimeUnit.SECONDS);
        assertThat(new String(got.getPayloadAsBytes(), UTF_8)).isEqualTo("Who is there? Nobody.");
        assertThat(got.getCorrelationData()).contains(ByteBuffer.wrap(correlation));
        device.disconnect().get(30, TimeUnit.SECONDS);
    }

    private static Mqtt5AsyncClient device() throws Exception {
        Mqtt5AsyncClient device =
                MqttClient.builder()
                        .useMqttVersion5()
                        .serverHost("127.0.0.1")
                        .serverPort(gateway.mqtt().getPort())
                        .buildAsync();
        device.connect().get(30, TimeUnit.SECONDS);
        return device;
    }

    private static void answer(Mqtt5AsyncClient device, Mqtt5Publish question, String text) {
        var unused =
                device.publishWith()
                        .topic(question.getResponseTopic().orElseThrow())
                        .correlationData(question.getCorrelationData().orElse(null))
                        .payload(text.getBytes(UTF_8))
                        .send();
    }

    @Test
    void pageHasTheLibraryThatTheOtherTestsUse() throws IOException {
        Path tested = Path.of(NodeModules.path(), "@stomp/stompjs/bundles/stomp.umd.min.js");

        assertThat(Files.readString(DemoPage.FOLDER.resolve("stomp.umd.min.js")))
                .isEqualTo(Files.readString(tested));
    }
}
