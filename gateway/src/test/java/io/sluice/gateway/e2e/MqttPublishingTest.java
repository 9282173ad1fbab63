package io.sluice.gateway.e2e;

import static io.sluice.gateway.e2e.MqttWords.V3;
import static io.sluice.gateway.e2e.MqttWords.V5;
import static io.sluice.gateway.e2e.MqttWords.answer;
import static io.sluice.mqtt.MqttBytes.packet;
import static io.sluice.mqtt.MqttBytes.property;
import static io.sluice.mqtt.MqttBytes.raw;
import static io.sluice.mqtt.MqttBytes.text;
import static io.sluice.mqtt.MqttBytes.uint32;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.mqtt.Clause;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client may publish, what travels with it, and what puts the client out. */
final class MqttPublishingTest {
    private static final int PUBACK = 0x40;
    private static final int PUBREC = 0x50;
    private static final int QOS_1 = 0x02;
    private static final int QOS_2 = 0x04;
    private static final int TOPIC_ALIAS = 0x23;
    private static final int TOPIC_ALIAS_MAXIMUM = 0x22;

    @RegisterExtension static final GatewayExtension gateway = new GatewayExtension();

    static Stream<MqttWords> versions() {
        return MqttWords.versions();
    }

    @TestFactory
    @Clause({
        "MQTT-1.5.4-1",
        "MQTT-1.5.4-2",
        "MQTT-1.5.5-1",
        "MQTT-2.1.3-1",
        "MQTT-2.2.1-3",
        "MQTT-3.2.2-15",
        "MQTT-3.2.2-17",
        "MQTT-3.3.1-2",
        "MQTT-3.3.1-4",
        "MQTT-3.3.2-1",
        "MQTT-3.3.2-2",
        "MQTT-3.3.2-8",
        "MQTT-3.3.2-9",
        "MQTT-3.3.2-13",
        "MQTT-3.3.2-14",
        "MQTT-3.3.2-19",
        "MQTT-3.3.4-6",
        "MQTT-3.4.2-1",
        "MQTT-3.5.2-1",
        "MQTT-3.6.1-1",
        "MQTT-3.6.2-1",
        "MQTT-3.7.2-1",
        "MQTT-3.8.1-1",
        "MQTT-3.8.3-1",
        "MQTT-3.8.3-2",
        "MQTT-3.8.3-5",
        "MQTT-3.10.1-1",
        "MQTT-3.10.3-1",
        "MQTT-3.10.3-2",
        "MQTT-3.14.1-1",
        "MQTT-3.14.2-1",
        "MQTT-3.15.1-1",
        "MQTT-3.15.2-1",
        "MQTT-4.7.0-1",
        "MQTT-4.7.1-1",
        "MQTT-4.7.1-2",
        "MQTT-4.7.3-1",
        "MQTT-4.7.3-2",
        "MQTT-4.12.0-6",
        "MQTT-4.12.0-7",
        "MQTT-4.13.1-1",
        "MQTT-4.13.2-1"
    })
    Stream<DynamicTest> version5IsPutOut() {
        return Stream.of(
                no("packet type 0", 0x81, raw("0000")),
                no("CONNACK", 0x82, raw("2003 00 00 00")),
                no("SUBACK", 0x82, raw("9004 0001 00 00")),
                no("UNSUBACK", 0x82, raw("b004 0001 00 00")),
                no("PINGRESP", 0x82, raw("d000")),
                no("PINGREQ flags", 0x81, raw("c100")),
                no("PINGREQ padded", 0x81, raw("c08000")),
                no("PUBREL flags", 0x81, raw("6002 0001")),
                no("SUBSCRIBE flags", 0x81, raw("8007 0001 00 0001 61 00")),
                no("UNSUBSCRIBE flags", 0x81, raw("a006 0001 00 0001 61")),
                no("DISCONNECT flags", 0x81, raw("e100")),
                no("AUTH flags", 0x81, raw("f100")),
                no("QoS 3", 0x81, raw("36 07 0001 61 0001 00 78")),
                no("DUP with QoS 0", 0x81, raw("38 05 0001 61 00 78")),
                no("id 0", 0x82, V5.publish(QOS_1, "a", 0, "x")),
                no("QoS 2 id 0", 0x82, V5.publish(QOS_2, "a", 0, "x")),
                no("no topic and no alias", 0x82, V5.publish("", "x")),
                no("topic with #", 0x81, V5.publish("a/#", "x")),
                no("topic with +", 0x81, V5.publish("+", "x")),
                no("topic with NUL", 0x81, V5.publish("a\0", "x")),
                no("topic of a surrogate", 0x81, raw("30 07 0003 eda080 00 78")),
                no("alias 0", 0x94, aliased("a", 0)),
                no("alias beyond", 0x94, aliased("a", 65)),
                no("alias that nobody has given", 0x82, aliased("", 1)),
                no("identifier of a subscription", 0x82, published(property(0x0B, 1))),
                no("format 2", 0x82, published(property(0x01, 2))),
                no("expiry twice", 0x82, published(uint32(2, 1), uint32(2, 1))),
                no("answer to #", 0x82, published(text(0x08, "a/#"))),
                no("answer to NUL", 0x81, published(text(0x08, "a\0"))),
                no("content type with NUL", 0x81, published(text(0x03, "\0"))),
                no("a property of CONNECT", 0x81, published(uint32(0x11, 1))),
                no("PUBACK reason", 0x81, raw("4003 0001 01")),
                no("PUBREC reason", 0x81, raw("5003 0001 92")),
                no("PUBREL reason", 0x81, raw("6203 0001 80")),
                no("PUBCOMP reason", 0x81, raw("7003 0001 80")),
                no("SUBSCRIBE of nothing", 0x82, raw("8203 0001 00")),
                no("SUBSCRIBE id 0", 0x82, V5.subscribe(0, "a", 0)),
                no("SUBSCRIBE QoS 3", 0x82, V5.subscribe(1, "a", 3)),
                no("retain handling 3", 0x82, V5.subscribe(1, "a", 0x30)),
                no("reserved option", 0x81, V5.subscribe(1, "a", 0x80)),
                no("identifier 0", 0x82, V5.subscribe(1, "a", 0, property(0x0B, 0))),
                no("empty filter", 0x81, V5.subscribe(1, "", 0)),
                no("filter a/#/b", 0x81, V5.subscribe(1, "a/#/b", 0)),
                no("filter a+", 0x81, V5.subscribe(1, "a+", 0)),
                no("filter not UTF-8", 0x81, raw("8207 0001 00 0001 ff 00")),
                no("UNSUBSCRIBE of nothing", 0x82, raw("a203 0001 00")),
                no("UNSUBSCRIBE not UTF-8", 0x81, raw("a206 0001 00 0001 ff")),
                no("DISCONNECT reason", 0x81, raw("e001 8b")),
                no("AUTH", 0x82, raw("f002 18 00")),
                no("AUTH reason", 0x81, raw("f002 01 00")),
                no("longer than taken", 0x95, raw("30 ffffff7f 0001 61")));
    }

