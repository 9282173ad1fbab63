package io.sluice.gateway.e2e;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The console in Chromium: a person looks in. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConsoleTest {
    @RegisterExtension static final GatewayExtension gateway = new GatewayExtension();

    @TempDir static Path profile;
    private Browser browser;

    @BeforeAll
    void enter() {
        MosquittoClient device = new MosquittoClient(gateway.mqtt(), "mqttv5");
        device.pub("plant/a/temp", "21.5 °C", "-q", "1");
        device.pub("plant/b/name", "<b>bold</b>", "-q", "1");
        device.pub("$queue/jobs", "work", "-q", "1");
        browser = Browser.open(profile);
        browser.go(gateway.admin("/"));
        browser.fill("#token", gateway.token());
        browser.click("#enter");
    }

    @AfterAll
    void close() {
        browser.close();
    }

    @Test
    void overviewTellsTheListeners() {
        browser.click("[data-view=overview]");

        browser.awaitText("#content table tbody tr td", "mqtt");
    }

    @Test
    void topicsShowTheirLastValueAndWhatBecameOfIt() {
        browser.click("[data-view=topics]");

        browser.awaitText("[data-topic='plant/a/temp']", "21.5 °C");
        browser.click("[data-topic='plant/a/temp']");
        browser.awaitText("#payload", "21.5 °C");
    }

    @Test
    void whatAClientSentIsShownAsText() {
        browser.click("[data-view=topics]");

        browser.awaitText("[data-topic='plant/b/name']", "<b>bold</b>");
    }

    @Test
    void messagesAreFoundByFilter() {
        browser.click("[data-view=messages]");
        browser.change("[name=filter]", "plant/a/#");

        browser.awaitText("#content tbody tr:only-child td:nth-child(3)", "plant/a/temp");
    }

    @Test
    void queuesShowTheirLag() {
        browser.click("[data-view=queues]");

        browser.awaitText("#content tbody td", "$queue/jobs");
    }

    @Test
    void clientsAndSessionsAreListed() {
        MosquittoClient device = new MosquittoClient(gateway.mqtt(), "mqttv5");
        Listening listening = device.sub("plant/#", "-q", "1", "-i", "looker");
        try {
            browser.click("[data-view=clients]");
            browser.change("[name=name]", "looker");
            browser.awaitText("#content tbody td", "mqtt:looker");
            browser.click("[data-view=sessions]");
            browser.change("[name=name]", "looker");
            browser.awaitText("#content tbody td", "mqtt:looker");
        } finally {
            listening.close();
        }
    }
}
