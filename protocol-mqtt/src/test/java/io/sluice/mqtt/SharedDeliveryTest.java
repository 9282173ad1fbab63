package io.sluice.mqtt;

import static io.sluice.mqtt.MqttBytes.connect5;
import static io.sluice.mqtt.MqttBytes.property;
import static io.sluice.mqtt.MqttBytes.raw;
import static io.sluice.mqtt.MqttBytes.uint32;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.Delivery;
import io.sluice.broker.Grant;
import io.sluice.broker.Inflight;
import io.sluice.broker.Request;
import io.sluice.broker.Share;
import io.sluice.broker.Stretch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a member of a group or a queue says of its messages. */
final class SharedDeliveryTest {
    private static final Grant GRANT = new Grant(2, false, false, new int[0]);

    private final TestGateway gateway = new TestGateway();
    private final Said said = new Said();

    @Test
    void qos0IsDoneWhenItIsWritten() {
        TestClient client = gateway.connected3("me");

        share(client, gateway.messages(4).add(0, "x").stretch());

        assertThat(client.received()).isEqualTo("300400017478");
        assertThat(said.words).containsExactly("acknowledged 4");
    }

    @Test
    void qos1IsDoneWhenItIsAcknowledged() {
        TestClient client = gateway.connected3("me");

        share(client, gateway.messages(4).add(1, "x").add(1, "y").stretch());
        assertThat(said.words).isEmpty();
        assertThat(client.subscriber().inflight()).isEqualTo(Inflight.NONE);
        client.send(raw("40 02 0002"), raw("40 02 0001"));

        assertThat(said.words).containsExactly("acknowledged 5", "acknowledged 4");
    }

    @Test
    @Clause("MQTT-4.8.2-6")
    void negativeAcknowledgementDiscards() {
        TestClient client = gateway.connected5("me");

        share(client, gateway.messages(4).add(1, "x").stretch());
        // PUBACK 1: implementation specific error
        client.send(raw("40 03 0001 83"));

        assertThat(said.words).containsExactly("rejected 4 false");
    }

    @Test
    @Clause({"MQTT-4.8.2-4", "MQTT-4.8.2-5"})
    void qos2IsTheSessionsOnceItIsRemembered() {
        TestClient client = gateway.connected3("me");

        share(client, gateway.messages(4).add(2, "x").stretch());
        assertThat(said.words).isEmpty();
        gateway.ingress().last(Request.Sending.class).receipt().stored(-1);

        assertThat(said.words).containsExactly("acknowledged 4");
        assertThat(client.subscriber().inflight().offsets()).containsExactly(4);
    }

    @Test
    void whatWasNotAnsweredIsLeftToTheGroup() {
        TestClient client = gateway.connected3("me");
        share(client, gateway.messages(4).add(1, "x").stretch());
        gateway.deliver(client, gateway.messages(9).add(1, "own"));

        client.breakOff();

        assertThat(said.words).isEmpty();
        assertThat(gateway.ingress().last(Request.Closed.class).inflight().offsets())
                .containsExactly(9);
    }

    @Test
    void messageThatTheMemberCannotTakeGoesBackButNotForEver() {
        TestClient client = gateway.connected(connect5("me", uint32(0x27, 10)));
        Stretch stretch = gateway.messages(4).add(1, "0123456789").stretch();

        share(client, stretch);
        said.tries = 5;
        share(client, gateway.messages(4).add(1, "0123456789").stretch());

        assertThat(said.words).containsExactly("rejected 4 true", "rejected 4 false");
    }

    @Test
    void windowOfAMemberIsItsReceiveMaximum() {
        TestClient client = gateway.connected5("me", property(0x21, 0, 7));

        assertThat(client.subscriber().window()).isEqualTo(7);
    }

    private void share(TestClient client, Stretch stretch) {
        gateway.deliver(client, Delivery.shared(stretch, GRANT, said));
    }

    /** Keeps what the member says. */
    private static final class Said implements Share {
        private final List<String> words = new ArrayList<>();
        private int tries = 1;

        @Override
        public void acknowledged(long offset) {
            words.add("acknowledged " + offset);
        }

        @Override
        public void rejected(long offset, boolean requeue) {
            words.add("rejected " + offset + " " + requeue);
        }

        @Override
        public int tries(long offset) {
            return tries;
        }
    }
}
