package io.sluice.mqtt;

import static io.sluice.mqtt.MqttBytes.packet;
import static io.sluice.mqtt.MqttBytes.property;
import static io.sluice.mqtt.MqttBytes.raw;
import static io.sluice.mqtt.MqttBytes.text;
import static io.sluice.mqtt.MqttBytes.uint32;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.mqtt.packet.Reason;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What no client may send, and what it is told in each version. */
final class StrictnessTest {
    private final TestGateway gateway = new TestGateway();

    @TestFactory
    @Clause({
        "MQTT-1.5.4-1",
        "MQTT-1.5.4-2",
        "MQTT-1.5.5-1",
        "MQTT-2.1.3-1",
        "MQTT-2.2.1-3",
        "MQTT-3.1.0-2",
        "MQTT-3.3.1-2",
        "MQTT-3.3.1-4",
        "MQTT-3.3.2-1",
        "MQTT-3.3.2-2",
        "MQTT-3.3.2-7",
        "MQTT-3.3.2-13",
        "MQTT-3.3.2-14",
        "MQTT-3.3.4-6",
        "MQTT-3.6.1-1",
        "MQTT-3.8.1-1",
        "MQTT-3.8.3-1",
        "MQTT-3.8.3-2",
        "MQTT-3.8.3-4",
        "MQTT-3.8.3-5",
        "MQTT-3.10.1-1",
        "MQTT-3.10.3-1",
        "MQTT-3.10.3-2",
        "MQTT-3.14.1-1",
        "MQTT-4.7.0-1",
        "MQTT-4.7.1-1",
        "MQTT-4.7.1-2",
        "MQTT-4.7.3-1",
        "MQTT-4.7.3-2",
        "MQTT-4.8.2-1",
        "MQTT-4.8.2-2",
        "MQTT-4.12.0-6",
        "MQTT-4.13.1-1",
        "MQTT-4.13.2-1"
    })
    Stream<DynamicTest> ofVersion5() {
        Reason malformed = Reason.MALFORMED_PACKET;
        Reason error = Reason.PROTOCOL_ERROR;
        return Stream.of(
                        no("packet type 0", malformed, raw("0000")),
                        no("a second CONNECT", error, MqttBytes.connect5("me")),
                        no("CONNACK", error, raw("2003 00 00 00")),
                        no("SUBACK", error, raw("9004 0001 00 00")),
                        no("UNSUBACK", error, raw("b004 0001 00 00")),
                        no("PINGRESP", error, raw("d000")),
                        no("flags of PINGREQ", malformed, raw("c100")),
                        no("flags of PUBREL", malformed, raw("6002 0001")),
                        no("flags of SUBSCRIBE", malformed, raw("8006 0001 00 0001 61 00")),
                        no("flags of UNSUBSCRIBE", malformed, raw("a006 0001 00 0001 61")),
                        no("flags of DISCONNECT", malformed, raw("e100")),
                        no("flags of PUBACK", malformed, raw("4102 0001")),
                        no("padded length", malformed, raw("c08000")),
                        no("padded length of four", malformed, raw("c0808000")),
                        no("too long", Reason.PACKET_TOO_LARGE, raw("30ffffff7f")),
                        no("payload of PINGREQ", malformed, raw("c001 00")),
                        no("QoS 3", malformed, raw("36 07 0001 61 0001 00 78")),
                        no("DUP with QoS 0", malformed, raw("38 05 0001 61 00 78")),
                        no("PUBLISH id 0", error, raw("32 07 0001 61 0000 00 78")),
                        no("PUBLISH without id", malformed, raw("32 04 0001 61 00")),
                        no("topic longer than packet", malformed, raw("30 05 0009 61 00 78")),
                        no("properties longer than packet", malformed, raw("30 05 0001 61 05 78")),
                        no("no room for properties", malformed, raw("30 03 0001 61")),
                        no("empty PUBLISH", malformed, raw("3000")),
                        no("empty topic", error, raw("30 03 0000 00")),
                        no("topic with +", malformed, publish("a/+")),
                        no("topic with #", malformed, publish("#")),
                        no("topic with NUL", malformed, publish("a\0b")),
                        no("topic with surrogate", malformed, raw("30 06 0003 eda080 00")),
                        no("topic overlong", malformed, raw("30 05 0002 c080 00")),
                        no("topic too deep", Reason.TOPIC_NAME_INVALID, publish("/".repeat(128))),
                        no("identifier from a client", error, publish(property(0x0B, 1))),
                        no("format 2", error, publish(property(0x01, 2))),
                        no("format twice", error, publish(property(1, 0), property(1, 0))),
                        no("expiry twice", error, publish(uint32(2, 1), uint32(2, 1))),
                        no(
                                "alias twice",
                                error,
                                publish(property(0x23, 0, 1), property(0x23, 0, 1))),
                        no("content type twice", error, publish(text(3, "a"), text(3, "a"))),
                        no("session expiry in PUBLISH", malformed, publish(uint32(0x11, 1))),
                        no("unknown property", malformed, publish(property(0x7E, 1))),
                        no("property cut short", malformed, publish(property(0x02, 1))),
                        no("user property cut short", malformed, publish(text(0x26, "a"))),
                        no("user property with NUL", malformed, publish(text(0x26, "\0", "a"))),
                        no("empty response topic", error, publish(text(0x08, ""))),
                        no("response topic with #", error, publish(text(0x08, "a/#"))),
                        no("PUBACK too short", malformed, raw("4001 00")),
                        no("PUBACK id 0", error, raw("4002 0000")),
                        no("PUBACK reason", malformed, raw("4003 0001 55")),
                        no("PUBREC reason", malformed, raw("5003 0001 92")),
                        no("PUBREL reason", malformed, raw("6203 0001 10")),
                        no("PUBCOMP reason", malformed, raw("7003 0001 80")),
                        no("PUBACK property", malformed, raw("4006 0001 00 02 0101")),
                        no("PUBACK bytes behind", malformed, raw("4005 0001 00 00 00")),
                        no("reason string twice", error, raw("400a 0001 00 06 1f0000 1f0000")),
                        no("SUBSCRIBE id 0", error, subscribe(0, "a", 0)),
                        no("SUBSCRIBE of nothing", error, raw("8203 0001 00")),
                        no("SUBSCRIBE without options", malformed, raw("8206 0001 00 0001 61")),
                        no("SUBSCRIBE QoS 3", error, subscribe(1, "a", 3)),
                        no("retain handling 3", error, subscribe(1, "a", 0x30)),
                        no("reserved option bits", malformed, subscribe(1, "a", 0x40)),
                        no("empty filter", malformed, subscribe(1, "", 0)),
                        no("filter a/#/b", malformed, subscribe(1, "a/#/b", 0)),
                        no("filter a#", malformed, subscribe(1, "a#", 0)),
                        no("filter a+", malformed, subscribe(1, "a+", 0)),
                        no("filter with NUL", malformed, subscribe(1, "\0", 0)),
                        no("$share without name", malformed, subscribe(1, "$share//a", 0)),
                        no("$share without filter", malformed, subscribe(1, "$share/g", 0)),
                        no("$share with empty filter", malformed, subscribe(1, "$share/g/", 0)),
                        no("$share with wildcard name", malformed, subscribe(1, "$share/+/a", 0)),
                        no("no local on $share", error, subscribe(1, "$share/g/a", 4)),
                        no("identifier 0", error, subscribe(property(0x0B, 0))),
                        no(
                                "identifier twice",
                                error,
                                subscribe(property(0x0B, 1), property(0x0B, 2))),
                        no("padded identifier", malformed, subscribe(property(0x0B, 0x81, 0x00))),
                        no("UNSUBSCRIBE id 0", error, raw("a206 0000 00 0001 61")),
                        no("UNSUBSCRIBE of nothing", error, raw("a203 0001 00")),
                        no("UNSUBSCRIBE of a/#/b", malformed, raw("a20a 0001 00 0005 612f232f62")),
                        no("DISCONNECT reason", malformed, raw("e001 8b")),
                        no("DISCONNECT property", malformed, raw("e006 00 04 1c0001 61")),
                        no("AUTH out of the blue", error, raw("f002 18 00")),
                        no("AUTH reason", malformed, raw("f002 00 00")))
                .map(this::as5);
    }

