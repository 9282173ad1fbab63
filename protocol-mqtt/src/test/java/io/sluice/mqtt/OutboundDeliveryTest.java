package io.sluice.mqtt;

import static io.sluice.mqtt.MqttBytes.connect5;
import static io.sluice.mqtt.MqttBytes.packet;
import static io.sluice.mqtt.MqttBytes.property;
import static io.sluice.mqtt.MqttBytes.raw;
import static io.sluice.mqtt.MqttBytes.uint32;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.auth.Access;
import io.sluice.broker.Delivery;
import io.sluice.broker.Grant;
import io.sluice.broker.Inflight;
import io.sluice.broker.MessageFlags;
import io.sluice.broker.Refusal;
import io.sluice.broker.Request;
import io.sluice.broker.SessionState;
import io.sluice.broker.Stretch;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What clients are delivered: from records to bytes, from acknowledgements to the next ones. */
final class OutboundDeliveryTest {
    private static final Grant QOS_0 = new Grant(0, false, false, new int[0]);

    private final TestGateway gateway = new TestGateway();

    @Test
    @Clause({"MQTT-3.8.4-8", "MQTT-3.3.1-12"})
    void qosIsTheLowerOfPublishedAndGranted() {
        TestClient client = gateway.connected3("me");

        gateway.deliver(
                client,
                gateway.messages(0).add(0, "x").add(1, "y").add(2, "z").stretch(),
                new Grant(1, false, false, new int[0]));

        // QoS 0; QoS 1 with id 1; QoS 2 lowered to 1 with id 2
        assertThat(client.received())
                .isEqualTo("30040001" + "7478" + "3206000174000179" + "320600017400027a");
        assertThat(client.feed.isEmpty()).isTrue();
    }

    @Test
    @Clause({"MQTT-4.3.3-1", "MQTT-4.3.3-2", "MQTT-4.3.3-3", "MQTT-4.3.3-4", "MQTT-4.3.3-5"})
    void qos2IsRememberedBeforeItIsSent() {
        TestClient client = gateway.connected3("me");

        gateway.deliver(client, gateway.messages(40).add(2, "x").add(2, "y"));
        assertThat(client.received()).isEmpty();
        Request.Sending sending = gateway.ingress().last(Request.Sending.class);
        assertThat(sending.packetIds()).containsExactly(1, 2);
        assertThat(sending.offsets()).containsExactly(40L, 41L);
        sending.receipt().stored(-1);
        assertThat(client.received()).isEqualTo("3406000174000178" + "3406000174000279");

        // PUBREC 1
        client.send(raw("50 02 0001"));
        assertThat(client.received()).isEmpty();
        Request.Received received = gateway.ingress().last(Request.Received.class);
        assertThat(received.packetIds()).containsExactly(1);
        received.receipt().stored(-1);
        assertThat(client.received()).isEqualTo("62020001");

        // PUBCOMP 1
        client.send(raw("70 02 0001"));
        assertThat(gateway.ingress().last(Request.Completed.class).packetIds()).containsExactly(1);
        assertThat(client.subscriber().inflight())
                .isEqualTo(
                        new Inflight(
                                new int[] {2}, new long[] {41}, new byte[] {Inflight.SENT_QOS2}));
    }

    @Test
    @Clause("MQTT-4.6.0-6")
    void whatComesBehindAHeldQos2WaitsForIt() {
        TestClient client = gateway.connected3("me");

        gateway.deliver(client, gateway.messages(0).add(0, "a").add(2, "b").add(0, "c"));
        assertThat(client.received()).isEqualTo("300400017461");
        gateway.deliver(client, gateway.messages(3).add(0, "d"));
        assertThat(client.received()).isEmpty();
        gateway.ingress().last(Request.Sending.class).receipt().stored(-1);

        assertThat(client.received())
                .isEqualTo("3406000174000162" + "300400017463" + "300400017464");
    }

    @Test
    @Clause({"MQTT-4.9.0-1", "MQTT-4.9.0-2", "MQTT-3.3.4-9"})
    void windowOfVersion5IsTheClients() {
        // receive maximum 2
        TestClient client = gateway.connected5("me", property(0x21, 0, 2));

        gateway.deliver(
                client, gateway.messages(0).add(1, "a").add(1, "b").add(1, "c").add(0, "d"));
        assertThat(client.received()).isEqualTo("320700017400010061" + "320700017400020062");
        assertThat(client.feed.consumed()).isEqualTo(2);
        // PUBACK 2
        client.send(raw("40 02 0002"));

        assertThat(client.received()).isEqualTo("320700017400030063" + "30050001740064");
        assertThat(client.feed.isEmpty()).isTrue();
    }

