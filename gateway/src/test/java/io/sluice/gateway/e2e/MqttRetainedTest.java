package io.sluice.gateway.e2e;

import static io.sluice.gateway.e2e.MqttWords.V5;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.BitSet;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Very many retained messages for one subscription. */
final class MqttRetainedTest {
    private static final int BURST = 1_000;
    private static final int RETAIN = 1;

    @RegisterExtension static final GatewayExtension gateway = new GatewayExtension();

    @Test
    void manyRetainedMessagesHoldNobodyUpAndComeOnceEach() throws IOException {
        retainedMessagesHoldNobodyUp("many", 30_000);
    }

    @Test
    @Tag("nightly")
    void millionRetainedMessagesHoldNobodyUpAndComeOnceEach() throws IOException {
        retainedMessagesHoldNobodyUp("million", 1_000_000);
    }

    private void retainedMessagesHoldNobodyUp(String name, int count) throws IOException {
        try (MqttProbe publisher = enter(name + "-publisher");
                MqttProbe reader = enter(name + "-reader");
                MqttProbe other = enter(name + "-other")) {
            retain(publisher, name, count);
            other.subscribes("live/" + name, 0);

            reader.subscribes(name + "/#", 0);
            reader.say(V5.publish("live/" + name, "while they come"));
            other.hears(V5.publish("live/" + name, "while they come")); // nobody has read them
            publisher.say(V5.publish(RETAIN, name + "/0", 0, "later")).pings();

            BitSet seen = new BitSet(count);
            boolean isLaterSeen = false;
            while (seen.cardinality() < count || !isLaterSeen) {
                String packet = reader.next();
                if (packet.endsWith(hex("later"))) {
                    isLaterSeen = true;
                    seen.set(0); // before its turn came, it may have taken the place of the first
                    continue;
                }
                assertThat(packet.substring(0, 2)).isEqualTo("31");
                int number = number(packet, name);
                assertThat(seen.get(number)).as("retained message %d comes once", number).isFalse();
                seen.set(number);
            }
            reader.hearsNothing();
        }
    }

    /** Retained messages, each with its number as its last level and as its payload. */
    private static void retain(MqttProbe publisher, String name, int count) throws IOException {
        for (int first = 0; first < count; first += BURST) {
            byte[][] burst = new byte[BURST][];
            for (int i = 0; i < BURST; i++) {
                burst[i] = V5.publish(RETAIN, name + "/" + (first + i), 0, "x");
            }
            publisher.say(burst).pings();
        }
    }

    private static int number(String packet, String name) {
        String text = new String(HexFormat.of().parseHex(packet), ISO_8859_1);
        int from = text.indexOf(name + "/") + name.length() + 1;
        return Integer.parseInt(text.substring(from, text.length() - 2)); // no properties, "x"
    }

    private static MqttProbe enter(String clientId) throws IOException {
        return MqttProbe.enter(gateway.mqtt(), V5, clientId);
    }

    private static String hex(String text) {
        return Received.hex(text);
    }
}