    @TestFactory
    @Clause(
            v3 = {
                "MQTT-1.5.3-1",
                "MQTT-1.5.3-2",
                "MQTT-2.2.2-1",
                "MQTT-2.2.2-2",
                "MQTT-2.3.1-1",
                "MQTT-3.3.1-2",
                "MQTT-3.3.1-4",
                "MQTT-3.3.2-1",
                "MQTT-3.3.2-2",
                "MQTT-3.6.1-1",
                "MQTT-3.8.1-1",
                "MQTT-3.8.3-1",
                "MQTT-3.8.3-3",
                "MQTT-3.8.3-4",
                "MQTT-3.10.1-1",
                "MQTT-3.10.3-1",
                "MQTT-3.10.3-2",
                "MQTT-3.14.1-1",
                "MQTT-4.7.1-1",
                "MQTT-4.7.1-2",
                "MQTT-4.7.1-3",
                "MQTT-4.7.3-1",
                "MQTT-4.7.3-2",
                "MQTT-4.8.0-1"
            })
    Stream<DynamicTest> version311IsPutOut() {
        return Stream.of(
                old("packet type 0", raw("0000")),
                old("packet type 15", raw("f000")),
                old("CONNACK", raw("2002 0000")),
                old("SUBACK", raw("9003 0001 00")),
                old("PINGRESP", raw("d000")),
                old("PINGREQ flags", raw("c100")),
                old("PUBACK flags", raw("4102 0001")),
                old("PUBREL flags", raw("6002 0001")),
                old("SUBSCRIBE flags", raw("8006 0001 0001 61 00")),
                old("UNSUBSCRIBE flags", raw("a005 0001 0001 61")),
                old("DISCONNECT flags", raw("e100")),
                old("QoS 3", raw("36 06 0001 61 0001 78")),
                old("DUP with QoS 0", raw("38 04 0001 61 78")),
                old("id 0", V3.publish(QOS_1, "a", 0, "x")),
                old("empty topic", V3.publish("", "x")),
                old("topic with #", V3.publish("a/#", "x")),
                old("topic with +", V3.publish("+", "x")),
                old("topic with NUL", V3.publish("a\0", "x")),
                old("topic of a surrogate", raw("30 06 0003 eda080 78")),
                old("SUBSCRIBE of nothing", raw("8202 0001")),
                old("SUBSCRIBE id 0", V3.subscribe(0, "a", 0)),
                old("SUBSCRIBE QoS 3", V3.subscribe(1, "a", 3)),
                old("options of version 5", V3.subscribe(1, "a", 4)),
                old("empty filter", V3.subscribe(1, "", 0)),
                old("filter a/#/b", V3.subscribe(1, "a/#/b", 0)),
                old("filter a+", V3.subscribe(1, "a+", 0)),
                old("filter not UTF-8", raw("8206 0001 0001 ff 00")),
                old("UNSUBSCRIBE of nothing", raw("a202 0001")),
                old("UNSUBSCRIBE id 0", V3.unsubscribe(0, "a")),
                old("UNSUBSCRIBE not UTF-8", raw("a205 0001 0001 ff")),
                old("DISCONNECT with a reason", raw("e001 00")),
                old("PUBACK with a reason", raw("4003 0001 00")),
                old("a length of five bytes", raw("30 ffffffff01")),
                old("longer than taken", raw("30 ffffff7f 0001 61")));
    }

