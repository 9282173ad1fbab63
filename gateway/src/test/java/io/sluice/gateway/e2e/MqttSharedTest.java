package io.sluice.gateway.e2e;

import static io.sluice.gateway.e2e.MqttWords.V3;
import static io.sluice.gateway.e2e.MqttWords.V5;
import static io.sluice.gateway.e2e.MqttWords.answer;
import static io.sluice.mqtt.MqttBytes.property;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.mqtt.Clause;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Shared subscriptions, as members of all protocols see them. */
final class MqttSharedTest {
    private static final int PUBACK = 0x40;
    private static final int PUBREC = 0x50;
    private static final int PUBREL = 0x62;
    private static final int PUBCOMP = 0x70;

    @RegisterExtension
    static final GatewayExtension gateway = new GatewayExtension("queue.strategy=by-topic");

    @Test
    void eachMessageReachesOneMemberOfWhateverProtocol() {
        MosquittoClient v5 = new MosquittoClient(gateway.mqtt(), "mqttv5");
        MosquittoClient v31 = new MosquittoClient(gateway.mqtt(), "mqttv31");
        ScriptClient stomp = ScriptClient.stompPython(gateway.stomp(), "1.2");
        try (Listening one = v5.subscribe("$share/mixed/jobs/#", 1);
                Listening two = v31.subscribe("$share/mixed/jobs/#", 0);
                Listening three = stomp.subscribe("/shared/mixed/jobs/#", 1)) {
            for (int topic = 0; topic < 8; topic++) {
                v5.pubLines("jobs/" + topic, numbers(topic * 50, topic * 50 + 50), "-q", "1");
            }

            List<Listening> members = List.of(one, two, three);
            await().atMost(Program.LIMIT).until(() -> received(members).count() >= 400);
            assertThat(received(members).map(Received::text))
                    .containsExactlyInAnyOrderElementsOf(numbers(0, 400).toList());
        }
    }

    @Test
    void whatALostMemberHasNotAnsweredGoesToAnother() throws IOException {
        try (MqttProbe publisher = enter(V5.connect("s-pub"));
                MqttProbe heir = enter(V5.connect("s-heir"))) {
            MqttProbe lost = enter(V5.resume("s-lost"));
            lost.subscribes("$share/heirs/inherited", 1);
            publisher.say(V5.publish(2, "inherited", 1, "x")).hears(answer(PUBACK, 1));
            lost.hears(V5.publish(2, "inherited", 1, "x"));
            heir.subscribes("$share/heirs/inherited", 1);

            lost.close();

            heir.hears(V5.publish(2, "inherited", 1, "x")).say(answer(PUBACK, 1)).hearsNothing();
        }
    }

    @Test
    @Clause("MQTT-4.8.2-4")
    void exchangeOfQos2StaysWithItsSession() throws IOException {
        try (MqttProbe publisher = enter(V5.connect("q-pub"));
                MqttProbe other = enter(V5.connect("q-other"))) {
            MqttProbe lost = enter(V5.resume("q-lost"));
            lost.subscribes("$share/exact/exact", 2);
            publisher.say(V5.publish(4, "exact", 1, "x")).hears(answer(PUBREC, 1));
            publisher.say(answer(PUBREL, 1)).hears(answer(PUBCOMP, 1));
            lost.hears(V5.publish(4, "exact", 1, "x"));
            other.subscribes("$share/exact/exact", 2);

            lost.close();

            other.hearsNothing();
            try (MqttProbe back = MqttProbe.dial(gateway.mqtt(), V5)) {
                back.say(V5.resume("q-lost")).hearsConnAck(1);
                back.hears(V5.publish(4 | 8, "exact", 1, "x"));
            }
        }
    }

    @Test
    @Clause("MQTT-4.8.2-5")
    void exchangeOfQos2EndsWithItsSession() throws IOException {
        try (MqttProbe publisher = enter(V5.connect("e-pub"));
                MqttProbe other = enter(V5.connect("e-other"))) {
            MqttProbe lost = enter(V5.connect("e-lost"));
            lost.subscribes("$share/ended/ended", 2);
            publisher.say(V5.publish(4, "ended", 1, "x")).hears(answer(PUBREC, 1));
            lost.hears(V5.publish(4, "ended", 1, "x"));
            other.subscribes("$share/ended/ended", 2);

            lost.close(); // and its session with it

            publisher.say(V5.publish(2, "ended", 2, "y")).hears(answer(PUBACK, 2));
            other.hears(V5.publish(2, "ended", 1, "y")).say(answer(PUBACK, 1)).hearsNothing();
        }
    }