    @Test
    void windowOfVersion3IsOurs() {
        TestGateway small = new TestGateway(Configs.inflightMax(1));
        TestClient client = small.connected3("me");

        small.deliver(client, small.messages(0).add(1, "a").add(1, "b"));
        assertThat(client.received()).isEqualTo("3206000174000161");
        client.send(raw("40 02 0001"));

        assertThat(client.received()).isEqualTo("3206000174000262");
    }

    @Test
    @Clause({"MQTT-4.4.0-1", "MQTT-3.3.1-1", "MQTT-4.4.0-2"})
    void unfinishedDeliveriesComeAgainWithDupAndTheirOldIds() {
        TestClient client = gateway.socket();
        client.send(packet(0x10).string("MQTT").uint8(4).uint8(0).uint16(0).string("me").end());
        Inflight left =
                new Inflight(
                        new int[] {7, 8, 9},
                        new long[] {70, 80, 90},
                        new byte[] {Inflight.SENT_QOS1, Inflight.RECEIVED, Inflight.SENT_QOS2});
        gateway.open(client, new SessionState(true, List.of(), new int[0], left));

        // CONNACK with session present, then PUBREL 8
        assertThat(client.received()).isEqualTo("20020100" + "62020008");
        Stretch one = gateway.messages(70).add(1, "x").stretch();
        Stretch two = gateway.messages(90).add(2, "y").stretch();
        Grant grant = new Grant(2, false, false, new int[0]);
        client.feed.add(new Delivery(Delivery.Kind.RESENT, one, grant, 7));
        gateway.deliver(client, new Delivery(Delivery.Kind.RESENT, two, grant, 9));

        // PUBLISH with DUP, ids 7 and 9
        assertThat(client.received()).isEqualTo("3a06000174000778" + "3c06000174000979");
        gateway.deliver(client, gateway.messages(100).add(1, "z"));
        // the next id is a free one
        assertThat(client.received()).isEqualTo("3206000174000a7a");
        assertThat(client.subscriber().inflight().packetIds()).containsExactly(7, 8, 9, 10);
        assertThat(gateway.metric("sluice_messages_redelivered_total")).isEqualTo(2);
    }

    @Test
    @Clause(
            value = {"MQTT-3.3.1-12", "MQTT-3.3.1-13"},
            v3 = {"MQTT-3.3.1-8", "MQTT-3.3.1-9"})
    void retainFlagSaysWhetherItWasRetained() {
        TestClient client = gateway.connected3("me");
        Stretch retained = gateway.messages(0).add(MessageFlags.RETAIN, "a").stretch();

        gateway.deliver(client, new Delivery(Delivery.Kind.RETAINED, retained, QOS_0, 0));
        gateway.deliver(client, new Delivery(Delivery.Kind.LIVE, retained, QOS_0, 0));
        Grant asPublished = new Grant(0, false, true, new int[0]);
        gateway.deliver(client, new Delivery(Delivery.Kind.LIVE, retained, asPublished, 0));

        assertThat(client.received()).isEqualTo("310400017461" + "300400017461" + "310400017461");
    }

    @Test
    @Clause("MQTT-3.8.3-3")
    void noLocalLeavesOutTheClientsOwn() {
        TestClient client = gateway.connected5("me");
        Stretch stretch =
                gateway.messages(0)
                        .from(TestGateway.REF)
                        .add(0, "own")
                        .from(5)
                        .add(0, "x")
                        .stretch();

        gateway.deliver(client, stretch, new Grant(0, true, false, new int[0]));

        assertThat(client.received()).isEqualTo("30050001740078");
        assertThat(client.feed.consumed()).isEqualTo(2);
    }

    @Test
    @Clause({"MQTT-3.3.2-5", "MQTT-3.3.2-6"})
    void expiryCountsDownAndThenDrops() {
        TestClient client = gateway.connected5("me");
        Stretch stretch =
                gateway.messages(0).expiring(10).add(0, "a").expiring(3).add(0, "b").stretch();

        gateway.clock.forward(Duration.ofSeconds(4));
        gateway.deliver(client, stretch, QOS_0);

        // property expiry: 6 seconds left
        assertThat(client.received()).isEqualTo("300a00017405" + "0200000006" + "61");
        assertThat(gateway.metric("sluice_messages_dropped_total", "reason", "expired"))
                .isEqualTo(1);
    }

