package io.sluice.gateway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of {@code docs/demo} shows each message once, though the gateway is killed. */
final class BrowserRestartTest {
    private static final String TOPIC = "sensors/counter";
    private static final String ROW = "[data-topic='" + TOPIC + "'] ";
    private static final int SEGMENT_BYTES = 16 << 20;

    @TempDir Path data;
    @TempDir Path profile;

    @Test
    void pageGoesOnBehindARestartWithoutLossOrDouble() throws IOException {
        try (GatewayProcess gateway = GatewayProcess.start(data);
                DemoPage page = DemoPage.serve();
                Browser browser = Browser.open(profile)) {
            browser.go(page.of(gateway.web("/stomp"), "sensors/#", "first"));
            browser.awaitText("#state", "connected");
            publish(gateway, 1, 200);
            browser.awaitText(ROW + ".messages", "200");

            gateway.kill9();
            browser.awaitText("#state", "connecting");
            gateway.restart();
            publish(gateway, 201, 300); // perhaps before the page is back
            browser.awaitText(ROW + ".messages", "300");
            publishUntilKilled(gateway, browser);
            gateway.restart();
            publish(gateway, 0, 0);

            browser.awaitText(ROW + ".value", "0");
            String shown = browser.text(ROW + ".messages");
            gateway.stop();
            gateway.requireNoFaults();
            assertThat(shown).isEqualTo(String.valueOf(logged()));
        }
    }

    /** Publishes these numbers; all are acknowledged. */
    private static void publish(GatewayProcess gateway, int first, int last) throws IOException {
        try (Wire device = Wire.connect(gateway.mqtt(), "device", true)) {
            for (int number = first; number <= last; number++) {
                device.publish(TOPIC, 1, false, 1 + number, text(number));
            }
            device.flush();
            for (int number = first; number <= last; number++) {
                device.next(Wire.PUBACK);
            }
            device.disconnect();
        }
    }

    /** Publishes without a pause, and kills the gateway when the page has seen some of it. */
    private static void publishUntilKilled(GatewayProcess gateway, Browser browser)
            throws IOException {
        try (Wire device = Wire.connect(gateway.mqtt(), "device", true)) {
            for (int number = 301; number <= 3_000; number++) {
                device.publish(TOPIC, 1, false, 1 + number, text(number));
            }
            device.flush();
            await("some of it on the page")
                    .atMost(Program.LIMIT)
                    .until(() -> Integer.parseInt(browser.text(ROW + ".messages")) > 310);
            gateway.kill9();
        }
    }

    private int logged() throws IOException {
        return LoggedMessages.read(LoggedMessages.config(data, SEGMENT_BYTES)).of(TOPIC).size();
    }

    private static byte[] text(int number) {
        return String.valueOf(number).getBytes(UTF_8);
    }
}
