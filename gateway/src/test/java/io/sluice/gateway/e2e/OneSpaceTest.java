package io.sluice.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every client's message reaches every other, whatever each of them speaks. */
final class OneSpaceTest {
    private static final String TEXT = Received.hex("21.5 °C");
    private static final String BINARY = "00ff80c328fe0a0d00";
    private static final List<String> PROPERTIES = List.of("unit:celsius", "place:kitchen");

    @RegisterExtension static final GatewayExtension gateway = new GatewayExtension();

    @Test
    void everyMessageReachesEveryClientWithItsBytes() {
        List<Listening> listening = new ArrayList<>();
        try {
            clients().forEach(client -> listening.add(client.subscribe("space/#", 1)));

            clients().forEach(client -> publish(client, "space/" + place(client)));

            List<Client> clients = clients().toList();
            for (int reader = 0; reader < clients.size(); reader++) {
                List<Received> got = listening.get(reader).first(clients.size() * 2);
                assertThat(got.stream().map(one -> one.topic() + " " + one.hex()))
                        .as("what %s got", clients.get(reader))
                        .containsExactlyElementsOf(expected(clients, clients.get(reader)));
            }
        } finally {
            listening.forEach(Listening::close);
        }
    }

    @Test
    void userPropertiesAndHeadersAreCarriedOver() {
        List<Client> rich =
                clients().filter(client -> client.protocol() != Client.Protocol.MQTT_3).toList();
        List<Listening> listening = new ArrayList<>();
        try {
            rich.forEach(client -> listening.add(client.subscribe("rich/#", 1)));

            rich.forEach(client -> publish(client, "rich/" + place(client)));

            for (int reader = 0; reader < rich.size(); reader++) {
                assertThat(listening.get(reader).first(rich.size() * 2))
                        .as("what %s got", rich.get(reader))
                        .allSatisfy(
                                one ->
                                        assertThat(one.properties())
                                                .containsExactlyInAnyOrderElementsOf(PROPERTIES));
            }
        } finally {
            listening.forEach(Listening::close);
        }
    }

    @Test
    void publisherOfOneProtocolRetainsForTheOther() {
        ScriptClient stomp = ScriptClient.stompJs(gateway.web("/stomp"), "1.2");
        MosquittoClient mqtt = new MosquittoClient(gateway.mqtt(), "mqttv5");

        stomp.publish("kept/stomp", 1, List.of("retain=true"), List.of(TEXT));
        mqtt.pub("kept/mqtt", "by MQTT", "-q", "1", "-r");

        try (Listening byMqtt = mqtt.subscribe("kept/stomp", 1);
                Listening byStomp = stomp.subscribe("kept/mqtt", 1)) {
            assertThat(byMqtt.first().hex()).isEqualTo(TEXT);
            assertThat(byMqtt.first().retained()).isTrue();
            assertThat(byStomp.first().text()).isEqualTo("by MQTT");
        }
    }

    private static void publish(Client client, String topic) {
        List<String> properties =
                client.protocol() == Client.Protocol.MQTT_3 ? List.of() : PROPERTIES;
        client.publish(topic, 1, properties, TEXT, BINARY);
    }

    private static List<String> expected(List<Client> publishers, Client reader) {
        return publishers.stream()
                .map(publisher -> reader.named("space/" + place(publisher)))
                .flatMap(topic -> Stream.of(topic + " " + TEXT, topic + " " + BINARY))
                .collect(Collectors.toList());
    }

    /** A level of a topic name for each client. */
    private static String place(Client client) {
        return client.toString().replace(' ', '-');
    }

    private static Stream<Client> clients() {
        return Stream.of(
                new MosquittoClient(gateway.mqtt(), "mqttv31"),
                new MosquittoClient(gateway.mqtt(), "mqttv311"),
                new MosquittoClient(gateway.mqtt(), "mqttv5"),
                ScriptClient.pahoPython(gateway.mqtt(), 4),
                ScriptClient.pahoPython(gateway.mqtt(), 5),
                ScriptClient.mqttJs(gateway.mqtt(), 5),
                ScriptClient.mqttJs(gateway.web("/mqtt"), 4),
                ScriptClient.stompPython(gateway.stomp(), "1.1"),
                ScriptClient.stompPython(gateway.stomp(), "1.2"),
                ScriptClient.stompJs(gateway.web("/stomp"), "1.2"));
    }
}
