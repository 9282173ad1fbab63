package io.sluice.mqtt;

import static io.sluice.mqtt.MqttBytes.packet;
import static io.sluice.mqtt.MqttBytes.raw;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.Request;
import io.sluice.broker.SessionState;
import io.sluice.broker.Subscription;
import io.sluice.broker.TopicFilter;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where MQTT 3.1 asks for less than 3.1.1 does. */
final class Version31Test {
    private static final int CLEAN = 0x02;

    private final TestGateway gateway = new TestGateway();

    @Test
    void clientIsLetInUnderTheOldNameOfTheProtocol() {
        TestClient client = gateway.socket();

        client.send(connect(0x10, CLEAN).string("me").end());
        gateway.open(client, SessionState.NEW);

        assertThat(client.received()).isEqualTo("20020000");
    }

    @ParameterizedTest
    @CsvSource({
        "12345678901234567890123, true",
        "123456789012345678901234, false",
        "\u00E4\u00F6\u00FC\u00E4\u00F6\u00FC\u00E4\u00F6\u00FC\u00E4\u00F6\u00FC\u00E4\u00F6\u00FC,"
            + " true"
    })
    void idHas23CharactersAtMost(String id, boolean isTaken) {
        TestClient client = gateway.socket();

        client.send(connect(0x10, CLEAN).string(id).end());

        if (isTaken) {
            assertThat(gateway.ingress().last(Request.Open.class).session().name().id())
                    .isEqualTo(id);
        } else {
            assertThat(client.received()).isEqualTo("20020002");
        }
    }

    @Test
    void connAckSaysNothingOfASessionThatWasThere() {
        TestClient client = gateway.socket();

        client.send(connect(0x10, 0).string("me").end());
        SessionState blank = SessionState.NEW;
        gateway.open(
                client,
                new SessionState(true, blank.subscriptions(), new int[0], blank.inflight()));

        // the first byte of its CONNACK is not used
        assertThat(client.received()).isEqualTo("20020000");
    }

    @TestFactory
    Stream<DynamicTest> flagsThatAreNotUsedMayBeAnything() {
        return Stream.of(0x11, 0x14, 0x1F)
                .map(
                        first ->
                                DynamicTest.dynamicTest(
                                        Integer.toHexString(first),
                                        () -> {
                                            TestClient client = gateway.socket();

                                            client.send(connect(first, CLEAN).string("a").end());
                                            gateway.open(client, SessionState.NEW);
                                            client.send(raw("cf00"));

                                            assertThat(client.received()).isEqualTo("20020000d000");
                                        }));
    }

    @Test
    void flagOfAUserNameThatIsNotThereMeansNothing() {
        TestClient client = gateway.socket();

        client.send(connect(0x10, 0xC0 | CLEAN).string("me").end());

        Request.Open open = gateway.ingress().last(Request.Open.class);
        assertThat(open.session().name().id()).isEqualTo("me");
    }

    @Test
    void secondTryOfASubscribeSaysSoAndItsUpperBitsAreNotRead() {
        TestClient client = gateway.connected(connect(0x10, CLEAN).string("me").end());

        // SUBSCRIBE, DUP, QoS 1: id 1, "a", QoS 1 and six bits that are not used
        client.send(raw("8a06 0001 000161 fd"));

        assertThat(gateway.ingress().last(Request.Subscribe.class).wanted())
                .containsExactly(Subscription.of(new TopicFilter("a"), 1));
    }

    private static MqttBytes connect(int first, int flags) {
        return packet(first).string("MQIsdp").uint8(3).uint8(flags).uint16(60);
    }
}
