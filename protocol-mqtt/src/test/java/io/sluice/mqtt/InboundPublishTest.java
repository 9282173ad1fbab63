package io.sluice.mqtt;

import static io.sluice.mqtt.MqttBytes.packet;
import static io.sluice.mqtt.MqttBytes.property;
import static io.sluice.mqtt.MqttBytes.raw;
import static io.sluice.mqtt.MqttBytes.text;
import static io.sluice.mqtt.MqttBytes.uint32;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.auth.Access;
import io.sluice.broker.Inflight;
import io.sluice.broker.MessageFlags;
import io.sluice.broker.MessageView;
import io.sluice.broker.Parcel;
import io.sluice.broker.Receipt;
import io.sluice.broker.Refusal;
import io.sluice.broker.Request;
import io.sluice.broker.SessionState;
import io.sluice.log.RecordLayout;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What clients publish: from bytes to records, from receipts to acknowledgements. */
final class InboundPublishTest {
    private final TestGateway gateway = new TestGateway();

    @Test
    void publishesOfOneReadAreOneParcel() {
        TestClient client = gateway.connected3("me");

        // PUBLISH, length, topic "a", payload; the second one retained
        client.send(raw("30 05 0001 61 3132"), raw("31 04 0001 62 33"));

        assertThat(gateway.ingress().requests(Request.Publish.class)).hasSize(1);
        Parcel parcel = gateway.ingress().last(Request.Publish.class).parcel();
        assertThat(parcel.count()).isEqualTo(2);
        assertThat(parcel.receipt()).isSameAs(Receipt.NONE);
        MessageView first = new MessageView().on(parcel.bytes(), 0);
        assertThat(first.topic()).isEqualTo("a");
        assertThat(payload(first)).isEqualTo("12");
        assertThat(first.flags()).isEqualTo(MessageFlags.FROM_MQTT);
        assertThat(first.publisherRef()).isEqualTo(TestGateway.REF);
        MessageView second = new MessageView().on(parcel.bytes(), first.next());
        assertThat(second.topic()).isEqualTo("b");
        assertThat(second.isRetain()).isTrue();
        assertThat(gateway.metric("sluice_messages_received_total", "protocol", "mqtt", "qos", "0"))
                .isEqualTo(2);
    }

    @Test
    @Clause({"MQTT-4.3.2-4", "MQTT-4.6.0-2", "MQTT-2.2.1-5"})
    void pubAckWaitsForTheReceiptAndKeepsTheOrder() {
        TestClient client = gateway.connected3("me");

        client.send(raw("32 06 0001 61 0007 31"), raw("32 06 0001 61 0003 32"));
        assertThat(client.received()).isEmpty();
        stored(client);

        // PUBACK 7, PUBACK 3
        assertThat(client.received()).isEqualTo("40020007" + "40020003");
    }

    @Test
    @Clause({"MQTT-4.3.3-8", "MQTT-4.3.3-10", "MQTT-4.3.3-11"})
    void qos2IsTakenOnceUntilReleased() {
        TestClient client = gateway.connected3("me");

        client.send(raw("34 06 0001 61 0005 31"));
        stored(client);
        assertThat(client.received()).isEqualTo("50020005");
        // the same once more, DUP
        client.send(raw("3c 06 0001 61 0005 31"));
        assertThat(client.received()).isEqualTo("50020005");
        // PUBREL
        client.send(raw("62 02 0005"));
        assertThat(client.received()).isEmpty();
        Request.Released released = gateway.ingress().last(Request.Released.class);
        assertThat(released.packetIds()).containsExactly(5);
        released.receipt().stored(-1);

        assertThat(client.received()).isEqualTo("70020005");
        assertThat(gateway.ingress().requests(Request.Publish.class)).hasSize(1);
        Parcel parcel = gateway.ingress().last(Request.Publish.class).parcel();
        assertThat(RecordLayout.packetId(parcel.bytes(), 0)).isEqualTo(5);
    }

    @Test
    @Clause({"MQTT-4.3.3-10", "MQTT-4.4.0-1"})
    void qos2OfAnEarlierConnectionIsKnownAgain() {
        TestClient client = gateway.socket();
        client.send(packet(0x10).string("MQTT").uint8(4).uint8(0).uint16(0).string("me").end());
        gateway.open(client, new SessionState(true, List.of(), new int[] {9}, Inflight.NONE));
        client.received();

        client.send(raw("3c 06 0001 61 0009 31"));

        assertThat(client.received()).isEqualTo("50020009");
        assertThat(gateway.ingress().requests(Request.Publish.class)).isEmpty();
    }