    @TestFactory
    @Clause(
            v3 = {
                "MQTT-2.2.2-2",
                "MQTT-3.1.0-2",
                "MQTT-3.3.1-2",
                "MQTT-3.3.1-4",
                "MQTT-3.3.2-2",
                "MQTT-3.8.3-3",
                "MQTT-3.8.3-4",
                "MQTT-3.10.3-2",
                "MQTT-4.7.1-1",
                "MQTT-4.7.3-1"
            })
    Stream<DynamicTest> ofVersion311() {
        Reason any = Reason.MALFORMED_PACKET;
        return Stream.of(
                        no("packet type 0", any, raw("0000")),
                        no("packet type 15", any, raw("f000")),
                        no("a second CONNECT", any, MqttBytes.connect3("me")),
                        no("flags of PINGREQ", any, raw("c100")),
                        no("flags of PUBREL", any, raw("6002 0001")),
                        no("too long", any, raw("30ffffff7f")),
                        no("length of five bytes", any, raw("30ffffffff01")),
                        no("payload of PINGREQ", any, raw("c001 00")),
                        no("payload of DISCONNECT", any, raw("e001 00")),
                        no("QoS 3", any, raw("36 06 0001 61 0001 78")),
                        no("DUP with QoS 0", any, raw("38 04 0001 61 78")),
                        no("id 0", any, raw("32 06 0001 61 0000 78")),
                        no("empty topic", any, raw("30 02 0000")),
                        no("topic with #", any, raw("30 03 0001 23")),
                        no("topic longer than packet", any, raw("30 03 0009 61")),
                        no("PUBACK with reason", any, raw("4003 0001 00")),
                        no("PUBACK too short", any, raw("4001 00")),
                        no("PUBREC with reason", any, raw("5003 0001 00")),
                        no("SUBSCRIBE of nothing", any, raw("8202 0001")),
                        no("options of version 5", any, raw("8206 0001 0001 61 04")),
                        no("QoS 3", any, raw("8206 0001 0001 61 03")),
                        no("filter a/#/b", any, raw("820a 0001 0005 612f232f62 00")),
                        no("UNSUBSCRIBE of nothing", any, raw("a202 0001")),
                        no("UNSUBSCRIBE cut short", any, raw("a205 0001 0002 61")))
                .map(this::as3);
    }

