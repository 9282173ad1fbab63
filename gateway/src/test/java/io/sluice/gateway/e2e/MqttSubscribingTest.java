package io.sluice.gateway.e2e;

import static io.sluice.gateway.e2e.MqttWords.V3;
import static io.sluice.gateway.e2e.MqttWords.V5;
import static io.sluice.gateway.e2e.MqttWords.answer;
import static io.sluice.mqtt.MqttBytes.packet;
import static io.sluice.mqtt.MqttBytes.property;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.mqtt.Clause;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Subscriptions, what they bring, and what is retained for them. */
final class MqttSubscribingTest {
    private static final int PUBACK = 0x40;
    private static final int RETAIN = 0x01;
    private static final int QOS_1 = 0x02;
    private static final int QOS_2 = 0x04;
    private static final int NO_LOCAL = 0x04;
    private static final int AS_PUBLISHED = 0x08;
    private static final int IF_NEW = 0x10;
    private static final int NEVER = 0x20;

    @RegisterExtension static final GatewayExtension gateway = new GatewayExtension();

    static Stream<MqttWords> versions() {
        return MqttWords.versions();
    }

    @ParameterizedTest
    @MethodSource("versions")
    @Clause(
            value = {
                "MQTT-3.8.4-1",
                "MQTT-3.8.4-2",
                "MQTT-3.8.4-5",
                "MQTT-3.8.4-6",
                "MQTT-3.8.4-7",
                "MQTT-3.9.3-1",
                "MQTT-3.9.3-2",
                "MQTT-2.2.1-6"
            },
            v3 = {
                "MQTT-2.3.1-7",
                "MQTT-3.8.4-1",
                "MQTT-3.8.4-2",
                "MQTT-3.8.4-4",
                "MQTT-3.8.4-5",
                "MQTT-3.9.3-1",
                "MQTT-3.9.3-2"
            })
    void eachFilterHasItsCodeInOrder(MqttWords say) throws IOException {
        byte[] three =
                packet(0x82)
                        .uint16(0xFFFF)
                        .bytes(say.is5() ? new int[] {0} : new int[0])
                        .string("s/+")
                        .uint8(1)
                        .string("$queue/+")
                        .uint8(0)
                        .string("s/#")
                        .uint8(2)
                        .end();
        try (MqttProbe probe = enter(say, say.connect("codes-" + say.level()))) {
            probe.say(three).hears(say.subAck(0xFFFF, 1, say.is5() ? 0x8F : 0x80, 2));
        }
    }