    @Test
    @Clause(value = "MQTT-3.10.4-3", v3 = "MQTT-3.10.4-3")
    void memberThatUnsubscribesFinishesWhatItHas() throws IOException {
        try (MqttProbe publisher = enter(V5.connect("u-pub"));
                MqttProbe leaving = enter(V5.connect("u-leaving"));
                MqttProbe other = enter(V5.connect("u-other"))) {
            leaving.subscribes("$share/leave/left", 1);
            publisher.say(V5.publish(2, "left", 1, "x")).hears(answer(PUBACK, 1));
            leaving.hears(V5.publish(2, "left", 1, "x"));
            other.subscribes("$share/leave/left", 1);

            leaving.say(V5.unsubscribe(2, "$share/leave/left")).hears(V5.unsubAck(2, 0));
            publisher.say(V5.publish(2, "left", 2, "y")).hears(answer(PUBACK, 2));

            // by-topic: nobody gets what is behind it before it is finished
            other.pings();
            leaving.say(answer(PUBACK, 1));
            other.hears(V5.publish(2, "left", 1, "y")).say(answer(PUBACK, 1));
            leaving.hearsNothing();
        }
    }

    @Test
    @Clause("MQTT-4.4.0-1")
    void memberThatSubscribesAgainIsNotSentAgainWhatItHas() throws IOException {
        try (MqttProbe member = enter(V5.connect("again-member"))) {
            member.subscribes("$share/again/again", 1);
            member.say(V5.publish(0, "again", 0, "other")); // QoS 0 does not wait
            member.hears(V5.publish("again", "other"));
            member.say(V5.publish(2, "again", 9, "x"));
            member.hearsMixed(answer(PUBACK, 9), V5.publish(2, "again", 1, "x"));

            member.subscribes("$share/again/again", 1).hearsNothing();
            member.say(answer(PUBACK, 1)).hearsNothing();
        }
    }

    @Test
    void groupOfASleepingMemberTakesWhatComes() throws IOException {
        enter(V5.resume("sleeper")).subscribes("$share/asleep/at-night", 1).leaves();
        try (MqttProbe publisher = enter(V5.connect("n-pub"))) {
            publisher.say(V5.publish(2, "at-night", 1, "x")).hears(answer(PUBACK, 1));

            try (MqttProbe another = enter(V5.connect("n-other"))) {
                another.subscribes("$share/asleep/at-night", 1);
                another.hears(V5.publish(2, "at-night", 1, "x")).say(answer(PUBACK, 1));
                another.hearsNothing();
            }
        }
    }

    @Test
    void slowMemberStallsOnlyTheTopicsThatStickToIt() throws IOException {
        MqttProbe slow = enter(V5.connect("slow", property(0x21, 0, 1)));
        try (slow;
                MqttProbe publisher = enter(V5.connect("l-pub"));
                MqttProbe quick = enter(V5.connect("quick"))) {
            slow.subscribes("$share/pace/pace/+", 1);
            publisher.say(V5.publish(2, "pace/a", 1, "1")).hears(answer(PUBACK, 1));
            slow.hears(V5.publish(2, "pace/a", 1, "1")); // and says nothing
            quick.subscribes("$share/pace/pace/+", 1);

            publisher.say(V5.publish(2, "pace/a", 2, "2")).hears(answer(PUBACK, 2));
            publisher.say(V5.publish(2, "pace/b", 3, "3")).hears(answer(PUBACK, 3));

            quick.hears(V5.publish(2, "pace/b", 1, "3")).say(answer(PUBACK, 1));
            slow.say(answer(PUBACK, 1)).hears(V5.publish(2, "pace/a", 2, "2"));
        }
    }

    @Test
    void groupsAndPlacesInTheLogDoNotNest() throws IOException {
        try (MqttProbe five = enter(V5.connect("nested"));
                MqttProbe three = MqttProbe.enter(gateway.mqtt(), V3, "nested-3")) {
            five.say(V5.subscribe(1, "$share/g/$replay/first/a", 1)).hears(V5.subAck(1, 0x8F));
            three.say(V3.subscribe(1, "$replay/first/$share/g/a", 1)).hears(V3.subAck(1, 0x80));
        }
    }

    private static MqttProbe enter(byte[] connect) throws IOException {
        return MqttProbe.enter(gateway.mqtt(), V5, connect);
    }

    private static Stream<Received> received(List<Listening> members) {
        return members.stream()
                .flatMap(member -> member.program().output().stream())
                .map(Received.LINE::matcher)
                .filter(Matcher::find)
                .map(Matcher::toMatchResult)
                .map(Received::of);
    }

    private static Stream<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(String::valueOf);
    }
}
