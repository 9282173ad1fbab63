package io.sluice.gateway.e2e;

import static io.sluice.gateway.e2e.MqttWords.V3;
import static io.sluice.gateway.e2e.MqttWords.V5;
import static io.sluice.gateway.e2e.MqttWords.answer;
import static io.sluice.mqtt.MqttBytes.packet;
import static io.sluice.mqtt.MqttBytes.raw;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.mqtt.MqttBytes;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that take much and give little: each meets its bound, and nobody else notices. */
@Timeout(60)
final class MqttBadClientsTest {
    private static final int PUBACK = 0x40;
    private static final int QOS_1 = 0x02;
    private static final int DUP = 0x08;
    private static final int INFLIGHT_MAX = 20;
    private static final int SUBSCRIPTIONS_MAX = 100;
    private static final int TOPIC_BYTES_MAX = 1_000;

    @RegisterExtension
    static final GatewayExtension gateway =
            new GatewayExtension(
                    "log.durability=os",
                    "mqtt.connect-timeout=3s",
                    "mqtt.topic-bytes-max=" + TOPIC_BYTES_MAX,
                    "mqtt.inflight-max=" + INFLIGHT_MAX,
                    "mqtt.subscriptions-max=" + SUBSCRIPTIONS_MAX);

    private MqttProbe honest;

    @BeforeEach
    void letSomebodyElseIn() throws IOException {
        honest = enter(V5, V5.connect("honest")).subscribes("honest", 0);
    }

    @AfterEach
    void somebodyElseWasNotDisturbed() throws IOException {
        honest.say(V5.publish("honest", "x")).hears(V5.publish("honest", "x")).pings();
        honest.leaves();
    }

    @Test
    void whoNeverSaysWhoItIsIsPutOut() throws IOException {
        dial(V5).isClosed();
    }

    @Test
    void halfAConnectIsNone() throws IOException {
        byte[] connect = V5.connect("half");
        MqttProbe probe = dial(V5);

        for (int i = 0; i < connect.length - 1; i++) {
            probe.say(new byte[] {connect[i]});
        }

        probe.isClosed();
    }

    @Test
    void halfAPublishDoesNotKeepASilentClientIn() throws IOException {
        MqttProbe probe = enter(V5, packet(0x10).string("MQTT").bytes(5, 2, 0, 1, 0).string("s"));

        probe.say(raw("30 7f 0001"));

        probe.isPutOut(0x8D);
    }

    @Test
    void whoReadsNothingGetsAllInTheEndAndHoldsNobodyUp() throws IOException {
        String text = "x".repeat(100_000);
        int count = 100;
        try (MqttProbe reader = enter(V3, V3.connect("reads-late")).subscribes("big", 1);
                MqttProbe other = enter(V3, V3.connect("reads-now")).subscribes("big", 0)) {
            for (int i = 1; i <= count; i++) {
                honest.say(V5.publish(QOS_1, "big", i, text)).hears(answer(PUBACK, i));
                other.hears(V3.publish("big", text));
            }

            for (int i = 1; i <= count; i++) {
                reader.hears(V3.publish(QOS_1, "big", i, text)).say(answer(PUBACK, i));
            }
        }
    }

    @Test
    void whoAcknowledgesNothingGetsNoMoreThanTheWindow() throws IOException {
        MqttProbe lazy = enter(V3, V3.resume("lazy")).subscribes("heap", 1);
        for (int i = 1; i <= 2 * INFLIGHT_MAX; i++) {
            honest.say(V5.publish(QOS_1, "heap", i, "x")).hears(answer(PUBACK, i));
        }

        for (int i = 1; i <= INFLIGHT_MAX; i++) {
            lazy.hears(V3.publish(QOS_1, "heap", i, "x"));
        }
        lazy.pings().close();

        MqttProbe again = dial(V3).say(V3.resume("lazy")).hearsConnAck(1);
        for (int i = 1; i <= INFLIGHT_MAX; i++) {
            again.hears(V3.publish(QOS_1 | DUP, "heap", i, "x")).say(answer(PUBACK, i));
        }
        for (int i = INFLIGHT_MAX + 1; i <= 2 * INFLIGHT_MAX; i++) {
            again.hears(V3.publish(QOS_1, "heap", i, "x")).say(answer(PUBACK, i));
        }
        again.leaves();
    }

