package io.sluice.gateway.e2e;

import static io.sluice.gateway.e2e.MqttWords.V3;
import static io.sluice.gateway.e2e.MqttWords.V5;
import static io.sluice.mqtt.MqttBytes.packet;
import static io.sluice.mqtt.MqttBytes.property;
import static io.sluice.mqtt.MqttBytes.raw;
import static io.sluice.mqtt.MqttBytes.text;
import static io.sluice.mqtt.MqttBytes.uint32;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.mqtt.Clause;
import io.sluice.mqtt.MqttBytes;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The first packet, its answer, and what ends a conversation. */
final class MqttConnectingTest {
    private static final int MAXIMUM_PACKET_SIZE = 0x27;

    @RegisterExtension static final GatewayExtension gateway = new GatewayExtension();

    static Stream<MqttWords> versions() {
        return MqttWords.versions();
    }

    @TestFactory
    @Clause(
            value = {
                "MQTT-1.5.4-1",
                "MQTT-1.5.4-2",
                "MQTT-1.5.5-1",
                "MQTT-1.5.7-1",
                "MQTT-2.1.3-1",
                "MQTT-3.1.0-1",
                "MQTT-3.1.2-1",
                "MQTT-3.1.2-2",
                "MQTT-3.1.2-3",
                "MQTT-3.1.2-9",
                "MQTT-3.1.2-11",
                "MQTT-3.1.2-12",
                "MQTT-3.1.2-13",
                "MQTT-3.1.2-16",
                "MQTT-3.1.2-17",
                "MQTT-3.1.2-18",
                "MQTT-3.1.2-19",
                "MQTT-3.1.3-1",
                "MQTT-3.1.3-3",
                "MQTT-3.1.3-4",
                "MQTT-3.1.3-11",
                "MQTT-3.1.3-12",
                "MQTT-3.1.4-1",
                "MQTT-3.1.4-2",
                "MQTT-3.1.4-6",
                "MQTT-3.2.0-1",
                "MQTT-3.2.2-6",
                "MQTT-3.2.2-7",
                "MQTT-3.14.0-1",
                "MQTT-4.12.0-1",
                "MQTT-4.13.2-1"
            },
            v3 = {
                "MQTT-1.5.3-1",
                "MQTT-1.5.3-2",
                "MQTT-2.2.2-1",
                "MQTT-2.2.2-2",
                "MQTT-3.1.0-1",
                "MQTT-3.1.2-1",
                "MQTT-3.1.2-2",
                "MQTT-3.1.2-3",
                "MQTT-3.1.2-9",
                "MQTT-3.1.2-11",
                "MQTT-3.1.2-13",
                "MQTT-3.1.2-14",
                "MQTT-3.1.2-15",
                "MQTT-3.1.2-18",
                "MQTT-3.1.2-19",
                "MQTT-3.1.2-20",
                "MQTT-3.1.2-21",
                "MQTT-3.1.2-22",
                "MQTT-3.1.3-1",
                "MQTT-3.1.3-3",
                "MQTT-3.1.3-4",
                "MQTT-3.1.3-8",
                "MQTT-3.1.3-9",
                "MQTT-3.1.3-10",
                "MQTT-3.1.3-11",
                "MQTT-3.1.4-1",
                "MQTT-3.1.4-5",
                "MQTT-3.2.0-1",
                "MQTT-3.2.2-4",
                "MQTT-3.2.2-5",
                "MQTT-3.2.2-6"
            })
    Stream<DynamicTest> clientIsNotLetIn() {
        String silent = "";
        return Stream.of(
                no("PINGREQ first", raw("c000"), silent),
                no("PUBLISH first", V3.publish("a", "x"), silent),
                no("flags of CONNECT", raw("12 0c 0004 4d515454 04 02 0000 0000"), silent),
                no("padded length", raw("10 8c00 0004 4d515454 05 02 0000 00 0000"), "81"),
                no("another protocol", named("MQTX", 4, 2).string("a").end(), silent),
                no("lower case", named("mqtt", 4, 2).string("a").end(), silent),
                no("level 3", named("MQTT", 3, 2).string("a").end(), "20020001"),
                no("level 0", named("MQTT", 0, 2).string("a").end(), "20020001"),
                no("level 6", named("MQTT", 6, 2).properties().string("a").end(), "84"),
                no("reserved flag of 3.1.1", named("MQTT", 4, 3).string("a").end(), silent),
                no("reserved flag of 5", V5.head(3, 0).string("a").end(), "81"),
                no("will QoS alone of 3.1.1", V3.head(0x0A, 0).string("a").end(), silent),
                no("will QoS alone of 5", V5.head(0x0A, 0).string("a").end(), "81"),
                no("will retain alone of 3.1.1", V3.head(0x22, 0).string("a").end(), silent),
                no("will retain alone of 5", V5.head(0x22, 0).string("a").end(), "81"),
                no("will of QoS 3 of 3.1.1", will(V3, 0x1E, "w").end(), silent),
                no("will of QoS 3 of 5", will(V5, 0x1E, "w").end(), "81"),
                no("will without topic", V3.head(0x06, 0).string("a").end(), silent),
                no("will to a filter", will(V5, 0x06, "w/#").end(), "81"),
                no("will topic with NUL", will(V5, 0x06, "w\0").end(), "81"),
                no("will topic of a surrogate", willTo(V3, SURROGATE).end(), silent),
                no("will topic of a surrogate in 5", willTo(V5, SURROGATE).end(), "81"),
                no("will not announced", will(V3, 0x02, "w").end(), silent),
                no("user not there", V3.head(0x82, 0).string("a").end(), silent),
                no("user not there in 5", V5.head(0x82, 0).string("a").end(), "81"),
                no("user not announced", V3.head(2, 0).string("a").string("u").end(), silent),
                no("user not announced in 5", V5.head(2, 0).string("a").string("u").end(), "81"),
                no("password not there", V3.head(0xC2, 0).string("a").string("u").end(), silent),
                no("password not there in 5", V5.head(0xC2, 0).string("a").string("u").end(), "81"),
                no("password not announced", unannounced(V3), silent),
                no("password not announced in 5", unannounced(V5), "81"),
                no("password without user", V3.head(0x42, 0).string("a").string("p").end(), silent),
                no(
                        "user of a surrogate",
                        V3.head(0x82, 0).string("a").binary(SURROGATE).end(),
                        silent),
                no("user not UTF-8", V5.head(0x82, 0).string("a").binary((byte) 0xC0).end(), "81"),
                no("id of a surrogate", V3.head(2, 0).binary(SURROGATE).end(), silent),
                no("id of a surrogate in 5", V5.head(2, 0).binary(SURROGATE).end(), "81"),
                no("id with NUL", V3.head(2, 0).string("a\0b").end(), silent),
                no("id with NUL in 5", V5.head(2, 0).string("a\0b").end(), "81"),
                no("no id at all", V3.head(2, 0).end(), silent),
                no("no id and a session", V3.head(0, 0).string("").end(), "20020002"),
                no("no id in 3.1", named("MQIsdp", 3, 2).string("").end(), "20020002"),
                no("bytes behind", V5.head(2, 0).string("a").uint8(0).end(), "81"),
                no("receive maximum 0", V5.connect("a", property(0x21, 0, 0)), "82"),
                no("packet size 0", V5.connect("a", uint32(MAXIMUM_PACKET_SIZE, 0)), "82"),
                no("problems 2", V5.connect("a", property(0x17, 2)), "82"),
                no("responses 2", V5.connect("a", property(0x19, 2)), "82"),
                no("expiry twice", V5.connect("a", uint32(0x11, 1), uint32(0x11, 1)), "82"),
                no("a property of PUBLISH", V5.connect("a", property(0x23, 0, 1)), "81"),
                no("user property with NUL", V5.connect("a", text(0x26, "a", "\0")), "81"),
                no("data without a method", V5.connect("a", text(0x16, "x")), "82"),
                no("method that nobody knows", V5.connect("a", text(0x15, "X")), "8c"),
                no("longer than taken", raw("10 ffffff7f 0004 4d515454 05"), silent));
    }