    private static DynamicTest no(String name, int reason, byte[] wrong) {
        return DynamicTest.dynamicTest(
                name, () -> enter(V5, V5.connect("")).say(wrong).isPutOut(reason));
    }

    private static DynamicTest old(String name, byte[] wrong) {
        return DynamicTest.dynamicTest(name, () -> enter(V3, V3.connect("")).say(wrong).isClosed());
    }

    private static byte[] aliased(String topic, int alias) {
        return V5.publish(0, topic, 0, "x", property(TOPIC_ALIAS, alias >> 8, alias & 0xFF));
    }

    private static byte[] published(io.sluice.mqtt.MqttBytes.Block... properties) {
        return V5.publish(0, "a", 0, "x", properties);
    }

    @Test
    @Clause({"MQTT-3.3.2-12", "MQTT-3.3.2-7"})
    void aliasesAreKnownUntilTheConnectionEnds() throws IOException {
        try (MqttProbe reader = enter(V5, V5.connect("alias-r")).subscribes("alias/+", 0)) {
            MqttProbe first = enter(V5, V5.resume("alias"));
            first.say(aliased("alias/a", 64), aliased("", 64), aliased("alias/b", 64));
            first.say(aliased("", 64)).hearsNothing().leaves();
            reader.hears(V5.publish("alias/a", "x"), V5.publish("alias/a", "x"));
            reader.hears(V5.publish("alias/b", "x"), V5.publish("alias/b", "x"));

            MqttProbe second = MqttProbe.dial(gateway.mqtt(), V5).say(V5.resume("alias"));
            second.hearsConnAck(1).say(aliased("", 64)).isPutOut(0x82);
            reader.hearsNothing();
        }
    }

    @Test
    @Clause({"MQTT-3.1.2-26", "MQTT-3.1.2-27", "MQTT-3.3.2-11"})
    void clientIsTaughtNoMoreAliasesThanItTakes() throws IOException {
        byte[] one = V5.connect("taught", property(TOPIC_ALIAS_MAXIMUM, 0, 1));
        try (MqttProbe reader = enter(V5, one).subscribes("taught/+", 0)) {
            reader.say(V5.publish("taught/a", "x"), V5.publish("taught/a", "x"));
            reader.hears(aliased("taught/a", 1), aliased("", 1));

            reader.say(V5.publish("taught/b", "x")).hears(V5.publish("taught/b", "x"));
        }
    }