    @Test
    void identifierThatIsUsedAgainWithoutWaitingIsAnotherMessage() throws IOException {
        try (MqttProbe reader = enter(V5, V5.connect("counts")).subscribes("same", 0)) {
            byte[][] same = new byte[50][];
            Arrays.fill(same, V5.publish(QOS_1, "same", 7, "x"));
            byte[][] answers = new byte[same.length][];
            Arrays.fill(answers, answer(PUBACK, 7));

            honest.say(same).hears(answers);

            for (int i = 0; i < same.length; i++) {
                reader.hears(V5.publish("same", "x"));
            }
            reader.hearsNothing();
        }
    }

    @Test
    void subscriptionsBeyondTheBoundAreRefused() throws IOException {
        MqttProbe greedy = enter(V5, V5.connect("greedy"));
        for (int i = 1; i <= 3 * SUBSCRIPTIONS_MAX; i++) {
            greedy.say(V5.subscribe(i, "greed/" + i + "/#", 1));
        }

        int granted = 0;
        for (int i = 1; i <= 3 * SUBSCRIPTIONS_MAX; i++) {
            String subAck = greedy.next(); // a refusal needs no place in the log, and may be first
            assertThat(subAck).startsWith("9004").matches(".*(01|97)");
            granted += subAck.endsWith("01") ? 1 : 0;
        }
        assertThat(granted).isEqualTo(SUBSCRIPTIONS_MAX);
        greedy.leaves();
    }

    @Test
    void namesAndFiltersOfManyThousandLevelsAreRefused() throws IOException {
        String deep = "/".repeat(TOPIC_BYTES_MAX);
        String huge = "/".repeat(65_535);
        MqttProbe probe = enter(V5, V5.connect("deep"));

        probe.say(V5.subscribe(1, deep, 0)).hears(V5.subAck(1, 0x8F));
        probe.say(V5.subscribe(1, huge, 0)).hears(V5.subAck(1, 0x8F));
        probe.say(V5.subscribe(2, "+/".repeat(32_767) + "#", 0)).hears(V5.subAck(2, 0x8F));
        probe.say(V5.publish(deep, "x")).isPutOut(0x90);
        enter(V3, V3.connect("deep-3")).say(V3.publish(deep, "x")).isClosed();
        enter(V3, V3.connect("huge-3")).say(V3.publish(huge, "x")).isClosed();
    }

    @Test
    void namesAndFiltersThatAreTooLongAreRefused() throws IOException {
        String most = "l".repeat(TOPIC_BYTES_MAX);
        MqttProbe probe = enter(V5, V5.connect("long")).subscribes(most, 0);
        probe.say(V5.publish(most, "x")).hears(V5.publish(most, "x"));

        probe.say(V5.subscribe(1, most + "l", 0)).hears(V5.subAck(1, 0x8F));
        probe.say(V5.publish(most + "l", "x")).isPutOut(0x90);
        enter(V3, V3.connect("long-3")).say(V3.publish(most + "l", "x")).isClosed();
        MqttProbe doomed = dial(V5).say(V5.connectWithWill("long", most + "l", "gone"));
        assertThat(doomed.next()).matches("20..0090.*");
        doomed.isClosed();
        dial(V3).say(V3.connectWithWill("long-3", most + "l", "gone")).isClosed();
    }

    @Test
    void silentClientIsPutOut() throws IOException {
        enter(V5, packet(0x10).string("MQTT").bytes(5, 2, 0, 1, 0).string("q")).isPutOut(0x8D);
    }

    private static MqttProbe enter(MqttWords say, MqttBytes connect) throws IOException {
        return enter(say, connect.end());
    }

    private static MqttProbe enter(MqttWords say, byte[] connect) throws IOException {
        return MqttProbe.enter(gateway.mqtt(), say, connect);
    }

    private static MqttProbe dial(MqttWords say) throws IOException {
        return MqttProbe.dial(gateway.mqtt(), say);
    }
}