    @TestFactory
    @Clause(
            value = {
                "MQTT-2.1.3-1",
                "MQTT-3.1.0-1",
                "MQTT-3.1.2-1",
                "MQTT-3.1.2-2",
                "MQTT-3.1.2-3",
                "MQTT-3.1.2-9",
                "MQTT-3.1.2-11",
                "MQTT-3.1.2-12",
                "MQTT-3.1.2-13",
                "MQTT-3.1.3-3",
                "MQTT-3.1.3-4",
                "MQTT-3.1.4-1",
                "MQTT-3.1.4-2"
            },
            v3 = {
                "MQTT-2.2.2-2",
                "MQTT-3.1.0-1",
                "MQTT-3.1.2-1",
                "MQTT-3.1.2-2",
                "MQTT-3.1.2-3",
                "MQTT-3.1.2-13",
                "MQTT-3.1.2-22",
                "MQTT-3.1.3-8",
                "MQTT-3.1.4-1"
            })
    Stream<DynamicTest> ofConnecting() {
        return Stream.of(
                connect("no CONNECT first", raw("c000"), ""),
                connect("an HTTP request", "GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8), ""),
                connect("flags of CONNECT", packetOf(0x12, 4).string("me").end(), ""),
                connect("flags of 5", packetOf(0x11, 5).properties().string("me").end(), "81"),
                connect("nothing in CONNECT", raw("1000"), ""),
                connect("not MQTT", named("MQTQ", 4, 2).string("me").end(), ""),
                connect("MQTT level 3", named("MQTT", 3, 2).string("me").end(), "20020001"),
                connect(
                        "level 6 like 5",
                        named("MQTT", 6, 2).properties().string("me").end(),
                        "84"),
                connect("level 6 like 3.1.1", named("MQTT", 6, 2).string("me").end(), "20020001"),
                connect("level 3 like 5", named("MQTT", 3, 2).properties().string("").end(), "84"),
                connect("level 6 and no more", raw("1007 00044d515454 06"), "20020001"),
                connect("a bridge's level", named("MQTT", 0x84, 2).string("me").end(), "20020001"),
                connect("MQIsdp level 4", named("MQIsdp", 4, 2).string("me").end(), "20020001"),
                connect("reserved flag in 3.1.1", named("MQTT", 4, 3).string("me").end(), ""),
                connect("reserved flag in 5", five(3).string("me").end(), "81"),
                connect("will QoS without will", named("MQTT", 4, 0x0A).string("me").end(), ""),
                connect("will retain without will", five(0x22).string("me").end(), "81"),
                connect("will QoS 3", five(0x1E).string("me").end(), "81"),
                connect("password without user", named("MQTT", 4, 0x42).string("a").end(), ""),
                connect("empty id kept", named("MQTT", 4, 0).string("").end(), "20020002"),
                connect("empty id in 3.1", named("MQIsdp", 3, 2).string("").end(), "20020002"),
                connect("id with NUL", five(2).string("a\0").end(), "81"),
                connect("id not UTF-8", five(2).binary((byte) 0xFF).end(), "81"),
                connect("bytes behind", five(2).string("me").uint8(0).end(), "81"),
                connect("cut short", five(0x82).string("me").end(), "81"),
                connect("cut short in 3.1.1", named("MQTT", 4, 0x82).string("me").end(), ""),
                connect("will topic with #", will("a/#").end(), "81"),
                connect("will topic empty", will("").end(), "81"),
                connect("receive maximum 0", MqttBytes.connect5("a", property(0x21, 0, 0)), "82"),
                connect("packet size 0", MqttBytes.connect5("a", uint32(0x27, 0)), "82"),
                connect("expiry twice", MqttBytes.connect5("a", expiry(), expiry()), "82"),
                connect("problems 2", MqttBytes.connect5("a", property(0x17, 2)), "82"),
                connect("alias in CONNECT", MqttBytes.connect5("a", property(0x23, 0, 1)), "81"),
                connect("data without method", MqttBytes.connect5("a", text(0x16, "x")), "82"),
                connect("unknown method", MqttBytes.connect5("a", text(0x15, "X")), "8c"),
                connect("will of false text", falseText(), "99"));
    }

    private DynamicTest as5(Case wrong) {
        return DynamicTest.dynamicTest(
                wrong.name,
                () -> {
                    TestClient client = gateway.connected5("me");

                    client.send(wrong.bytes);

                    assertThat(client.received())
                            .as("DISCONNECT with its reason")
                            .startsWith("e0")
                            .matches("e0..%02x.*".formatted(wrong.reason.code()));
                    assertThat(client.isOpen()).isFalse();
                });
    }

    private DynamicTest as3(Case wrong) {
        return DynamicTest.dynamicTest(
                wrong.name,
                () -> {
                    TestClient client = gateway.connected3("me");

                    client.send(wrong.bytes);

                    assertThat(client.received()).isEmpty();
                    assertThat(client.isOpen()).isFalse();
                });
    }

    /** With an answer of two digits: CONNACK of version 5 with this reason. */
    private DynamicTest connect(String name, byte[] bytes, String answer) {
        return DynamicTest.dynamicTest(
                name,
                () -> {
                    TestClient client = gateway.socket();

                    client.send(bytes);

                    if (answer.length() == 2) {
                        assertThat(client.received()).matches("20..00" + answer + ".*");
                    } else {
                        assertThat(client.received()).isEqualTo(answer);
                    }
                    assertThat(client.isOpen()).isFalse();
                });
    }

    private static MqttBytes named(String protocol, int level, int flags) {
        return packet(0x10).string(protocol).uint8(level).uint8(flags).uint16(60);
    }

    private static MqttBytes packetOf(int first, int level) {
        return packet(first).string("MQTT").uint8(level).uint8(2).uint16(60);
    }

    private static MqttBytes five(int flags) {
        return named("MQTT", 5, flags).properties();
    }

    private static MqttBytes will(String topic) {
        return five(0x06).string("me").properties().string(topic).binary();
    }

    private static byte[] falseText() {
        return five(0x06)
                .string("me")
                .properties(property(0x01, 1))
                .string("gone")
                .binary((byte) 0xFF)
                .end();
    }

    private static MqttBytes.Block expiry() {
        return uint32(0x11, 1);
    }

    private static byte[] publish(String topic) {
        return packet(0x30).string(topic).properties().end();
    }

    private static byte[] publish(MqttBytes.Block... properties) {
        return packet(0x30).string("a").properties(properties).end();
    }

    private static byte[] subscribe(int packetId, String filter, int options) {
        return packet(0x82).uint16(packetId).properties().string(filter).uint8(options).end();
    }

    private static byte[] subscribe(MqttBytes.Block... properties) {
        return packet(0x82).uint16(1).properties(properties).string("a").uint8(0).end();
    }

    private static Case no(String name, Reason reason, byte[] bytes) {
        return new Case(name, reason, bytes);
    }

    private static final java.nio.charset.Charset UTF_8 = java.nio.charset.StandardCharsets.UTF_8;

    /** Something wrong, and what version 5 is told. */
    private static final class Case {
        private final String name;
        private final Reason reason;
        private final byte[] bytes;

        Case(String name, Reason reason, byte[] bytes) {
            this.name = name;
            this.reason = reason;
            this.bytes = bytes;
        }
    }
}