    @Test
    @Clause({
        "MQTT-3.3.2-4",
        "MQTT-3.3.2-15",
        "MQTT-3.3.2-16",
        "MQTT-3.3.2-17",
        "MQTT-3.3.2-18",
        "MQTT-3.3.2-20"
    })
    void propertiesTravelUnalteredAndInOrder() throws IOException {
        io.sluice.mqtt.MqttBytes.Block[] travel = {
            property(0x01, 1),
            text(0x26, "b", "1"),
            text(0x08, "answer/here"),
            text(0x26, "a", "2"),
            property(0x09, 0, 3, 0xFF, 0x00, 0x80),
            text(0x26, "b", "1"),
            text(0x03, "text/plain"),
            text(0x26, "", "")
        };
        try (MqttProbe reader = enter(V5, V5.connect("travel")).subscribes("travel", 1);
                MqttProbe old = enter(V3, V3.connect("travel-3")).subscribes("travel", 1)) {
            reader.say(V5.publish(QOS_1, "travel", 4, "text", travel));

            reader.hearsMixed(answer(PUBACK, 4), V5.publish(QOS_1, "travel", 1, "text", travel));
            old.hears(V3.publish(QOS_1, "travel", 1, "text"));
        }
    }

    @Test
    @Clause({"MQTT-3.3.2-5", "MQTT-3.3.2-6"})
    void expiryIsWhatIsLeftOfIt() throws IOException {
        enter(V5, V5.resume("expiry")).subscribes("expiry/+", 1).leaves();
        try (MqttProbe publisher = enter(V5, V5.connect("expiry-p"))) {
            publisher.say(V5.publish(QOS_1, "expiry/a", 1, "brief", uint32(2, 1)));
            publisher.say(V5.publish(QOS_1, "expiry/b", 2, "long", uint32(2, 1000)));
            publisher.hears(answer(PUBACK, 1), answer(PUBACK, 2));
        }
        org.awaitility.Awaitility.await()
                .pollDelay(java.time.Duration.ofMillis(1500))
                .until(() -> true);

        try (MqttProbe reader = MqttProbe.dial(gateway.mqtt(), V5).say(V5.resume("expiry"))) {
            reader.hearsConnAck(1);
            assertThat(reader.next()).matches("32..0008657870.*0502000003e[67].*");
            reader.hearsNothing();
        }
    }

    @Test
    @Clause("MQTT-4.3.3-9")
    void falseTextIsRefusedWithItsReason() throws IOException {
        byte[] one =
                packet(0x32).string("f").uint16(3).properties(property(1, 1)).uint8(0xC0).end();
        byte[] two =
                packet(0x34).string("f").uint16(4).properties(property(1, 1)).uint8(0xC0).end();
        try (MqttProbe probe = enter(V5, V5.connect("false"))) {
            probe.say(one, two).hears(answer(PUBACK, 3, 0x99), answer(PUBREC, 4, 0x99));
            probe.say(V5.publish(QOS_2, "f", 4, "x")).hears(answer(PUBREC, 4));
        }
    }

    @Test
    @Clause(value = "MQTT-4.3.3-9", v3 = "MQTT-3.3.5-2")
    void whatIsNotAllowedIsToldToVersion5AndHiddenFromVersion3() throws IOException {
        try (MqttProbe young = enter(V5, V5.connect("sys-5"));
                MqttProbe old = enter(V3, V3.connect("sys-3"))) {
            young.say(V5.publish(QOS_1, "$SYS/x", 1, "x")).hears(answer(PUBACK, 1, 0x87));
            young.say(V5.publish(QOS_2, "$SYS/x", 2, "x")).hears(answer(PUBREC, 2, 0x87));
            young.say(V5.publish("$SYS/x", "x")).hearsNothing();
            old.say(V3.publish(QOS_1, "$SYS/x", 1, "x")).hears(answer(PUBACK, 1));
            old.say(V3.publish(QOS_2, "$SYS/x", 2, "x")).hears(answer(PUBREC, 2));
            old.say(answer(0x62, 2)).hears(answer(0x70, 2));
        }
    }