    @Test
    void releaseGoesBehindThePublishOfTheSameRead() {
        TestClient client = gateway.connected3("me");

        client.send(raw("34 06 0001 61 0005 31"), raw("62 02 0005"));

        assertThat(gateway.ingress().requests())
                .extracting(request -> request.getClass().getSimpleName())
                .containsExactly("Open", "Publish", "Released");
    }

    @Test
    void unknownReleaseIsAnsweredInEachVersionsWords() {
        TestClient old = gateway.connected3("old");
        TestClient young = gateway.connected5("young");

        old.send(raw("62 02 0005"));
        young.send(raw("62 02 0005"));

        assertThat(old.received()).isEqualTo("70020005");
        // packet identifier not found
        assertThat(young.received()).isEqualTo("7003000592");
    }

    @Test
    void version5PropertiesTravelAndTheRestIsTakenOut() {
        TestClient client = gateway.connected5("me");

        client.send(
                packet(0x30)
                        .string("a")
                        .properties(
                                text(0x26, "k", "v"),
                                uint32(0x02, 30), // expiry
                                text(0x03, "text/plain"),
                                property(0x01, 1), // text
                                text(0x08, "answer/here"),
                                property(0x09, 0, 2, 0xFF, 0xFE), // correlation data
                                text(0x26, "k", "w"))
                        .text("hi")
                        .end());

        Parcel parcel = gateway.ingress().last(Request.Publish.class).parcel();
        MessageView message = new MessageView().on(parcel.bytes(), 0);
        assertThat(message.flags())
                .isEqualTo(MessageFlags.FROM_MQTT | MessageFlags.BODY_UTF8 | MessageFlags.EXPIRES);
        assertThat(RecordLayout.expirySeconds(parcel.bytes(), 0)).isEqualTo(30);
        String block =
                java.util.HexFormat.of()
                        .formatHex(
                                parcel.bytes(),
                                message.propertiesAt(),
                                message.propertiesAt() + message.propertiesBytes());
        assertThat(block)
                .isEqualTo(
                        "2600016b000176"
                                + "03000a746578742f706c61696e"
                                + "08000b616e737765722f68657265"
                                + "090002fffe"
                                + "2600016b000177");
        assertThat(payload(message)).isEqualTo("hi");
    }

    @Test
    void falseTextIsRefusedWithItsReason() {
        TestClient client = gateway.connected5("me");

        client.send(
                packet(0x32)
                        .string("a")
                        .uint16(4)
                        .properties(property(0x01, 1))
                        .bytes(0xC3, 0x28)
                        .end());

        // PUBACK 4: payload format invalid
        assertThat(client.received()).isEqualTo("4003000499");
    }

    @Test
    @Clause({"MQTT-3.3.2-8", "MQTT-3.3.2-12"})
    void topicAliasStandsForItsNameUntilItIsChanged() {
        TestClient client = gateway.connected5("me");

        client.send(
                packet(0x30).string("a").properties(property(0x23, 0, 1)).text("1").end(),
                packet(0x30).string("").properties(property(0x23, 0, 1)).text("2").end(),
                packet(0x30).string("b").properties(property(0x23, 0, 1)).text("3").end(),
                packet(0x30).string("").properties(property(0x23, 0, 1)).text("4").end());

        assertThat(topicsOf(gateway.ingress().last(Request.Publish.class).parcel()))
                .containsExactly("a", "a", "b", "b");
    }

    @Test
    @Clause("MQTT-3.3.2-9")
    void topicAliasBeyondTheMaximumEndsTheConnection() {
        for (int alias : new int[] {0, 65}) {
            TestClient client = gateway.connected5("me");

            client.send(
                    packet(0x30).string("a").properties(property(0x23, 0, alias)).text("1").end());

            // DISCONNECT, topic alias invalid
            assertThat(client.received()).startsWith("e0").contains("94");
            assertThat(client.isOpen()).isFalse();
        }
    }

