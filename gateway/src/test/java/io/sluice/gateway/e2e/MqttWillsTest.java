package io.sluice.gateway.e2e;

import static io.sluice.gateway.e2e.MqttWords.V3;
import static io.sluice.gateway.e2e.MqttWords.V5;
import static io.sluice.mqtt.MqttBytes.property;
import static io.sluice.mqtt.MqttBytes.text;
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

/** When a will is published, how, and when it is not. */
final class MqttWillsTest {
    private static final int WILL_DELAY = 0x18;
    private static final int SESSION_EXPIRY = 0x11;

    @RegisterExtension static final GatewayExtension gateway = new GatewayExtension();

    static Stream<MqttWords> versions() {
        return MqttWords.versions();
    }

    @ParameterizedTest
    @MethodSource("versions")
    @Clause(
            value = {"MQTT-3.1.2-7", "MQTT-3.1.2-8", "MQTT-3.1.2-14"},
            v3 = {"MQTT-3.1.2-8", "MQTT-3.1.2-9", "MQTT-3.1.2-16"})
    void lostClientsWillIsPublished(MqttWords say) throws IOException {
        String topic = "lost/" + say.level();
        try (MqttProbe heir = heir(say, topic)) {
            doomed(say, topic).close();

            heir.hears(say.publish(topic, "gone")).hearsNothing();
        }
        heir(say, topic).hearsNothing().leaves();
    }

