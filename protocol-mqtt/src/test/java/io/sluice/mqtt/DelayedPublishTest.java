package io.sluice.mqtt;

import static io.sluice.mqtt.MqttBytes.packet;
import static io.sluice.mqtt.MqttBytes.uint32;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.auth.Access;
import io.sluice.broker.MessageView;
import io.sluice.broker.Parcel;
import io.sluice.broker.Refusal;
import io.sluice.broker.Request;
import io.sluice.broker.Will;
import io.sluice.log.RecordLayout;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is published for later: {@code $delayed/<seconds>/<topic>}. */
final class DelayedPublishTest {
    private final TestGateway gateway = new TestGateway();

    @Test
    void secondsAndTopicAreTakenApart() {
        TestClient client = gateway.connected5("me");

        client.send(publish("$delayed/90/a/b", 1, uint32(0x02, 30)));
        Parcel parcel = gateway.ingress().last(Request.Publish.class).parcel();
        parcel.receipt().stored(0);

        assertThat(topic(parcel.bytes())).isEqualTo("a/b");
        assertThat(RecordLayout.flags(parcel.bytes(), 0) & RecordLayout.FLAG_DELAYED).isNotZero();
        assertThat(RecordLayout.delaySeconds(parcel.bytes(), 0)).isEqualTo(90);
        assertThat(RecordLayout.expirySeconds(parcel.bytes(), 0)).isEqualTo(30);
        assertThat(client.received()).isEqualTo("40020007");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$delayed/",
                "$delayed/5",
                "$delayed/5/",
                "$delayed//a",
                "$delayed/-1/a",
                "$delayed/1.5/a",
                "$delayed/4294967296/a",
                "$delayed/5/$delayed/5/a",
                "$delayed/5/$SYS/broker/uptime"
            })
    void whatNamesNoTimeIsNoTopicName(String name) {
        TestClient client = gateway.connected5("me");

        client.send(publish(name, 1));

        // PUBACK 7: topic name invalid
        assertThat(client.received()).isEqualTo("4003000790");
        assertThat(gateway.ingress().requests(Request.Publish.class)).isEmpty();
    }

    @Test
    void version3HasNoWordForItAndIsClosedUnacknowledged() {
        TestClient client = gateway.connected3("me");

        client.send(packet(0x32).string("$delayed/x/a").uint16(7).end());

        assertThat(client.received()).isEmpty();
        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void rightsAreThoseOnTheTopicItself() {
        gateway.rights.set("secret", Access.DENIED);
        TestClient client = gateway.connected5("me");

        client.send(publish("$delayed/5/secret", 1));
        client.send(publish("$delayed/5/$share/g/a", 1));

        assertThat(client.received()).isEqualTo("4003000787".repeat(2));
    }

    @Test
    void tooManyForLaterAreRefusedByThemselves() {
        TestClient client = gateway.connected5("me");

        client.send(publish("a", 1), publish("$delayed/5/a", 1), publish("b", 1));
        List<Request.Publish> parcels = gateway.ingress().requests(Request.Publish.class);
        parcels.get(0).receipt().stored(0);
        parcels.get(1).receipt().refused(Refusal.DELAYED_FULL);
        parcels.get(2).receipt().stored(1);

        assertThat(client.received()).isEqualTo("40020007" + "4003000797" + "40020007");
    }

    @Test
    void willMayBeForLaterToo() {
        TestClient client = gateway.socket();

        client.send(connectWithWill("$delayed/90/a"));
        Will will = gateway.ingress().last(Request.Open.class).session().will();

        assertThat(topic(will.message())).isEqualTo("a");
        assertThat(RecordLayout.delaySeconds(will.message(), 0)).isEqualTo(90);
    }

    @Test
    void willThatNamesNoTimeIsNotTaken() {
        TestClient client = gateway.socket();

        client.send(connectWithWill("$delayed/soon/a"));

        assertThat(client.received()).startsWith("20").contains("0090");
    }

    private static byte[] publish(String topic, int qos, MqttBytes.Block... properties) {
        return packet(0x30 | qos << 1)
                .string(topic)
                .uint16(7)
                .properties(properties)
                .text("x")
                .end();
    }

    private static byte[] connectWithWill(String topic) {
        return packet(0x10)
                .string("MQTT")
                .uint8(5)
                .uint8(0x06)
                .uint16(60)
                .properties()
                .string("me")
                .properties()
                .string(topic)
                .string("x")
                .end();
    }

    private static String topic(byte[] record) {
        return new MessageView().on(record, 0).topic();
    }
}