    @Test
    void aliasThatWasNeverGivenEndsTheConnection() {
        TestClient client = gateway.connected5("me");

        client.send(packet(0x30).string("").properties(property(0x23, 0, 7)).text("1").end());

        assertThat(client.received()).matches("e0..82.*");
    }

    @Test
    @Clause("MQTT-3.3.4-7")
    void moreThanReceiveMaximumEndsVersion5() {
        TestGateway small = new TestGateway(Configs.receiveMax(2));
        TestClient client = small.connected5("me");

        client.send(publish5(1), publish5(2), publish5(3));

        // DISCONNECT, receive maximum exceeded
        assertThat(client.received()).startsWith("e0").contains("93");
        assertThat(small.ingress().last(Request.Publish.class).parcel().count()).isEqualTo(2);
    }

    @Test
    void answersOpenTheReceiveMaximumAgain() {
        TestGateway small = new TestGateway(Configs.receiveMax(2));
        TestClient client = small.connected5("me");

        for (int i = 0; i < 10; i++) {
            client.send(publish5(1), publish5(2));
            small.ingress().last(Request.Publish.class).receipt().stored(0);
            assertThat(client.received()).isEqualTo("40020001" + "40020002");
        }
    }

    @Test
    @Clause(v3 = "MQTT-3.3.5-2")
    void deniedPublishIsToldToVersion5AndHiddenFromVersion3() {
        gateway.rights.set("secret", Access.DENIED);
        TestClient old = gateway.connected3("old");
        TestClient young = gateway.connected5("young");

        old.send(packet(0x32).string("secret").uint16(1).end());
        young.send(packet(0x32).string("secret").uint16(1).properties().end());
        young.send(packet(0x34).string("secret").uint16(2).properties().end());

        assertThat(old.received()).isEqualTo("40020001");
        // PUBACK 1 and PUBREC 2: not authorized
        assertThat(young.received()).isEqualTo("4003000187" + "5003000287");
        assertThat(gateway.ingress().requests(Request.Publish.class)).isEmpty();
        assertThat(gateway.metric("sluice_messages_dropped_total", "reason", "not_authorized"))
                .isEqualTo(3);
    }

    @Test
    void deniedPublishIsAnsweredBehindThoseBeforeIt() {
        gateway.rights.set("secret", Access.DENIED);
        TestClient client = gateway.connected5("me");

        client.send(publish5(1));
        client.send(packet(0x32).string("secret").uint16(2).properties().end());
        assertThat(client.received()).isEmpty();
        gateway.ingress().last(Request.Publish.class).receipt().stored(0);
        gateway.ingress().last(Request.Barrier.class).receipt().stored(-1);

        assertThat(client.received()).isEqualTo("40020001" + "4003000287");
    }

    @Test
    void rightsThatChangeHoldFromTheNextReadOn() {
        TestClient client = gateway.connected5("me");
        client.send(publish5(1));
        stored(client);
        assertThat(client.received()).isEqualTo("40020001");

        gateway.rights.set("a", Access.DENIED);
        client.send(publish5(2));

        assertThat(client.received()).isEqualTo("4003000287");
    }

    @Test
    void reservedNamesAreNotForClients() {
        TestClient client = gateway.connected5("me");

        for (String name :
                List.of("$SYS/x", "$share/g/a", "$queue/", "$dlq/q", "$replay/first/a")) {
            client.send(packet(0x32).string(name).uint16(1).properties().end());

            assertThat(client.received()).as(name).isEqualTo("4003000187");
        }
        assertThat(gateway.ingress().requests(Request.Publish.class)).isEmpty();
    }

    @Test
    void bridgesMayTellTheirState() {
        TestClient client = gateway.connected3("bridge");

        client.send(packet(0x33).string("$SYS/broker/connection/b/state").uint16(1).end());

        assertThat(gateway.ingress().requests(Request.Publish.class)).hasSize(1);
    }

    @Test
    @Clause(v3 = "MQTT-4.8.0-2")
    void refusalOfTheBrokerIsToldToVersion5AndEndsVersion3() {
        TestClient old = gateway.connected3("old");
        old.send(raw("32 06 0001 61 0007 31"));
        gateway.ingress().last(Request.Publish.class).receipt().refused(Refusal.DISK_FULL);
        TestClient young = gateway.connected5("young");
        young.send(publish5(1), raw("30 04 0001 61 00"));
        gateway.ingress().last(Request.Publish.class).receipt().refused(Refusal.DISK_FULL);

        assertThat(old.received()).isEmpty();
        assertThat(old.isOpen()).isFalse();
        // PUBACK 1: quota exceeded
        assertThat(young.received()).isEqualTo("4003000197");
        assertThat(young.isOpen()).isTrue();
    }

