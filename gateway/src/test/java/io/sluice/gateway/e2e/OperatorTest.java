package io.sluice.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an operator does, as real clients feel it. */
final class OperatorTest {
    @RegisterExtension static final GatewayExtension gateway = new GatewayExtension();

    private final AdminApi api = new AdminApi(gateway);
    private final MosquittoClient device = new MosquittoClient(gateway.mqtt(), "mqttv5");

    @Test
    void clientOfMqtt5IsToldThatAnOperatorHasEndedIt() {
        Program client = device.startSub("plant/#", "-i", "kicked", "-q", "1");
        client.await(Pattern.compile("^Subscribed \\(mid"));

        assertThat(api.ask("DELETE", "clients/mqtt:kicked", "").body())
                .isEqualTo("{\"dismissed\":1}");

        client.await(Pattern.compile("DISCONNECT \\(152\\)"));
        client.close();
    }

    @Test
    void clientOfStompIsListedAndEnded() {
        ScriptClient stomp = ScriptClient.stompPython(gateway.stomp(), "1.2");
        Listening listening = stomp.subscribe("plant/#", 1);
        String clients = api.get("clients?name=stomp:");
        assertThat(clients).contains("\"version\":\"STOMP 1.2\"").contains("\"transport\":\"tcp\"");
        String name = clients.replaceAll("(?s).*\"client\":\"(stomp:[^\"]+)\".*", "$1");

        assertThat(api.ask("DELETE", "clients/" + name.replace("/", "%2F"), "").statusCode())
                .isEqualTo(200);

        await("end")
                .atMost(Program.LIMIT)
                .until(() -> !api.get("clients?name=stomp:").contains("stomp:"));
        listening.close();
    }

    @Test
    void publisherOfStompIsToldOfItsMessage() {
        ScriptClient stomp = ScriptClient.stompPython(gateway.stomp(), "1.2");
        stomp.publish("told/a", 1, List.of(), "31");
        String found = api.get("messages?filter=told/%23");
        String offset = found.replaceAll("(?s).*\"offset\":(\\d+).*", "$1");

        assertThat(api.get("messages/" + offset + "/explain"))
                .containsPattern("\"publisher\":\"stomp:@127.0.0.1:\\d+\"");
    }

    @Test
    void sessionThatIsMovedBackReadsAgain() {
        Listening listening = device.sub("again/#", "-i", "reader", "-q", "1", "-c", "-x", "600");
        device.pub("again/a", "one", "-q", "1");
        device.pub("again/a", "two", "-q", "1");
        listening.first(2);

        assertThat(
                        api.ask("POST", "sessions/mqtt:reader/seek", "{\"where\":\"first\"}")
                                .statusCode())
                .isEqualTo(200);

        assertThat(listening.first(4))
                .extracting(Received::text)
                .containsExactly("one", "two", "one", "two");
        listening.close();
    }
}