    @Test
    @Clause({"MQTT-3.3.4-3", "MQTT-3.3.4-4", "MQTT-3.3.2-4", "MQTT-3.3.2-17", "MQTT-3.3.2-20"})
    void version5GetsPropertiesAndIdentifiersAndVersion3Not() {
        TestClient young = gateway.connected5("young");
        TestClient old = gateway.connected3("old");
        byte[] user = MqttBytes.text(0x26, "k", "v").bytes();
        Grant grant = new Grant(0, false, false, new int[] {3, 200});
        Stretch stretch = gateway.messages(0).with(user).add(MessageFlags.BODY_UTF8, "x").stretch();

        gateway.deliver(young, stretch, grant);
        gateway.deliver(old, stretch, grant);

        // text, identifiers 3 and 200, user property
        assertThat(young.received())
                .isEqualTo(
                        "3013"
                                + "000174"
                                + "0e"
                                + "0101"
                                + "0b03"
                                + "0bc801"
                                + "2600016b000176"
                                + "78");
        assertThat(old.received()).isEqualTo("300400017478");
    }

    @Test
    @Clause({"MQTT-3.1.2-24", "MQTT-3.1.2-25"})
    void packetLongerThanTheClientTakesIsSkipped() {
        // maximum packet size 10
        TestClient client = gateway.connected(connect5("me", uint32(0x27, 10)));

        gateway.deliver(client, gateway.messages(0).add(1, "12345").add(1, "1").add(0, "123456"));

        assertThat(client.received()).isEqualTo("320700017400010031");
        assertThat(client.isOpen()).isTrue();
        assertThat(client.feed.isEmpty()).isTrue();
        assertThat(gateway.metric("sluice_messages_dropped_total", "reason", "packet_too_large"))
                .isEqualTo(2);
    }

    @Test
    @Clause({"MQTT-3.1.2-26", "MQTT-3.1.2-27"})
    void topicAliasesAreTaughtUpToTheClientsMaximum() {
        // topic alias maximum 1
        TestClient client = gateway.connected(connect5("me", property(0x22, 0, 1)));

        gateway.deliver(
                client,
                gateway.messages(0)
                        .to("aa")
                        .add(0, "1")
                        .add(0, "2")
                        .to("bb")
                        .add(0, "3")
                        .to("aa")
                        .add(0, "4"));

        assertThat(client.received())
                .isEqualTo(
                        "3009"
                                + "00026161"
                                + "03230001"
                                + "31"
                                + "3007"
                                + "0000"
                                + "03230001"
                                + "32"
                                + "3006"
                                + "00026262"
                                + "00"
                                + "33"
                                + "3007"
                                + "0000"
                                + "03230001"
                                + "34");
    }

    @Test
    void subscribersShareOneForm() {
        Stretch stretch = gateway.messages(0).add(0, "x").add(1, "y").stretch();
        String expected0 = "300400017478" + "300400017479";
        String expected1 = "300400017478" + "3206000174000179";

        for (int i = 0; i < 4; i++) {
            TestClient plain = gateway.connected3("a" + i);
            gateway.deliver(plain, stretch, QOS_0);
            assertThat(plain.received()).isEqualTo(expected0);
            TestClient sure = gateway.connected3("b" + i);
            gateway.deliver(sure, stretch, new Grant(1, false, false, new int[0]));
            assertThat(sure.received()).isEqualTo(expected1);
            assertThat(sure.subscriber().inflight().offsets()).containsExactly(1);
        }
        assertThat(
                        gateway.metric(
                                "sluice_messages_delivered_total", "protocol", "mqtt", "qos", "0"))
                .isEqualTo(4 * 3);
        assertThat(
                        gateway.metric(
                                "sluice_messages_delivered_total", "protocol", "mqtt", "qos", "1"))
                .isEqualTo(4);
    }

    @Test
    void versionsDoNotShareAForm() {
        Stretch stretch = gateway.messages(0).add(0, "x").stretch();

        for (int i = 0; i < 3; i++) {
            TestClient old = gateway.connected3("a" + i);
            gateway.deliver(old, stretch, QOS_0);
            assertThat(old.received()).isEqualTo("300400017478");
            TestClient young = gateway.connected5("b" + i);
            gateway.deliver(young, stretch, QOS_0);
            assertThat(young.received()).isEqualTo("30050001740078");
        }
    }

