package io.sluice.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.listen.TestKeys;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** STOMP over TLS and over WSS, with clients that look at the certificate. */
final class StompTlsTest {
    @TempDir static Path folder;

    private static final int PORT = FreePort.take();
    private static GatewayProcess gateway;
    private static Path certificate;

    @BeforeAll
    static void start() throws Exception {
        TestKeys keys = TestKeys.make(folder, "gateway");
        certificate = keys.certificateFile();
        gateway =
                GatewayProcess.start(
                        folder.resolve("data"),
                        "listeners.stomps.enabled=true",
                        "listeners.stomps.bind=127.0.0.1:" + PORT,
                        "listeners.stomps.tls.certificate=" + certificate,
                        "listeners.stomps.tls.key=" + keys.keyFile(),
                        "listeners.web.tls.certificate=" + certificate,
                        "listeners.web.tls.key=" + keys.keyFile());
    }

    @AfterAll
    static void stop() {
        try (GatewayProcess ended = gateway) {
            ended.stop();
            ended.requireNoFaults();
        }
    }

    @ParameterizedTest
    @CsvSource({"receipts, 1.1", "receipts, 1.2", "heartbeat, 1.2", "error, 1.2"})
    void stompPyTalksOverTls(String name, String version) {
        ScriptClient client =
                new ScriptClient(
                        "stomp_conversation.py",
                        "tls://127.0.0.1:" + PORT,
                        version,
                        Client.Protocol.STOMP);
        try (Program conversation = client.start(List.of("do=" + name, "ca=" + certificate))) {
            assertThat(conversation.succeeds()).contains("passed");
        }
    }

    @Test
    void pageTalksOverWss() {
        String address = gateway.web("/stomp").replace("ws://", "wss://");
        Path script = Path.of("src", "test", "resources", "e2e", "web_conversation.js");
        List<String> command =
                List.of("node", script.toString(), "address=" + address, "library=stompjs");
        Map<String, String> environment =
                Map.of(
                        "NODE_PATH",
                        NodeModules.path(),
                        "NODE_EXTRA_CA_CERTS",
                        certificate.toString());
        try (Program conversation = Program.start("conversation-wss", command, environment)) {
            assertThat(conversation.succeeds()).contains("passed");
        }
    }
}