    private static final byte[] SURROGATE = {(byte) 0xED, (byte) 0xA0, (byte) 0x80};

    private static MqttBytes named(String protocol, int level, int flags) {
        return packet(0x10).string(protocol).uint8(level).uint8(flags).uint16(0);
    }

    /** With the flag of a user name, and a password behind it. */
    private static byte[] unannounced(MqttWords say) {
        return say.head(0x82, 0).string("a").string("u").string("p").end();
    }

    private static MqttBytes willTo(MqttWords say, byte[] topic) {
        MqttBytes packet = say.head(0x06, 0).string("a");
        return (say.is5() ? packet.properties() : packet).binary(topic).string("gone");
    }

    private static MqttBytes will(MqttWords say, int flags, String topic) {
        MqttBytes packet = say.head(flags, 0).string("a");
        return (say.is5() ? packet.properties() : packet).string(topic).string("gone");
    }

    /** With an answer of two digits: CONNACK of version 5 with this reason. */
    private static DynamicTest no(String name, byte[] connect, String answer) {
        return DynamicTest.dynamicTest(
                name,
                () -> {
                    MqttProbe probe = MqttProbe.dial(gateway.mqtt(), V5).say(connect);
                    if (!answer.isEmpty()) {
                        boolean is5 = answer.length() == 2;
                        assertThat(probe.next()).matches(is5 ? "20..00" + answer + ".*" : answer);
                    }
                    probe.isClosed();
                });
    }