    @Test
    @Clause("MQTT-4.8.2-6")
    void negativeAnswersEndTheExchange() {
        TestClient client = gateway.connected5("me");
        gateway.deliver(client, gateway.messages(0).add(1, "x").add(2, "y"));
        gateway.ingress().last(Request.Sending.class).receipt().stored(-1);

        // PUBACK 1 and PUBREC 2, both: unspecified error
        client.send(raw("40 03 0001 80"), raw("50 03 0002 80"));

        assertThat(client.subscriber().inflight()).isEqualTo(Inflight.NONE);
        assertThat(gateway.ingress().last(Request.Completed.class).packetIds()).containsExactly(2);
    }

    @Test
    void answersOfTheWrongKindEndTheConnection() {
        for (String answer : List.of("50020001", "70020001", "40020002", "70020002")) {
            TestClient client = gateway.connected5("me");
            gateway.deliver(client, gateway.messages(0).add(1, "x").add(2, "y"));
            gateway.ingress().last(Request.Sending.class).receipt().stored(-1);
            client.received();

            client.send(raw(answer));

            // DISCONNECT, protocol error
            assertThat(client.received()).as(answer).startsWith("e0").contains("82");
            assertThat(client.isOpen()).isFalse();
        }
    }

    @Test
    void answersToNothingAreIgnoredOrTold() {
        TestClient client = gateway.connected5("me");

        // PUBACK, PUBCOMP, PUBREC of unknown ids
        client.send(raw("40 02 0063"), raw("70 02 0063"), raw("50 02 0063"));

        // PUBREL: packet identifier not found
        assertThat(client.received()).isEqualTo("6203006392");
        assertThat(client.isOpen()).isTrue();
    }

    @Test
    void messagesOfForbiddenTopicsArePassedOver() {
        gateway.rights.set("+/x", Access.PARTLY);
        gateway.rights.set("b/x", Access.DENIED);
        TestClient client = gateway.connected3("me");
        client.send(packet(0x82).uint16(1).string("+/x").uint8(0).end());
        gateway.ingress().last(Request.Subscribe.class).receipt().stored(-1);
        client.received();

        gateway.deliver(
                client,
                gateway.messages(0).to("a/x").add(0, "1").to("b/x").add(0, "2").stretch(),
                QOS_0);

        assertThat(client.received()).isEqualTo("3006" + "0003612f78" + "31");
        assertThat(gateway.metric("sluice_messages_dropped_total", "reason", "not_authorized"))
                .isEqualTo(1);
    }

    @Test
    void largePayloadsLeaveWhole() {
        TestClient client = gateway.connected3("me");
        String text = "x".repeat(100_000);

        gateway.deliver(client, gateway.messages(0).add(0, "1").add(0, text).add(0, "2"));

        String got = client.received();
        assertThat(got).startsWith("300400017431" + "30a38d06000174" + "7878");
        assertThat(got).endsWith("7878" + "300400017432").hasSize(12 + 14 + 200_000 + 12);
    }

    @Test
    void slowReaderStopsTheDelivery() {
        TestClient client = gateway.connected3("me");
        client.stopReading();

        for (int i = 0; i < 100; i++) {
            gateway.deliver(client, gateway.messages(i).add(0, "x".repeat(60_000)));
        }
        int taken = client.feed.consumed();
        assertThat(taken).isBetween(1, 15);
        client.startReading();

        assertThat(client.received()).hasSize(100 * 2 * 60_007);
        assertThat(client.feed.isEmpty()).isTrue();
    }

    @Test
    void heldQos2IsBoundedByTheWindow() {
        TestGateway small = new TestGateway(Configs.inflightMax(3));
        TestClient client = small.connected3("me");

        for (int i = 0; i < 10; i++) {
            small.deliver(client, small.messages(i).add(2, "x"));
        }

        assertThat(client.feed.consumed()).isEqualTo(3);
    }

    @Test
    void refusedMemoryOfQos2EndsTheConnection() {
        TestClient client = gateway.connected5("me");
        gateway.deliver(client, gateway.messages(0).add(2, "x"));

        gateway.ingress().last(Request.Sending.class).receipt().refused(Refusal.DISK_FULL);

        assertThat(client.received()).startsWith("e0").contains("97");
        assertThat(gateway.ingress().last(Request.Closed.class).inflight().packetIds())
                .containsExactly(1);
    }
}