    @Test
    @Clause("MQTT-3.1.2-29")
    void reasonOfARefusedFilterComesToThoseAloneWhoWantIt() throws IOException {
        byte[] nowhere = V5.subscribe(1, "$replay/nowhere/a", 0);
        try (MqttProbe curious = enter(V5, V5.connect("curious"));
                MqttProbe other = enter(V5, V5.connect("incurious", property(0x17, 0)))) {
            // SUBACK 1, properties: reason string
            assertThat(curious.say(nowhere).next()).matches("90(..)+0001(..)+1f.*8f");

            other.say(nowhere).hears(V5.subAck(1, 0x8F));
        }
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0,1", "0,2", "1,0", "1,1", "1,2", "2,0", "2,1", "2,2"})
    @Clause(
            value = {"MQTT-2.2.1-2", "MQTT-3.8.4-8", "MQTT-4.3.1-1", "MQTT-4.8.2-3"},
            v3 = {"MQTT-3.8.4-6", "MQTT-4.3.1-1", "MQTT-2.3.1-5", "MQTT-3.3.1-2"})
    void deliveryHasTheLowerQos(int published, int granted) throws IOException {
        String topic = "lower/" + published + granted;
        try (MqttProbe reader = enter(V3, V3.connect("lower")).subscribes(topic, granted);
                MqttProbe shared = enter(V5, V5.connect("lower-s"));
                MqttProbe publisher = enter(V3, V3.connect("lower-p"))) {
            shared.subscribes("$share/lower/" + topic, granted);
            publisher.say(V3.publish(published << 1, topic, 1, "x"));

            int lower = Math.min(published, granted);
            reader.hears(V3.publish(lower << 1, topic, 1, "x"));
            shared.hears(V5.publish(lower << 1, topic, 1, "x"));
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    @Clause(
            value = {"MQTT-3.3.4-2", "MQTT-3.3.2-3"},
            v3 = {"MQTT-3.3.5-1", "MQTT-3.3.2-3"})
    void overlappingSubscriptionsBringOneCopyAtTheHighestQos(MqttWords say) throws IOException {
        String topic = "overlap/" + say.level();
        try (MqttProbe reader = enter(say, say.connect("overlap-" + say.level()))) {
            reader.subscribes(topic, 0).subscribes("overlap/+", 2).subscribes("overlap/#", 1);

            reader.say(say.publish(QOS_2, topic, 9, "x"));
            reader.hearsMixed(answer(0x50, 9), say.publish(QOS_2, topic, 1, "x")).hearsNothing();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    @Clause(
            value = {"MQTT-3.8.4-3", "MQTT-3.8.4-4", "MQTT-3.3.1-9"},
            v3 = {"MQTT-3.8.4-3", "MQTT-3.3.1-5", "MQTT-3.3.1-6", "MQTT-3.3.1-8"})
    void sameFilterAgainReplacesAndBringsWhatIsRetainedAgain(MqttWords say) throws IOException {
        String topic = "replaced/" + say.level();
        try (MqttProbe reader = enter(say, say.connect("replaced-" + say.level()))) {
            reader.say(say.publish(RETAIN | QOS_1, topic, 5, "kept")).hears(answer(PUBACK, 5));
            reader.subscribes(topic, 1).hears(say.publish(RETAIN | QOS_1, topic, 1, "kept"));
            reader.subscribes(topic, 0).hears(say.publish(RETAIN, topic, 0, "kept"));

            reader.say(say.publish(QOS_1, topic, 6, "live"));
            reader.hearsMixed(answer(PUBACK, 6), say.publish(topic, "live"));
            reader.say(say.publish(RETAIN, topic, 0, "")).hears(say.publish(topic, ""));
            reader.hearsNothing();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    @Clause("MQTT-3.8.4-4")
    void nothingIsLostWhileASubscriptionIsReplaced(MqttWords say) throws IOException {
        String topic = "seamless/" + say.level();
        try (MqttProbe reader = enter(say, say.connect("seamless-" + say.level()))) {
            reader.subscribes(topic, 0);
            List<byte[]> heard = new ArrayList<>();
            for (int i = 1; i <= 100; i++) {
                reader.say(say.publish(topic, "m" + i), say.subscribe(i, topic, i % 3));
                heard.add(say.publish(topic, "m" + i));
                heard.add(say.subAck(i, i % 3));
            }

            reader.hearsMixed(heard.toArray(byte[][]::new));
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    @Clause(value = "MQTT-4.5.0-1", v3 = "MQTT-4.5.0-1")
    void everySessionThatMatchesGetsTheMessage(MqttWords say) throws IOException {
        String topic = "all/" + say.level();
        try (MqttProbe exact = enter(say, say.connect("exact")).subscribes(topic, 1);
                MqttProbe wild = enter(say, say.connect("wild")).subscribes("all/+", 2);
                MqttProbe other = enter(say, say.connect("other")).subscribes("all", 2)) {
            exact.say(say.publish(QOS_1, topic, 9, "x"));

            exact.hearsMixed(answer(PUBACK, 9), say.publish(QOS_1, topic, 1, "x"));
            wild.hears(say.publish(QOS_1, topic, 1, "x"));
            other.hearsNothing();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    @Clause(
            value = {
                "MQTT-3.3.1-5",
                "MQTT-3.3.1-6",
                "MQTT-3.3.1-7",
                "MQTT-3.3.1-8",
                "MQTT-3.3.1-12"
            },
            v3 = {
                "MQTT-3.1.2-7",
                "MQTT-3.3.1-5",
                "MQTT-3.3.1-6",
                "MQTT-3.3.1-7",
                "MQTT-3.3.1-8",
                "MQTT-3.3.1-9",
                "MQTT-3.3.1-10",
                "MQTT-3.3.1-11",
                "MQTT-3.3.1-12"
            })
    void retainedMessageIsTheLastOneUntilAnEmptyOne(MqttWords say) throws IOException {
        String topic = "retained/" + say.level();
        MqttProbe publisher = enter(say, say.connect("retainer-" + say.level()));
        publisher.say(say.publish(RETAIN, topic, 0, "old"));
        publisher.say(say.publish(RETAIN, topic, 0, "new"));
        publisher.say(say.publish(topic, "not kept")).leaves();

        try (MqttProbe reader = enter(say, say.connect("retained-" + say.level()))) {
            reader.subscribes(topic, 0).hears(say.publish(RETAIN, topic, 0, "new"));
            reader.say(say.publish(RETAIN, topic, 0, "live")).hears(say.publish(topic, "live"));
            reader.say(say.publish(RETAIN, topic, 0, "")).hears(say.publish(topic, ""));
            reader.subscribes(topic, 0).hearsNothing();
        }
    }

    @Test
    @Clause({"MQTT-3.3.1-9", "MQTT-3.3.1-10", "MQTT-3.3.1-11"})
    void retainHandlingSaysWhetherRetainedMessagesCome() throws IOException {
        byte[] kept = V5.publish(RETAIN, "handling", 0, "kept");
        try (MqttProbe reader = enter(V5, V5.connect("handling"))) {
            reader.say(kept);
            reader.say(V5.subscribe(1, "handling", NEVER)).hears(V5.subAck(1, 0)).hearsNothing();
            reader.say(V5.subscribe(1, "handling", IF_NEW)).hears(V5.subAck(1, 0)).hearsNothing();
            reader.say(V5.subscribe(1, "handling", 0)).hears(V5.subAck(1, 0), kept);
            reader.say(V5.unsubscribe(2, "handling")).hears(V5.unsubAck(2, 0));
            reader.say(V5.subscribe(1, "handling", IF_NEW)).hears(V5.subAck(1, 0), kept);
            reader.say(V5.publish(RETAIN, "handling", 0, ""));
            reader.hears(V5.publish("handling", "")).hearsNothing();
        }
    }

    @Test
    @Clause({"MQTT-3.3.1-12", "MQTT-3.3.1-13"})
    void retainAsPublishedKeepsTheFlag() throws IOException {
        try (MqttProbe reader = enter(V5, V5.connect("as-published"))) {
            reader.say(V5.subscribe(1, "as", AS_PUBLISHED)).hears(V5.subAck(1, 0));

            reader.say(V5.publish(RETAIN, "as", 0, "x")).hears(V5.publish(RETAIN, "as", 0, "x"));
            reader.say(V5.publish("as", "y")).hears(V5.publish("as", "y"));
            reader.say(V5.publish(RETAIN, "as", 0, "")).hears(V5.publish(RETAIN, "as", 0, ""));
        }
    }

    @Test
    void sharedSubscriptionsGetNoRetainedMessages() throws IOException {
        try (MqttProbe reader = enter(V5, V5.connect("shared-retained"))) {
            reader.say(V5.publish(RETAIN, "sr", 0, "x"));
            reader.say(V5.subscribe(1, "$share/g/sr", 0)).hears(V5.subAck(1, 0)).hearsNothing();
            reader.say(V5.publish(RETAIN, "sr", 0, "")).hears(V5.publish("sr", ""));
        }
    }

    @Test
    @Clause("MQTT-3.8.3-3")
    void noLocalKeepsTheClientsOwnFromIt() throws IOException {
        try (MqttProbe reader = enter(V5, V5.connect("local"));
                MqttProbe other = enter(V5, V5.connect("local-other"))) {
            reader.say(V5.subscribe(1, "local", NO_LOCAL)).hears(V5.subAck(1, 0));

            reader.say(V5.publish("local", "own")).hearsNothing();
            other.say(V5.publish("local", "other"));
            reader.hears(V5.publish("local", "other"));

            reader.say(V5.publish(RETAIN, "local/kept", 0, "own")).hearsNothing();
            reader.say(V5.subscribe(1, "local/+", NO_LOCAL)).hears(V5.subAck(1, 0)).hearsNothing();
            other.subscribes("local/+", 0).hears(V5.publish(RETAIN, "local/kept", 0, "own"));
            other.say(V5.publish(RETAIN, "local/kept", 0, ""));
        }
    }

    @Test
    @Clause({"MQTT-3.3.4-3", "MQTT-3.3.4-4"})
    void identifiersOfAllMatchingSubscriptionsAreTold() throws IOException {
        try (MqttProbe reader = enter(V5, V5.connect("identifiers"))) {
            byte[] first = V5.subscribe(1, "id/+", 0, property(0x0B, 0x05));
            byte[] second = V5.subscribe(2, "id/#", 0, property(0x0B, 0xFF, 0xFF, 0xFF, 0x7F));
            reader.say(first).hears(V5.subAck(1, 0));
            reader.say(second).hears(V5.subAck(2, 0));

            reader.say(V5.publish("id/a", "x"));
            assertThat(reader.next()).contains("0b05").contains("0bffffff7f").endsWith("78");

            reader.say(V5.subscribe(3, "id/+", 0)).hears(V5.subAck(3, 0));
            reader.say(V5.publish("id/a", "y"));
            assertThat(reader.next()).doesNotContain("0b05").contains("0bffffff7f");
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    @Clause(
            value = {
                "MQTT-3.10.4-1",
                "MQTT-3.10.4-2",
                "MQTT-3.10.4-4",
                "MQTT-3.10.4-5",
                "MQTT-3.10.4-6",
                "MQTT-3.11.3-1",
                "MQTT-3.11.3-2",
                "MQTT-4.7.3-4"
            },
            v3 = {
                "MQTT-3.10.4-1",
                "MQTT-3.10.4-2",
                "MQTT-3.10.4-4",
                "MQTT-3.10.4-5",
                "MQTT-3.10.4-6",
                "MQTT-4.7.3-4"
            })
    void unsubscribedFiltersBringNothingMore(MqttWords say) throws IOException {
        String topic = "Un/" + say.level();
        try (MqttProbe reader = enter(say, say.connect("un-" + say.level()))) {
            reader.subscribes(topic, 0);
            reader.say(say.unsubscribe(7, topic.toLowerCase(java.util.Locale.ROOT), "Un/+"));
            reader.hears(say.unsubAck(7, 0x11, 0x11));
            reader.say(say.publish(topic, "still")).hears(say.publish(topic, "still"));

            reader.say(say.unsubscribe(8, "x", topic, topic));
            reader.hears(say.unsubAck(8, 0x11, 0, 0x11));
            reader.say(say.publish(topic, "no more")).hearsNothing();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    @Clause(value = "MQTT-3.10.4-3", v3 = "MQTT-3.10.4-3")
    void deliveryThatHasBegunIsFinishedAfterUnsubscribe(MqttWords say) throws IOException {
        String topic = "begun/" + say.level();
        try (MqttProbe reader = enter(say, say.connect("begun-" + say.level()))) {
            reader.subscribes(topic, 2).say(say.publish(QOS_2, topic, 5, "x"));
            reader.hearsMixed(answer(0x50, 5), say.publish(QOS_2, topic, 1, "x"));
            reader.say(say.unsubscribe(7, topic)).hears(say.unsubAck(7, 0));

            reader.say(answer(0x50, 1)).hears(answer(0x62, 1));
            reader.say(answer(0x70, 1)).hearsNothing();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    @Clause(
            value = {"MQTT-4.7.2-1", "MQTT-4.7.1-1", "MQTT-4.7.1-2"},
            v3 = {"MQTT-4.7.2-1", "MQTT-4.7.1-2", "MQTT-4.7.1-3"})
    void wildcardsMatchLevelsAndNoHiddenTopics(MqttWords say) throws IOException {
        String own = "$own/" + say.level();
        try (MqttProbe reader = enter(say, say.connect("wild-" + say.level()))) {
            reader.subscribes("#", 0).subscribes("+/" + say.level(), 0);
            reader.say(say.publish(own, "hidden")).hearsNothing();
            reader.subscribes("$own/#", 0).say(say.publish(own, "seen"));
            reader.hears(say.publish(own, "seen"));

            for (String topic : List.of("/", "a//b", "/finance", " ", "$", "a b/\uFEFFc")) {
                boolean isHidden = topic.startsWith("$");
                reader.say(say.publish(topic, "x"));
                if (!isHidden) {
                    reader.hears(say.publish(topic, "x"));
                }
                reader.hearsNothing();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "sport/tennis/#, sport/tennis, true",
        "sport/tennis/#, sport/tennis/a/b, true",
        "sport/tennis/+, sport/tennis, false",
        "sport/tennis/+, sport/tennis/, true",
        "sport/tennis/+, sport/tennis/a/b, false",
        "sport/+, sport, false",
        "sport/+, sport/, true",
        "+/+, /finance, true",
        "/+, /finance, true",
        "+, /finance, false",
        "+/b/+/#, a/b/c, true",
        "Sport, sport, false",
        "sport, sport/, false"
    })
    @Clause(
            value = {"MQTT-4.7.1-1", "MQTT-4.7.1-2"},
            v3 = {"MQTT-4.7.1-2", "MQTT-4.7.1-3"})
    void filterMatches(String filter, String topic, boolean matches) throws IOException {
        try (MqttProbe reader = enter(V3, V3.connect("matcher")).subscribes(filter, 0)) {
            reader.say(V3.publish(topic, "x"));
            if (matches) {
                reader.hears(V3.publish(topic, "x"));
            }
            reader.hearsNothing();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    @Clause(
            value = {"MQTT-1.5.4-3", "MQTT-4.7.3-4"},
            v3 = {"MQTT-1.5.3-3", "MQTT-4.7.3-4"})
    void namesAreWhatTheirBytesAre(MqttWords say) throws IOException {
        try (MqttProbe reader = enter(say, say.connect("bom-" + say.level()))) {
            reader.subscribes("bom", 0).say(say.publish("\uFEFFbom", "x")).hearsNothing();
            reader.subscribes("\uFEFFbom", 0).say(say.publish("\uFEFFbom", "x"));
            reader.hears(say.publish("\uFEFFbom", "x"));

            // one character with an accent, and a character with an accent behind it
            reader.subscribes("caf\u00E9", 0).say(say.publish("cafe\u0301", "x")).hearsNothing();
            reader.say(say.publish("caf\u00E9", "x")).hears(say.publish("caf\u00E9", "x"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0001", "\u007F", "\u009F", "\uFDD0", "\uFFFF", "\uD83D\uDE00"})
    void charactersThatShouldNotBeAreTaken(String character) throws IOException {
        String topic = "odd/" + character + "/1";
        try (MqttProbe reader =
                enter(V5, V5.connect("odd")).subscribes("odd/" + character + "/+", 0)) {
            reader.say(V5.publish(topic, "x")).hears(V5.publish(topic, "x"));
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    @Clause(value = "MQTT-4.7.3-3", v3 = "MQTT-4.7.3-3")
    void longestNameIsANameLikeAnyOther(MqttWords say) throws IOException {
        String longest = say.level() + "l".repeat(65_534);
        try (MqttProbe reader = enter(say, say.connect("longest-" + say.level()))) {
            reader.subscribes(longest, 0).say(say.publish(longest, "x"));
            reader.hears(say.publish(longest, "x"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"$share//a", "$share/g", "$share/g/", "$share/g+/a", "$share/#/a"})
    @Clause({"MQTT-4.8.2-1", "MQTT-4.8.2-2"})
    void whatIsNoSharedSubscriptionEndsTheConnection(String filter) throws IOException {
        MqttProbe probe = enter(V5, V5.connect("misshared"));

        probe.say(V5.subscribe(1, filter, 0)).isPutOut(0x81);
    }

    @Test
    @Clause("MQTT-3.8.3-4")
    void noLocalOnASharedSubscriptionEndsTheConnection() throws IOException {
        MqttProbe probe = enter(V5, V5.connect("local-share"));

        probe.say(V5.subscribe(1, "$share/g/a", NO_LOCAL)).isPutOut(0x82);
    }

    @Test
    void membersOfAGroupShareWhatComes() throws IOException {
        try (MqttProbe one = enter(V5, V5.connect("member-1"));
                MqttProbe two = enter(V3, V3.connect("member-2"));
                MqttProbe publisher = enter(V5, V5.connect("for-members"))) {
            one.subscribes("$share/pair/shared/+", 0);
            two.subscribes("$share/pair/shared/+", 0);

            for (int i = 0; i < 10; i++) {
                publisher.say(V5.publish("shared/" + i, "x"));
            }
            publisher.hearsNothing();

            // a group's messages keep no order with those of other subscriptions
            AtomicInteger both = new AtomicInteger();
            await().pollInterval(ofMillis(10))
                    .until(() -> both.addAndGet(heard(one, V5) + heard(two, V3)) >= 10);
            assertThat(both).hasValue(10);
        }
    }

    /** How many messages come until the one that this client publishes to itself. */
    private static int heard(MqttProbe member, MqttWords say) throws IOException {
        member.say(say.subscribe(9, "end", 0)).say(say.publish("end", "end"));
        int count = -1;
        String end = java.util.HexFormat.of().formatHex(say.publish("end", "end"));
        for (String next = ""; !next.equals(end); next = member.next()) {
            count += next.startsWith("3") || next.isEmpty() ? 1 : 0;
        }
        return count;
    }

    @ParameterizedTest
    @MethodSource("versions")
    @Clause(
            value = {"MQTT-4.6.0-5", "MQTT-4.6.0-6", "MQTT-4.6.0-2", "MQTT-4.6.0-3"},
            v3 = {"MQTT-4.6.0-2", "MQTT-4.6.0-3", "MQTT-4.6.0-5", "MQTT-4.6.0-6"})
    void everythingComesInItsOrder(MqttWords say) throws IOException {
        String topic = "order/" + say.level();
        int count = 300;
        byte[][] sent = new byte[count][];
        IntStream.range(0, count)
                .forEach(i -> sent[i] = say.publish(qos(i) << 1, topic, i + 1, "m" + i));
        try (MqttProbe reader = enter(say, say.connect("order-" + say.level()));
                MqttProbe publisher = enter(say, say.connect("order-p-" + say.level()))) {
            reader.subscribes(topic, 2);

            publisher.say(sent);

            for (int i = 0; i < count; i++) {
                publisher.hears(answer(qos(i) == 1 ? PUBACK : 0x50, i + 1));
                reader.hears(sent[i]);
            }
        }
    }

    private static int qos(int i) {
        return 1 + i % 2;
    }

    private static MqttProbe enter(MqttWords say, byte[] connect) throws IOException {
        return MqttProbe.enter(gateway.mqtt(), say, connect);
    }
}