    @ParameterizedTest
    @MethodSource("versions")
    @Clause(
            value = {"MQTT-3.1.2-10", "MQTT-3.14.4-3"},
            v3 = {"MQTT-3.1.2-10", "MQTT-3.14.4-3"})
    void plainGoodbyeTakesTheWillBack(MqttWords say) throws IOException {
        String topic = "plain/" + say.level();
        try (MqttProbe heir = heir(say, topic)) {
            doomed(say, topic).leaves();

            heir.say(say.publish(topic, "only this")).hears(say.publish(topic, "only this"));
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    @Clause(
            value = "MQTT-3.1.2-8",
            v3 = {"MQTT-3.1.2-8", "MQTT-4.8.0-1"})
    void clientThatBreaksARuleIsLost(MqttWords say) throws IOException {
        String topic = "broken/" + say.level();
        try (MqttProbe heir = heir(say, topic)) {
            MqttProbe doomed = doomed(say, topic);
            doomed.say(say.connect("again")).isPutOut(0x82);

            heir.hears(say.publish(topic, "gone")).hearsNothing();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    @Clause(value = "MQTT-3.1.2-22", v3 = "MQTT-3.1.2-24")
    void silenceOfOneAndAHalfKeepAlivesIsALoss(MqttWords say) throws IOException {
        String topic = "silent/" + say.level();
        byte[] connect = willOf(say, say.head(0x06, 1), topic);
        try (MqttProbe heir = heir(say, topic);
                MqttProbe doomed = enter(say, connect)) {
            long from = System.nanoTime();
            doomed.isPutOut(0x8D);

            assertThat(System.nanoTime() - from).isBetween(1_300_000_000L, 10_000_000_000L);
            heir.hears(say.publish(topic, "gone"));
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    @Clause(value = "MQTT-3.1.2-15", v3 = "MQTT-3.1.2-17")
    void retainedWillGreetsWhoComesLater(MqttWords say) throws IOException {
        String topic = "kept/" + say.level();
        byte[] connect = willOf(say, say.head(0x26, 0), topic);
        try (MqttProbe heir = heir(say, topic)) {
            enter(say, connect).close();
            heir.hears(say.publish(topic, "gone"));
        }

        try (MqttProbe later = heir(say, topic)) {
            later.hears(say.publish(0x01, topic, 0, "gone"));
            later.say(say.publish(0x01, topic, 0, "")).hears(say.publish(topic, ""));
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void takeoverPublishesTheWillOfTheOldConnection(MqttWords say) throws IOException {
        String topic = "taken/" + say.level();
        try (MqttProbe heir = heir(say, topic)) {
            MqttProbe first = doomed(say, topic);
            MqttProbe second = enter(say, say.connect("doomed-" + topic));

            first.isPutOut(0x8E);
            heir.hears(say.publish(topic, "gone")).hearsNothing();
            second.leaves();
        }
    }

    @Test
    @Clause(v3 = "MQTT-3.1.2-12")
    void clientWithoutAWillLeavesNothing() throws IOException {
        try (MqttProbe heir = enter(V3, V3.connect("heir-none")).subscribes("#", 0)) {
            enter(V3, V3.connect("none")).close();

            heir.hearsNothing();
        }
    }

    @Test
    void goodbyeWithWillPublishesIt() throws IOException {
        try (MqttProbe heir = heir(V5, "with-will")) {
            doomed(V5, "with-will").say(disconnect(0x04)).isClosed();

            heir.hears(V5.publish("with-will", "gone")).hearsNothing();
        }
    }

    @Test
    void goodbyeWithAnErrorPublishesIt() throws IOException {
        try (MqttProbe heir = heir(V5, "with-error")) {
            doomed(V5, "with-error").say(disconnect(0x80)).isClosed();

            heir.hears(V5.publish("with-error", "gone")).hearsNothing();
        }
    }

    @Test
    @Clause("MQTT-3.1.3-9")
    void clientThatComesBackInTimeHasNoWill() throws IOException {
        try (MqttProbe heir = heir(V5, "in-time")) {
            delayed("in-time", 3600, 3600).close();
            byte[] back = V5.head(0, 0, uint32(SESSION_EXPIRY, 3600)).string("d-in-time").end();
            dial(V5).say(back).hearsConnAck(1).leaves();

            heir.say(V5.publish("in-time", "only this"));
            heir.hears(V5.publish("in-time", "only this")).hearsNothing();
        }
    }

    @Test
    void willWaitsForItsDelay() throws IOException {
        try (MqttProbe heir = heir(V5, "delayed")) {
            long from = System.nanoTime();
            delayed("delayed", 1, 3600).close();

            heir.hears(V5.publish("delayed", "gone"));
            assertThat(System.nanoTime() - from).isGreaterThan(900_000_000L);
        }
    }

    @Test
    void endOfTheSessionEndsTheDelay() throws IOException {
        try (MqttProbe heir = heir(V5, "session-first")) {
            delayed("session-first", 3600, 1).close();

            heir.hears(V5.publish("session-first", "gone"));
        }
    }

    @Test
    void sessionThatEndsAtOnceLeavesNoDelay() throws IOException {
        try (MqttProbe heir = heir(V5, "no-session")) {
            delayed("no-session", 3600, 0).close();

            heir.hears(V5.publish("no-session", "gone"));
        }
    }

    @Test
    void cleanStartEndsTheSessionAndItsDelay() throws IOException {
        try (MqttProbe heir = heir(V5, "clean")) {
            delayed("clean", 3600, 3600).close();
            enter(V5, V5.connect("d-clean")).leaves();

            heir.hears(V5.publish("clean", "gone")).hearsNothing();
        }
    }

    @Test
    void delayedWillOfATakenOverConnectionIsNotPublished() throws IOException {
        try (MqttProbe heir = heir(V5, "over")) {
            MqttProbe first = delayed("over", 3600, 3600);
            byte[] back = V5.head(0, 0, uint32(SESSION_EXPIRY, 3600)).string("d-over").end();
            MqttProbe second = dial(V5).say(back).hearsConnAck(1);
            first.isPutOut(0x8E);

            second.leaves();
            heir.say(V5.publish("over", "only this"));
            heir.hears(V5.publish("over", "only this")).hearsNothing();
        }
    }

    @Test
    @Clause("MQTT-3.1.3-10")
    void propertiesOfTheWillTravelInOrder() throws IOException {
        MqttBytes.Block[] travel = {
            property(0x01, 1),
            text(0x08, "answers"),
            text(0x09, "id"),
            text(0x03, "text/plain"),
            text(0x26, "b", "1"),
            text(0x26, "a", "2"),
            text(0x26, "b", "3")
        };
        try (MqttProbe heir = heir(V5, "props")) {
            enter(V5, V5.connectWithWill("d-props", "props", "gone", travel)).close();

            heir.hears(V5.publish(0, "props", 0, "gone", travel));
        }
    }

    @Test
    void willIsDeliveredAtTheLowerQos() throws IOException {
        byte[] connect = willOf(V3, V3.head(0x16, 0), "low");
        try (MqttProbe two = enter(V3, V3.connect("h2")).subscribes("low", 2);
                MqttProbe one = enter(V3, V3.connect("h1")).subscribes("low", 1)) {
            enter(V3, connect).close();

            two.hears(V3.publish(0x04, "low", 1, "gone"));
            one.hears(V3.publish(0x02, "low", 1, "gone"));
        }
    }

    private static byte[] disconnect(int reason) {
        return MqttBytes.packet(0xE0).uint8(reason).end();
    }

    private static byte[] willOf(MqttWords say, MqttBytes head, String topic) {
        MqttBytes packet = head.string("doomed-" + topic);
        return (say.is5() ? packet.properties() : packet).string(topic).string("gone").end();
    }

    private static MqttProbe delayed(String topic, int delay, int expiry) throws IOException {
        byte[] connect =
                V5.head(0x06, 0, uint32(SESSION_EXPIRY, expiry))
                        .string("d-" + topic)
                        .properties(uint32(WILL_DELAY, delay))
                        .string(topic)
                        .string("gone")
                        .end();
        return enter(V5, connect);
    }

    private static MqttProbe doomed(MqttWords say, String topic) throws IOException {
        return enter(say, say.connectWithWill("doomed-" + topic, topic, "gone"));
    }

    private static MqttProbe heir(MqttWords say, String topic) throws IOException {
        return enter(say, say.connect("heir-" + topic)).subscribes(topic, 0);
    }

    private static MqttProbe dial(MqttWords say) throws IOException {
        return MqttProbe.dial(gateway.mqtt(), say);
    }

    private static MqttProbe enter(MqttWords say, byte[] connect) throws IOException {
        return MqttProbe.enter(gateway.mqtt(), say, connect);
    }
}
