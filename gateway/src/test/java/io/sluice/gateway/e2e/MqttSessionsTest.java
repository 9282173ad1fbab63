package io.sluice.gateway.e2e;

import static io.sluice.gateway.e2e.MqttWords.V3;
import static io.sluice.gateway.e2e.MqttWords.V5;
import static io.sluice.gateway.e2e.MqttWords.answer;
import static io.sluice.mqtt.MqttBytes.property;
import static io.sluice.mqtt.MqttBytes.uint32;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.mqtt.Clause;
import io.sluice.mqtt.MqttBytes;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a session keeps from one connection to the next, byte by byte, log and all. */
final class MqttSessionsTest {
    private static final int PUBACK = 0x40;
    private static final int PUBREC = 0x50;
    private static final int PUBREL = 0x62;
    private static final int PUBCOMP = 0x70;
    private static final int QOS_1 = 0x02;
    private static final int QOS_2 = 0x04;
    private static final int DUP = 0x08;
    private static final int RETAIN = 0x01;
    private static final int SESSION_EXPIRY = 0x11;
    private static final int RECEIVE_MAXIMUM = 0x21;

    @RegisterExtension static final GatewayExtension gateway = new GatewayExtension();

    static Stream<MqttWords> versions() {
        return MqttWords.versions();
    }

