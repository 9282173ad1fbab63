package io.sluice.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What stomp.py sees, in each version of STOMP. The conversations stand in {@code
 * stomp_conversation.py} and check themselves.
 */
final class StompPyTest {
    @RegisterExtension static final GatewayExtension gateway = new GatewayExtension();

    static Stream<Arguments> conversations() {
        Stream<Arguments> all =
                Stream.of("receipts", "unsubscribe", "transaction", "acknowledgement", "error")
                        .flatMap(
                                name ->
                                        Stream.of("1.0", "1.1", "1.2")
                                                .map(version -> Arguments.of(name, version)));
        Stream<Arguments> later =
                Stream.of("heartbeat", "escapes")
                        .flatMap(
                                name ->
                                        Stream.of("1.1", "1.2")
                                                .map(version -> Arguments.of(name, version)));
        return Stream.concat(all, later);
    }

    @ParameterizedTest
    @MethodSource("conversations")
    void conversationGoesAsTheStandardSays(String name, String version) {
        ScriptClient client =
                new ScriptClient(
                        "stomp_conversation.py",
                        "tcp://127.0.0.1:" + gateway.stomp().getPort(),
                        version,
                        Client.Protocol.STOMP);
        try (Program conversation = client.start(List.of("do=" + name))) {
            assertThat(conversation.succeeds()).contains("passed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1", "1.2"})
    void anyBytesArriveAsTheyWereSent(String version) {
        ScriptClient client = ScriptClient.stompPython(gateway.stomp(), version);
        try (Listening listening = client.subscribe("bytes/" + version, 1)) {
            client.publish("bytes/" + version, 1, List.of(), "00", "0a", "ff00fe", "c3a9");

            assertThat(listening.first(4))
                    .extracting(Received::hex)
                    .containsExactly("00", "0a", "ff00fe", "c3a9");
        }
    }
}
