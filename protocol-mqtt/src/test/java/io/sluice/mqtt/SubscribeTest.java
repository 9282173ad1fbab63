package io.sluice.mqtt;

import static io.sluice.mqtt.MqttBytes.packet;
import static io.sluice.mqtt.MqttBytes.property;
import static io.sluice.mqtt.MqttBytes.uint32;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.auth.Access;
import io.sluice.broker.Grant;
import io.sluice.broker.Inflight;
import io.sluice.broker.Refusal;
import io.sluice.broker.Request;
import io.sluice.broker.SessionState;
import io.sluice.broker.Subscription;
import io.sluice.broker.TopicFilter;
import io.sluice.broker.Where;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What clients wish to read. */
final class SubscribeTest {
    private final TestGateway gateway = new TestGateway();

    @Test
    @Clause({"MQTT-3.8.4-1", "MQTT-3.8.4-2", "MQTT-3.8.4-5", "MQTT-3.8.4-6", "MQTT-3.9.3-1"})
    void subAckWaitsForTheReceiptAndAnswersEachFilterInOrder() {
        TestClient client = gateway.connected3("me");

        client.send(packet(0x82).uint16(10).string("a/+").uint8(2).string("b").uint8(0).end());
        assertThat(client.received()).isEmpty();
        Request.Subscribe subscribe = gateway.ingress().last(Request.Subscribe.class);
        assertThat(subscribe.wanted())
                .containsExactly(
                        Subscription.of(new TopicFilter("a/+"), 2),
                        Subscription.of(new TopicFilter("b"), 0));
        subscribe.receipt().stored(-1);

        // SUBACK 10: QoS 2, QoS 0
        assertThat(client.received()).isEqualTo("9004000a0200");
        assertThat(gateway.metric("sluice_subscriptions", "protocol", "mqtt")).isEqualTo(2);
    }

    @Test
    void optionsOfVersion5AreHandedOver() {
        TestClient client = gateway.connected5("me");

        client.send(
                packet(0x82)
                        .uint16(1)
                        .properties(property(0x0B, 0x80, 0x01)) // identifier 128
                        .string("a")
                        .uint8(1 | 0x04 | 0x08 | 0x20) // no local, as published, never retained
                        .end());
        Request.Subscribe subscribe = gateway.ingress().last(Request.Subscribe.class);
        subscribe.receipt().stored(-1);

        assertThat(subscribe.wanted())
                .containsExactly(
                        new Subscription(new TopicFilter("a"), 1, true, true, 2, 128, Where.NEXT));
        // SUBACK 1, no properties, QoS 1
        assertThat(client.received()).isEqualTo("900400010001");
    }

    @Test
    void subAckLeavesBeforeWhatItBrings() {
        TestClient client = gateway.connected3("me");
        client.send(packet(0x82).uint16(1).string("t").uint8(0).end());

        gateway.deliver(
                client,
                gateway.messages(0).add(0, "x").stretch(),
                new Grant(0, false, false, new int[0]));
        assertThat(client.received()).isEmpty();
        gateway.ingress().last(Request.Subscribe.class).receipt().stored(-1);

        assertThat(client.received()).isEqualTo("9003000100" + "300400017478");
    }

    @Test
    void forbiddenFiltersFailInEachVersionsWords() {
        gateway.rights.set("secret/#", Access.DENIED);
        byte[] old = packet(0x82).uint16(1).string("secret/#").uint8(1).end();
        byte[] young = packet(0x82).uint16(1).properties().string("secret/#").uint8(1).end();
        byte[] connect31 =
                packet(0x10).string("MQIsdp").uint8(3).uint8(2).uint16(9).string("a").end();

        assertThat(answer(gateway.connected(connect31), old)).isEqualTo("9003000101");
        assertThat(answer(gateway.connected3("b"), old)).isEqualTo("9003000180");
        assertThat(answer(gateway.connected5("c"), young)).isEqualTo("900400010087");
        assertThat(gateway.ingress().requests(Request.Subscribe.class)).isEmpty();
    }

    @Test
    @Clause("MQTT-3.1.2-24")
    void answerThatIsTooLongForTheClientEndsItsConnection() {
        TestClient reader = gateway.connected5("a", uint32(0x27, 16));
        TestClient leaver = gateway.connected5("b", uint32(0x27, 16));
        MqttBytes many = packet(0x82).uint16(1).properties();
        MqttBytes gone = packet(0xA2).uint16(1).properties();
        for (int i = 0; i < 12; i++) { // SUBACK and UNSUBACK would take 5 bytes and these
            many.string("a").uint8(0);
            gone.string("a");
        }

        reader.send(many.end());
        leaver.send(gone.end());

        // DISCONNECT, packet too large, no properties
        assertThat(reader.received()).isEqualTo("e0029500");
        assertThat(leaver.received()).isEqualTo("e0029500");
        assertThat(gateway.ingress().requests(Request.Subscribe.class)).isEmpty();
    }

    @Test
    void wishesBeforeAMistakeAreNotCounted() {
        TestClient client = gateway.connected3("me");

        client.send(packet(0x82).uint16(1).string("a").uint8(0).string("b/#/c").uint8(0).end());

        assertThat(client.isOpen()).isFalse();
        assertThat(gateway.metric("sluice_subscriptions", "protocol", "mqtt")).isZero();
    }

    @Test
    void whatTheBrokerCannotYetIsRefused() {
        TestClient client = gateway.connected5("me");

        client.send(
                packet(0x82)
                        .uint16(1)
                        .properties()
                        .string("$delayed/5/a")
                        .uint8(0)
                        .string("$queue/+")
                        .uint8(0)
                        .string("$share/g/$queue/q")
                        .uint8(0)
                        .end());

        assertThat(client.received()).isEqualTo("90060001008f8f8f");
    }