    @Test
    void eachMessageOfAPartedParcelGetsItsOwnAnswer() {
        TestClient client = gateway.connected5("me");
        client.send(
                publish5(1),
                raw("30 04 0001 61 00"),
                publish5(2),
                packet(0x34).string("a").uint16(3).properties().end());
        BitSet refused = new BitSet();
        refused.set(1, 3); // the one of QoS 0, and the second of QoS 1

        gateway.ingress()
                .last(Request.Publish.class)
                .receipt()
                .parted(7, refused, Refusal.QUEUE_FULL);

        // PUBACK 1, PUBACK 2: quota exceeded, PUBREC 3
        assertThat(client.received()).isEqualTo("40020001" + "4003000297" + "50020003");
    }

    @Test
    void partedParcelEndsVersion3AtTheFirstThatIsRefused() {
        TestClient client = gateway.connected3("me");
        client.send(raw("32 06 0001 61 0007 31"), raw("32 06 0001 61 0008 31"));
        BitSet refused = new BitSet();
        refused.set(1);

        gateway.ingress()
                .last(Request.Publish.class)
                .receipt()
                .parted(7, refused, Refusal.QUEUE_FULL);

        assertThat(client.received()).isEqualTo("40020007");
        assertThat(client.isOpen()).isFalse();
    }

    @Test
    @Clause("MQTT-4.3.3-9")
    void refusedQos2FreesItsPacketId() {
        TestClient client = gateway.connected5("me");
        byte[] publish = packet(0x34).string("a").uint16(8).properties().end();

        client.send(publish);
        gateway.ingress().last(Request.Publish.class).receipt().refused(Refusal.DISK_FULL);
        assertThat(client.received()).isEqualTo("5003000897");
        client.send(publish);
        stored(client);

        assertThat(client.received()).isEqualTo("50020008");
        assertThat(gateway.ingress().requests(Request.Publish.class)).hasSize(2);
    }

    @Test
    void refusalThatIsNoAnswerEndsTheConnection() {
        TestClient client = gateway.connected5("me");
        client.send(publish5(1));

        gateway.ingress().last(Request.Publish.class).receipt().refused(Refusal.SHUTTING_DOWN);

        // DISCONNECT, server shutting down
        assertThat(client.received()).startsWith("e0").contains("8b");
        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void tooManyTopicsAreRefused() {
        gateway.ingress().knowAtMost(1);
        TestClient client = gateway.connected5("me");

        client.send(publish5(1), packet(0x32).string("b").uint16(2).properties().end());
        stored(client);

        assertThat(client.received()).isEqualTo("40020001" + "4003000297");
    }

    @Test
    void messageThatTheLogDoesNotTakeEndsTheConnection() {
        gateway.broker.takeAtMost(100);
        TestClient client = gateway.connected5("me");

        client.send(packet(0x30).string("a").properties().text("x".repeat(100)).end());

        // DISCONNECT, packet too large
        assertThat(client.received()).startsWith("e0").contains("95");
    }

    @Test
    void receiptsAfterTheEndAreNotWritten() {
        TestClient client = gateway.connected3("me");
        client.send(raw("32 06 0001 61 0007 31"));
        client.breakOff();

        stored(client);

        assertThat(client.received()).isEmpty();
    }

    private void stored(TestClient client) {
        gateway.ingress().last(Request.Publish.class).receipt().stored(0);
        client.run();
    }

    private static byte[] publish5(int packetId) {
        return packet(0x32).string("a").uint16(packetId).properties().text("1").end();
    }

    private static String payload(MessageView message) {
        return new String(
                message.bytes(),
                message.payloadAt(),
                message.payloadBytes(),
                StandardCharsets.UTF_8);
    }

    private static List<String> topicsOf(Parcel parcel) {
        List<String> topics = new java.util.ArrayList<>();
        MessageView view = new MessageView();
        for (int at = 0; at < parcel.bytes().length; at = view.next()) {
            topics.add(view.on(parcel.bytes(), at).topic());
        }
        return topics;
    }
}
