package io.sluice.gateway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The page of {@code docs/demo} in Chromium, and what devices and it tell each other. */
final class BrowserTest {
    private static final Path DEMO = Path.of("..", "docs", "demo");
    private static final Pattern PAGE = Pattern.compile("^open (http://\\S+)$");

    @RegisterExtension static final GatewayExtension gateway = new GatewayExtension();

    @TempDir static Path profile;
    private static Program page;
    private static Browser browser;

    @BeforeAll
    static void openThePage() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        page = Program.start("page", List.of(java, DEMO.resolve("Serve.java").toString(), "0"));
        browser = Browser.open(profile);
        String asked = "?gateway=" + URLEncoder.encode(gateway.web("/stomp"), UTF_8);
        browser.go(page.await(PAGE).group(1) + asked);
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
    void pageHasTheLibraryThatTheOtherTestsUse() throws IOException {
        Path tested = Path.of(NodeModules.path(), "@stomp/stompjs/bundles/stomp.umd.min.js");

        assertThat(Files.readString(DEMO.resolve("stomp.umd.min.js")))
                .isEqualTo(Files.readString(tested));
    }
}