    @Test
    void groupsAndQueuesAreAskedForByTheirNames() {
        gateway.rights.set("secret", Access.DENIED);
        TestClient client = gateway.connected5("me");

        client.send(
                packet(0x82)
                        .uint16(1)
                        .properties()
                        .string("$share/g/a/#")
                        .uint8(2)
                        .string("$queue/jobs")
                        .uint8(2)
                        .string("$share/g/secret")
                        .uint8(2)
                        .string("$queue/secret")
                        .uint8(2)
                        .end());
        Request.Subscribe asked = gateway.ingress().last(Request.Subscribe.class);
        asked.receipt().stored(-1);

        assertThat(asked.wanted())
                .containsExactly(
                        Subscription.of(new TopicFilter("$share/g/a/#"), 2),
                        Subscription.of(new TopicFilter("$queue/jobs"), 1));
        // SUBACK: QoS 2, QoS 1, and twice not authorized
        assertThat(client.received()).isEqualTo("900700010002018787");
    }

    @Test
    void filtersOfTooManyLevelsAreRefused() {
        TestClient client = gateway.connected5("me");

        client.send(packet(0x82).uint16(1).properties().string("/".repeat(128)).uint8(0).end());

        assertThat(client.received()).isEqualTo("90040001008f");
    }

    @Test
    void subscriptionsAreBounded() {
        TestGateway small = new TestGateway(Configs.subscriptionsMax(2));
        TestClient client = small.connected5("me");

        client.send(
                packet(0x82)
                        .uint16(1)
                        .properties()
                        .string("a")
                        .uint8(0)
                        .string("b")
                        .uint8(0)
                        .string("a")
                        .uint8(1)
                        .string("c")
                        .uint8(0)
                        .end());
        small.ingress().last(Request.Subscribe.class).receipt().stored(-1);

        assertThat(client.received()).isEqualTo("900700010000000197");
    }

    @Test
    void refusalOfTheBrokerIsToldAndForgotten() {
        TestClient client = gateway.connected5("me");
        client.send(packet(0x82).uint16(1).properties().string("a").uint8(1).end());

        Request.Subscribe asked = gateway.ingress().last(Request.Subscribe.class);
        asked.receipt().refused(Refusal.SUBSCRIPTIONS_FULL);

        assertThat(client.received()).isEqualTo("900400010097");
        assertThat(gateway.metric("sluice_subscriptions", "protocol", "mqtt")).isZero();
    }

    @Test
    @Clause({"MQTT-3.10.4-4", "MQTT-3.10.4-5", "MQTT-3.10.4-6", "MQTT-3.11.3-1", "MQTT-3.11.3-2"})
    void unsubAckWaitsAndTellsVersion5WhatThereWas() {
        TestClient client = gateway.connected5("me");
        client.send(packet(0x82).uint16(1).properties().string("a").uint8(1).end());
        gateway.ingress().last(Request.Subscribe.class).receipt().stored(-1);
        client.received();

        client.send(packet(0xA2).uint16(2).properties().string("a").string("b").end());
        assertThat(client.received()).isEmpty();
        Request.Unsubscribe asked = gateway.ingress().last(Request.Unsubscribe.class);
        assertThat(asked.filters()).containsExactly(new TopicFilter("a"));
        asked.receipt().stored(-1);

        // UNSUBACK 2: done, no subscription existed
        assertThat(client.received()).isEqualTo("b0050002000011");
        client.send(packet(0xA2).uint16(3).properties().string("a").end());
        assertThat(client.received()).isEqualTo("b0040003" + "0011");
    }

    @Test
    void unsubAckOfVersion3HasNoCodes() {
        TestClient client = gateway.connected3("me");

        client.send(packet(0xA2).uint16(2).string("a").end());

        assertThat(client.received()).isEqualTo("b0020002");
    }

    @Test
    void subscriptionsOfAnEarlierConnectionAreJudgedAgain() {
        gateway.rights.set("old", Access.DENIED);
        TestClient client = gateway.socket();
        client.send(packet(0x10).string("MQTT").uint8(4).uint8(0).uint16(0).string("me").end());
        List<Subscription> had =
                List.of(
                        Subscription.of(new TopicFilter("old"), 1),
                        Subscription.of(new TopicFilter("fine"), 1));

        gateway.open(client, new SessionState(true, had, new int[0], Inflight.NONE));

        assertThat(gateway.ingress().last(Request.Unsubscribe.class).filters())
                .containsExactly(new TopicFilter("old"));
        assertThat(gateway.metric("sluice_subscriptions", "protocol", "mqtt")).isEqualTo(1);
    }

    @Test
    void rightThatIsLostEndsItsSubscriptionAtOnce() {
        TestClient client = gateway.connected3("me");
        client.send(packet(0x82).uint16(1).string("t").uint8(0).end());
        gateway.ingress().last(Request.Subscribe.class).receipt().stored(-1);
        client.received();

        gateway.rights.set("t", Access.DENIED);
        gateway.deliver(
                client,
                gateway.messages(0).add(0, "x").stretch(),
                new Grant(0, false, false, new int[0]));

        assertThat(client.received()).isEmpty();
        assertThat(gateway.ingress().last(Request.Unsubscribe.class).filters())
                .containsExactly(new TopicFilter("t"));
    }

    private String answer(TestClient client, byte[] packet) {
        client.send(packet);
        return client.received();
    }
}