    @Test
    @Clause(value = "MQTT-3.1.4-6", v3 = "MQTT-3.1.4-5")
    void whatFollowsARefusedConnectIsNotProcessed() throws IOException {
        try (MqttProbe reader = enter(V3, V3.connect("unheard-r")).subscribes("unheard", 0)) {
            MqttProbe probe = MqttProbe.dial(gateway.mqtt(), V3);
            probe.say(V3.head(0, 0).string("").end(), V3.publish("unheard", "x"));

            probe.hears(raw("20020002")).isClosed();
            reader.hearsNothing();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    @Clause(
            value = {
                "MQTT-3.1.4-5",
                "MQTT-3.2.0-1",
                "MQTT-3.2.0-2",
                "MQTT-3.2.2-1",
                "MQTT-3.12.4-1"
            },
            v3 = {"MQTT-3.1.4-4", "MQTT-3.2.0-1", "MQTT-3.12.4-1"})
    void packetsSentWithConnectAreAnsweredBehindConnAck(MqttWords say) throws IOException {
        String topic = "eager/" + say.level();
        MqttProbe probe = MqttProbe.dial(gateway.mqtt(), say);
        probe.say(
                say.connect("eager-" + say.level()),
                say.subscribe(1, topic, 0),
                say.publish(topic, "x"));

        probe.hearsConnAck(0);
        probe.hears(say.subAck(1, 0), say.publish(topic, "x")).pings();
        probe.leaves();
    }

    @Test
    @Clause({
        "MQTT-3.2.2-16",
        "MQTT-3.1.3-6",
        "MQTT-3.1.3-7",
        "MQTT-3.1.2-28",
        "MQTT-3.2.2-8",
        "MQTT-3.2.2-22",
        "MQTT-2.2.2-1"
    })
    void emptyIdIsReplacedAndNothingIsToldThatWasNotAskedFor() throws IOException {
        byte[] nobody = V5.connect("");
        try (MqttProbe one = MqttProbe.dial(gateway.mqtt(), V5).say(nobody);
                MqttProbe two = MqttProbe.dial(gateway.mqtt(), V5).say(nobody)) {
            String first = one.next();
            String second = two.next();
            assertThat(first).matches("20..0000..21040012001b6175746f2d.*2200402700400000");
            assertThat(second).matches("20..0000.*").isNotEqualTo(first);
            one.hearsNothing();
        }
    }

    @Test
    @Clause(
            v3 = {"MQTT-3.1.3-5", "MQTT-3.1.3-6", "MQTT-3.1.3-7"},
            value = "MQTT-3.1.3-5")
    void idsThatMustBeTakenAreTaken() throws IOException {
        String id = "0123456789abcdefXYZqrst";
        assertThat(id).hasSize(23);
        enter(V3, V3.connect(id)).leaves();
        enter(V5, V5.connect(id)).leaves();
        enter(V3, V3.connect("")).leaves();
        enter(V3, named("MQIsdp", 3, 2).string(id).end()).leaves();
    }

    @Test
    void responseInformationAndExpiryAreToldWhenDue() throws IOException {
        byte[] asks = V5.connect("asks", property(0x19, 1), uint32(0x11, 0xFFFFFFFFL));
        MqttProbe probe = MqttProbe.dial(gateway.mqtt(), V5).say(asks);

        assertThat(probe.next())
                .contains("1a000b7265706c792f61736b732f") // reply/asks/
                .contains("1100278d00"); // 30 days
        probe.leaves();
    }

    @ParameterizedTest
    @MethodSource("versions")
    @Clause(
            value = {"MQTT-3.1.0-2", "MQTT-4.13.1-1"},
            v3 = {"MQTT-3.1.0-2", "MQTT-4.8.0-1"})
    void secondConnectEndsTheConnection(MqttWords say) throws IOException {
        String id = "second-" + say.level();
        MqttProbe probe = enter(say, say.connect(id));

        probe.say(say.connect(id)).isPutOut(0x82);
    }

    @ParameterizedTest
    @MethodSource("versions")
    @Clause(
            value = {"MQTT-3.14.4-1", "MQTT-3.14.4-2"},
            v3 = {"MQTT-3.14.4-1", "MQTT-3.14.4-2"})
    void nothingIsHeardOrSaidBehindAGoodbye(MqttWords say) throws IOException {
        String topic = "behind/" + say.level();
        try (MqttProbe reader = enter(say, say.connect("behind-r")).subscribes(topic, 0)) {
            MqttProbe probe = enter(say, say.connect("behind-" + say.level()));

            probe.say(MqttProbe.DISCONNECT, say.publish(topic, "x"), MqttProbe.PING).isClosed();

            reader.hearsNothing();
        }
    }

    @Test
    @Clause({"MQTT-3.9.2-1", "MQTT-3.14.2-2", "MQTT-3.14.2-3", "MQTT-3.1.2-24"})
    void nothingIsLongerThanTheClientTakes() throws IOException {
        byte[] connect = V5.connect("tiny", uint32(MAXIMUM_PACKET_SIZE, 20));
        MqttProbe probe = enter(V5, connect).subscribes("t", 1);
        probe.say(V5.publish("t", "0123456789"));
        probe.hears(V5.publish("t", "0123456789"));

        probe.say(V5.publish("t", "0123456789abcdefghij")).hearsNothing();
        // the reason string does not fit
        probe.say(V5.subscribe(2, "$replay/x/a", 0)).hears(V5.subAck(2, 0x8F));
        probe.say(V5.unsubscribe(3, "x")).hears(V5.unsubAck(3, 0x11));

        probe.say(raw("e001 8b")).hears(raw("e002 81 00")).isClosed();
    }

    @Test
    @Clause("MQTT-3.2.2-19")
    void reasonOfARefusalIsLeftOutIfItIsTooLong() throws IOException {
        byte[] connect = V5.connect("", uint32(MAXIMUM_PACKET_SIZE, 12), text(0x15, "X"));
        MqttProbe probe = MqttProbe.dial(gateway.mqtt(), V5).say(connect);

        probe.hears(raw("2003 00 8c 00")).isClosed();
    }

    @Test
    void bridgesOfMosquittoAreToldToTryAgain() throws IOException {
        MqttProbe probe = MqttProbe.dial(gateway.mqtt(), V3);

        probe.say(named("MQTT", 0x84, 2).string("bridge").end());

        probe.hears(raw("20020001")).isClosed();
    }

    private static MqttProbe enter(MqttWords say, byte[] connect) throws IOException {
        return MqttProbe.enter(gateway.mqtt(), say, connect);
    }
}