    @Test
    @Clause("MQTT-3.3.4-7")
    void moreThanReceiveMaximumPutsTheClientOut() throws IOException {
        MqttProbe probe = enter(V5, V5.connect("flood"));
        byte[][] flood = new byte[1025][];
        for (int i = 0; i < flood.length; i++) {
            flood[i] = V5.publish(QOS_2, "flood", i + 1, "x");
        }

        probe.say(flood);

        String heard = probe.next();
        while (heard.startsWith("50")) {
            heard = probe.next();
        }
        assertThat(heard).matches("e0..93.*");
        probe.isClosed();
    }

    @Test
    @Clause({"MQTT-4.4.0-2", "MQTT-4.3.3-3"})
    void deliveryThatTheClientDoesNotWantIsOver() throws IOException {
        MqttProbe first = enter(V5, V5.resume("unwanted")).subscribes("unwanted", 2);
        first.say(V5.publish(QOS_1, "unwanted", 1, "a"), V5.publish(QOS_2, "unwanted", 2, "b"));
        first.hearsMixed(
                answer(PUBACK, 1),
                answer(PUBREC, 2),
                V5.publish(QOS_1, "unwanted", 1, "a"),
                V5.publish(QOS_2, "unwanted", 2, "b"));
        first.say(answer(PUBACK, 1, 0x97), answer(PUBREC, 2, 0x83)).hearsNothing().close();

        MqttProbe second = MqttProbe.dial(gateway.mqtt(), V5).say(V5.resume("unwanted"));
        second.hearsConnAck(1).hearsNothing().leaves();
    }

    @ParameterizedTest
    @MethodSource("versions")
    @Clause(
            value = {"MQTT-3.3.4-1", "MQTT-4.3.2-4", "MQTT-4.3.2-5"},
            v3 = {"MQTT-3.3.4-1", "MQTT-4.3.2-2"})
    void qos1IsAnewEachTime(MqttWords say) throws IOException {
        String topic = "anew/" + say.level();
        try (MqttProbe reader = enter(say, say.connect("anew-" + say.level()))) {
            reader.subscribes(topic, 0).say(say.publish(QOS_1, topic, 1, "x"));
            reader.hearsMixed(answer(PUBACK, 1), say.publish(topic, "x"));

            reader.say(say.publish(QOS_1 | 0x08, topic, 1, "x"));
            reader.hearsMixed(answer(PUBACK, 1), say.publish(topic, "x"));
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void publishThatNobodyWaitsForIsAnsweredLikeAnyOther(MqttWords say) throws IOException {
        try (MqttProbe probe = enter(say, say.connect("alone-" + say.level()))) {
            probe.say(say.publish(QOS_1, "alone", 1, "x")).hears(answer(PUBACK, 1));
            probe.say(say.publish(QOS_2, "alone", 2, "x")).hears(answer(PUBREC, 2));
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    @Clause(value = "MQTT-3.3.1-3", v3 = "MQTT-3.3.1-3")
    void whatIsSentAgainToUsIsNewToOthers(MqttWords say) throws IOException {
        String topic = "dup/" + say.level();
        try (MqttProbe reader = enter(say, say.connect("dup-" + say.level()))) {
            reader.subscribes(topic, 2).say(say.publish(QOS_1 | 0x08, topic, 7, "x"));
            reader.hearsMixed(answer(PUBACK, 7), say.publish(QOS_1, topic, 1, "x"));

            reader.say(say.publish(QOS_2 | 0x08, topic, 8, "y"));
            reader.hearsMixed(answer(PUBREC, 8), say.publish(QOS_2, topic, 2, "y"));
        }
    }

    @Test
    @Clause({"MQTT-3.3.2-13", "MQTT-3.3.2-15", "MQTT-3.3.2-16"})
    void answerFindsItsWayBack() throws IOException {
        try (MqttProbe asking = enter(V5, V5.connect("asking")).subscribes("answers", 1);
                MqttProbe knowing = enter(V5, V5.connect("knowing")).subscribes("ask", 1)) {
            asking.say(V5.publish(0, "ask", 0, "?", text(0x08, "answers"), text(0x09, "42")));
            knowing.hears(V5.publish(0, "ask", 0, "?", text(0x08, "answers"), text(0x09, "42")));

            knowing.say(V5.publish(0, "answers", 0, "!", text(0x09, "42")));
            asking.hears(V5.publish(0, "answers", 0, "!", text(0x09, "42")));
        }
    }

    private static MqttProbe enter(MqttWords say, byte[] connect) throws IOException {
        return MqttProbe.enter(gateway.mqtt(), say, connect);
    }
}