    @ParameterizedTest
    @MethodSource("versions")
    @Clause(
            value = {
                "MQTT-3.1.2-4",
                "MQTT-3.1.2-5",
                "MQTT-3.1.2-6",
                "MQTT-3.1.3-2",
                "MQTT-3.1.4-4",
                "MQTT-3.2.2-2",
                "MQTT-3.2.2-3",
                "MQTT-4.1.0-1"
            },
            v3 = {
                "MQTT-3.1.2-4",
                "MQTT-3.1.2-6",
                "MQTT-3.1.3-2",
                "MQTT-3.1.4-3",
                "MQTT-3.2.2-1",
                "MQTT-3.2.2-2",
                "MQTT-3.2.2-3",
                "MQTT-4.1.0-1",
                "MQTT-4.1.0-2"
            })
    void sessionIsPresentUntilItIsBegunAnew(MqttWords say) throws IOException {
        String id = "present-" + say.level();
        String topic = "present/" + say.level();
        MqttProbe first = dial(say).say(say.resume(id)).hearsConnAck(0);
        first.subscribes(topic, 1).leaves();

        dial(say).say(say.resume(id)).hearsConnAck(1).leaves();
        dial(say).say(say.connect(id)).hearsConnAck(0).leaves();
        try (MqttProbe fresh = dial(say).say(say.resume(id)).hearsConnAck(0)) {
            fresh.say(say.publish(topic, "x")).hearsNothing();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    @Clause(
            value = {"MQTT-4.5.0-1", "MQTT-3.1.2-23", "MQTT-4.6.0-5"},
            v3 = {"MQTT-3.1.2-5", "MQTT-4.5.0-1", "MQTT-4.6.0-6"})
    void sleepingSessionIsKeptQos1And2AndNotQos0(MqttWords say) throws IOException {
        String id = "asleep-" + say.level();
        String topic = "asleep/" + say.level();
        enter(say, say.resume(id)).subscribes(topic, 2).leaves();

        publishOf(say, topic);

        try (MqttProbe awake = dial(say).say(say.resume(id)).hearsConnAck(1)) {
            awake.hears(say.publish(QOS_1, topic, 1, "one"));
            awake.hears(say.publish(QOS_2, topic, 2, "two")).hearsNothing();
        }
    }

    private static void publishOf(MqttWords say, String topic) throws IOException {
        try (MqttProbe publisher = enter(say, say.connect("p-" + topic))) {
            publisher.say(say.publish(topic, "none"));
            publisher.say(say.publish(QOS_1, topic, 7, "one")).hears(answer(PUBACK, 7));
            publisher.say(say.publish(QOS_2, topic, 8, "two")).hears(answer(PUBREC, 8));
            publisher.say(answer(PUBREL, 8)).hears(answer(PUBCOMP, 8));
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    @Clause(
            value = {
                "MQTT-3.3.1-1",
                "MQTT-3.3.1-3",
                "MQTT-4.4.0-1",
                "MQTT-4.6.0-1",
                "MQTT-4.3.2-3",
                "MQTT-4.3.3-4",
                "MQTT-4.3.3-5",
                "MQTT-4.3.3-6",
                "MQTT-2.2.1-4",
                "MQTT-2.2.1-5"
            },
            v3 = {
                "MQTT-2.3.1-3",
                "MQTT-2.3.1-4",
                "MQTT-2.3.1-6",
                "MQTT-3.3.1-1",
                "MQTT-3.3.1-3",
                "MQTT-4.3.2-1",
                "MQTT-4.3.3-1",
                "MQTT-4.4.0-1",
                "MQTT-4.6.0-1"
            })
    void whatWasNotAnsweredComesAgainInOrderWithDupAndItsId(MqttWords say) throws IOException {
        String id = "again-" + say.level();
        String topic = "again/" + say.level();
        MqttProbe first = enter(say, say.resume(id)).subscribes(topic, 2);
        first.say(
                say.publish(QOS_1, topic, 11, "a"),
                say.publish(QOS_2, topic, 12, "b"),
                say.publish(QOS_1, topic, 13, "c"),
                say.publish(QOS_2, topic, 14, "d"));
        first.hearsMixed(
                answer(PUBACK, 11),
                answer(PUBREC, 12),
                answer(PUBACK, 13),
                answer(PUBREC, 14),
                say.publish(QOS_1, topic, 1, "a"),
                say.publish(QOS_2, topic, 2, "b"),
                say.publish(QOS_1, topic, 3, "c"),
                say.publish(QOS_2, topic, 4, "d"));
        first.say(answer(PUBREC, 2)).hears(answer(PUBREL, 2));
        first.hearsNothing().close();

        MqttProbe second = dial(say).say(say.resume(id)).hearsConnAck(1);
        second.hears(
                answer(PUBREL, 2),
                say.publish(QOS_1 | DUP, topic, 1, "a"),
                say.publish(QOS_1 | DUP, topic, 3, "c"),
                say.publish(QOS_2 | DUP, topic, 4, "d"));
        second.say(answer(PUBCOMP, 2), answer(PUBACK, 1), answer(PUBACK, 3));
        second.say(answer(PUBREC, 4)).hears(answer(PUBREL, 4));
        second.say(answer(PUBCOMP, 4)).hearsNothing().leaves();
        dial(say).say(say.resume(id)).hearsConnAck(1).hearsNothing().leaves();
    }

    @Test
    @Clause({"MQTT-3.3.4-3", "MQTT-4.4.0-1"})
    void retainedMessageThatComesAgainSaysSoAndForWhichSubscription() throws IOException {
        MqttBytes.Block nine = property(0x0B, 9);
        MqttProbe first = enter(V5, V5.resume("kept"));
        first.say(V5.publish(QOS_1 | RETAIN, "kept/1", 7, "x")).hears(answer(PUBACK, 7));
        first.say(V5.subscribe(2, "kept/+", 1, nine)).hears(V5.subAck(2, 1));
        first.hears(V5.publish(QOS_1 | RETAIN, "kept/1", 1, "x", nine));
        first.say(V5.publish(QOS_1 | RETAIN, "kept/2", 8, "y"));
        first.hearsMixed(answer(PUBACK, 8), V5.publish(QOS_1, "kept/2", 2, "y", nine));
        first.hearsNothing().close();

        MqttProbe second = dial(V5).say(V5.resume("kept")).hearsConnAck(1);

        second.hears(
                V5.publish(QOS_1 | DUP | RETAIN, "kept/1", 1, "x", nine),
                V5.publish(QOS_1 | DUP, "kept/2", 2, "y", nine));
        second.say(answer(PUBACK, 1), answer(PUBACK, 2)).hearsNothing().leaves();
    }

    @ParameterizedTest
    @MethodSource("versions")
    @Clause(
            value = {
                "MQTT-4.3.3-8",
                "MQTT-4.3.3-10",
                "MQTT-4.3.3-11",
                "MQTT-4.3.3-12",
                "MQTT-3.3.4-1"
            },
            v3 = {"MQTT-4.3.3-2", "MQTT-3.3.4-1", "MQTT-2.3.1-6"})
    void qos2IsPassedOnOnceHoweverOftenItIsSent(MqttWords say) throws IOException {
        String id = "once-" + say.level();
        String topic = "once/" + say.level();
        try (MqttProbe reader = enter(say, say.connect("reader-" + id)).subscribes(topic, 0)) {
            MqttProbe first = enter(say, say.resume(id));
            first.say(say.publish(QOS_2, topic, 9, "x")).hears(answer(PUBREC, 9));
            first.say(say.publish(QOS_2 | DUP, topic, 9, "x")).hears(answer(PUBREC, 9));
            first.close();

            MqttProbe second = dial(say).say(say.resume(id)).hearsConnAck(1);
            second.say(say.publish(QOS_2 | DUP, topic, 9, "x")).hears(answer(PUBREC, 9));
            second.say(answer(PUBREL, 9)).hears(answer(PUBCOMP, 9));
            second.say(say.publish(QOS_2, topic, 9, "y")).hears(answer(PUBREC, 9));
            second.say(answer(PUBREL, 9)).hears(answer(PUBCOMP, 9)).leaves();

            reader.hears(say.publish(topic, "x"), say.publish(topic, "y")).hearsNothing();
        }
    }

    @Test
    void releaseOfNothingIsToldInEachVersionsWords() throws IOException {
        try (MqttProbe old = enter(V3, V3.connect("nothing-3"));
                MqttProbe young = enter(V5, V5.connect("nothing-5"))) {
            old.say(answer(PUBREL, 5)).hears(answer(PUBCOMP, 5));
            young.say(answer(PUBREL, 5)).hears(answer(PUBCOMP, 5, 0x92));
            old.say(answer(PUBREC, 5)).hears(answer(PUBREL, 5));
            young.say(answer(PUBREC, 5)).hears(answer(PUBREL, 5, 0x92));
            old.say(answer(PUBACK, 5), answer(PUBCOMP, 5)).hearsNothing();
            young.say(answer(PUBACK, 5), answer(PUBCOMP, 5)).hearsNothing();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    @Clause(value = "MQTT-3.1.4-3", v3 = "MQTT-3.1.4-2")
    void secondConnectionWithTheSameIdPutsTheFirstOut(MqttWords say) throws IOException {
        String id = "twice-" + say.level();
        String topic = "twice/" + say.level();
        MqttProbe first = enter(say, say.resume(id)).subscribes(topic, 1);
        first.say(say.publish(QOS_1, topic, 3, "x"));
        first.hearsMixed(answer(PUBACK, 3), say.publish(QOS_1, topic, 1, "x"));

        try (MqttProbe second = dial(say).say(say.resume(id)).hearsConnAck(1)) {
            first.isPutOut(0x8E);
            second.hears(say.publish(QOS_1 | DUP, topic, 1, "x"));
            second.say(answer(PUBACK, 1)).hearsNothing();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    @Clause(value = "MQTT-3.2.2-2", v3 = "MQTT-3.2.2-1")
    void takeoverThatBeginsAnewInheritsNothing(MqttWords say) throws IOException {
        String id = "anew-" + say.level();
        String topic = "anew/" + say.level();
        MqttProbe first = enter(say, say.resume(id)).subscribes(topic, 1);

        try (MqttProbe second = dial(say).say(say.connect(id)).hearsConnAck(0)) {
            first.isPutOut(0x8E);
            second.say(say.publish(topic, "x")).hearsNothing();
        }
    }

    @Test
    void sessionMayGoOnInTheOtherVersion() throws IOException {
        enter(V3, V3.resume("polyglot")).subscribes("polyglot", 1).leaves();

        try (MqttProbe young = dial(V5).say(V5.resume("polyglot")).hearsConnAck(1)) {
            young.say(V5.publish("polyglot", "x")).hears(V5.publish("polyglot", "x"));
        }
    }

    @Test
    @Clause({"MQTT-3.1.2-23", "MQTT-4.1.0-2"})
    void sessionOfVersion5EndsWhenItsExpiryIsOver() throws IOException {
        byte[] forNothing = V5.head(0x00, 0).string("brief").end();
        enter(V5, forNothing).subscribes("brief", 1).leaves();
        byte[] forAMoment = V5.head(0, 0, uint32(SESSION_EXPIRY, 1)).string("brief").end();
        dial(V5).say(forAMoment).hearsConnAck(0).leaves();

        org.awaitility.Awaitility.await()
                .pollDelay(java.time.Duration.ofMillis(1100))
                .atMost(Program.LIMIT)
                .until(() -> isGone("brief"));
    }

    /** Asks without keeping it alive any longer than it was. */
    private static boolean isGone(String id) throws IOException {
        byte[] ask = V5.head(0, 0, uint32(SESSION_EXPIRY, 1)).string(id).end();
        try (MqttProbe probe = dial(V5).say(ask)) {
            boolean isGone = probe.next().matches("20..0000.*");
            probe.leaves();
            return isGone;
        }
    }

    @Test
    void expiryIsChangedWithTheGoodbye() throws IOException {
        MqttProbe stays = enter(V5, V5.resume("goodbye-0"));
        stays.say(disconnect(0, uint32(SESSION_EXPIRY, 0))).isClosed();
        dial(V5).say(V5.resume("goodbye-0")).hearsConnAck(0).leaves();

        byte[] brief = V5.head(0, 0, uint32(SESSION_EXPIRY, 1)).string("goodbye-1").end();
        MqttProbe longer = enter(V5, brief);
        longer.say(disconnect(0, uint32(SESSION_EXPIRY, 3600))).isClosed();
        dial(V5).say(V5.resume("goodbye-1")).hearsConnAck(1).leaves();
    }

    @Test
    void expiryCannotBeAskedForWithTheGoodbyeAlone() throws IOException {
        MqttProbe probe = enter(V5, V5.connect("goodbye-2"));

        probe.say(disconnect(0, uint32(SESSION_EXPIRY, 10))).isPutOut(0x82);
    }

    @Test
    @Clause({
        "MQTT-3.3.4-9",
        "MQTT-3.3.4-10",
        "MQTT-4.9.0-1",
        "MQTT-4.9.0-2",
        "MQTT-4.9.0-3",
        "MQTT-4.3.2-1",
        "MQTT-4.3.2-2"
    })
    void fullWindowHoldsPublishesAndNothingElse() throws IOException {
        byte[] two = V5.connect("window", property(RECEIVE_MAXIMUM, 0, 2));
        try (MqttProbe reader = enter(V5, two).subscribes("window", 2)) {
            try (MqttProbe publisher = enter(V5, V5.connect("window-p"))) {
                for (int i = 1; i <= 3; i++) {
                    publisher.say(V5.publish(QOS_1, "window", i, "m" + i));
                    publisher.hears(answer(PUBACK, i));
                }
            }
            reader.hears(V5.publish(QOS_1, "window", 1, "m1"));
            reader.hears(V5.publish(QOS_1, "window", 2, "m2")).pings();
            reader.say(V5.subscribe(2, "else", 0)).hears(V5.subAck(2, 0)).pings();

            reader.say(answer(PUBACK, 1)).hears(V5.publish(QOS_1, "window", 3, "m3"));
        }
    }

    @Test
    @Clause({"MQTT-4.3.3-7", "MQTT-4.3.3-13"})
    void expiryDoesNotTouchWhatWasSent() throws IOException {
        MqttProbe first = enter(V5, V5.resume("sent")).subscribes("sent", 2);
        first.say(V5.publish(QOS_2, "sent", 5, "x", uint32(0x02, 1))).hears(answer(PUBREC, 5));
        first.say(answer(PUBREL, 5));
        assertThat(first.next() + first.next()).contains("34", "70020005");
        first.close();
        org.awaitility.Awaitility.await()
                .pollDelay(java.time.Duration.ofMillis(2100))
                .until(() -> true);

        try (MqttProbe second = dial(V5).say(V5.resume("sent")).hearsConnAck(1)) {
            assertThat(second.next()).startsWith("3c").endsWith("78");
            second.say(answer(PUBREC, 1)).hears(answer(PUBREL, 1));
            second.say(answer(PUBCOMP, 1)).hearsNothing();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    @Clause(value = "MQTT-4.6.0-4", v3 = "MQTT-4.6.0-4")
    void releasesHaveTheOrderOfWhatTheyAnswer(MqttWords say) throws IOException {
        String topic = "releases/" + say.level();
        try (MqttProbe reader = enter(say, say.connect("releases")).subscribes(topic, 2);
                MqttProbe publisher = enter(say, say.connect("releases-p"))) {
            for (int i = 1; i <= 3; i++) {
                publisher.say(say.publish(QOS_2, topic, i, "x")).hears(answer(PUBREC, i));
                reader.hears(say.publish(QOS_2, topic, i, "x"));
            }

            reader.say(answer(PUBREC, 3), answer(PUBREC, 1), answer(PUBREC, 2));

            reader.hears(answer(PUBREL, 3), answer(PUBREL, 1), answer(PUBREL, 2));
        }
    }

    private static byte[] disconnect(int reason, MqttBytes.Block... properties) {
        return MqttBytes.packet(0xE0).uint8(reason).properties(properties).end();
    }

    private static MqttProbe dial(MqttWords say) throws IOException {
        return MqttProbe.dial(gateway.mqtt(), say);
    }

    private static MqttProbe enter(MqttWords say, byte[] connect) throws IOException {
        return MqttProbe.enter(gateway.mqtt(), say, connect);
    }
}
