package io.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.Inflight;
import io.sluice.broker.MessageFlags;
import io.sluice.broker.SessionName;
import io.sluice.broker.SessionRequest;
import io.sluice.broker.TopicFilter;
import io.sluice.broker.TrafficTotals;
import io.sluice.broker.Will;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages that are delivered and not written. */
final class TransientTest {
    private static final String STATE = "$SYS/broker/connection/b/state";

    @TempDir Path directory;

    private House house;
    private Client publisher;

    @BeforeEach
    void open() throws Exception {
        house =
                new House(
                        directory,
                        new TransientConfig(
                                List.of(new TopicFilter("fast/#")), Duration.ofSeconds(1), 2));
        publisher = house.client().open("p", true, 0);
    }

    @AfterEach
    void close() throws Exception {
        house.close();
    }

    @Test
    void messagesOfQos0ToSuchTopicsTakeNoOffset() {
        Client reader = house.client().open("r", true, 0).subscribe("#", 1);
        long first = publisher.publish("a", 1, "written").join();

        assertThat(publisher.publish("fast/a", 0, "x", "y").join()).isEqualTo(-1);
        long second = publisher.publish("fast/a", 1, "qos 1").join();
        publisher.publish("fast/a", MessageFlags.RETAIN, "kept").join();

        assertThat(reader.awaitDelivered(5)).containsExactly("written", "x", "y", "qos 1", "kept");
        assertThat(second).isEqualTo(first + 1);
    }

    @Test
    void mixedParcelKeepsItsOrder() {
        Client reader = house.client().open("r", true, 0).subscribe("#", 1);

        long first =
                publisher
                        .publishTo("fast/a", "0", "b", "1", "b", "2", "fast/a", "3", "c", "4")
                        .join();

        assertThat(reader.awaitDelivered(5)).containsExactly("0", "1", "2", "3", "4");
        assertThat(publisher.publish("b", 1, "5").join()).isEqualTo(first + 3);
    }

    @Test
    void cursorIsWhereTheLastWrittenOneLeftIt() {
        SessionRequest kept =
                new SessionRequest(new SessionName("test", "s"), false, 99, Will.NONE);
        Client reader = house.client().open(kept).subscribe("#", 1);
        publisher.publish("a", 1, "one").join();
        reader.awaitDelivered(1);
        reader.eat(1);
        publisher.publish("fast/a", 0, "x", "y").join();
        publisher.publish("a", 1, "two").join();
        assertThat(reader.awaitDelivered(2)).containsExactly("one", "x");
        reader.close(Inflight.NONE, false, 99);

        Client again = house.client().open(kept);

        publisher.publish("a", 1, "three").join();
        assertThat(again.awaitDelivered(2)).containsExactly("two", "three");
    }

    @Test
    void groupGetsItBecauseThenItIsWritten() {
        Client member = house.client().open("m", true, 0).subscribe("$share/g/fast/#", 1);

        assertThat(publisher.publish("fast/a", 0, "x").join()).isNotNegative();

        assertThat(member.awaitDelivered(1)).containsExactly("x");
    }

    @Test
    void whoTakesNothingMissesThemAndIsNotLetGo() {
        Client slow = house.client().open("slow", true, 0).subscribe("#", 1);
        slow.eat(0);
        String big = "x".repeat(20_000);
        for (int i = 0; i < 10; i++) {
            publisher.publish("fast/a", 0, big + i).join();
        }
        publisher.publish("a", 1, "small").join();

        slow.eatAll();

        assertThat(slow.awaitDelivered(4)).hasSize(4).endsWith("small");
    }

    @Test
    void stateOfABridgeIsKeptInMemoryAlone() throws Exception {
        Client reader = house.client().open("r", true, 0).subscribe("$SYS/#", 1);
        publisher.publish(STATE, MessageFlags.RETAIN | 1, "1").join();
        assertThat(reader.awaitDelivered(1)).containsExactly("1");
        Client late = house.client().open("l", true, 0).subscribe("$SYS/broker/+/b/state", 1);
        assertThat(late.awaitDelivered(1)).containsExactly("1");

        publisher.publish(STATE, MessageFlags.RETAIN | 1, "").join();
        Client later = house.client().open("l2", true, 0).subscribe("$SYS/#", 1).subscribe("#", 1);
        publisher.publish("a", 1, "end").join();
        assertThat(later.awaitDelivered(1)).containsExactly("end");

        publisher.publish(STATE, MessageFlags.RETAIN | 1, "1").join();
        house.restart();
        Client after = house.client().open("r", true, 0).subscribe("$SYS/#", 1).subscribe("a", 1);
        house.client().open("p", true, 0).publish("a", 1, "end").join();
        assertThat(after.awaitDelivered(1)).containsExactly("end");
    }

    @Test
    void stateOfABridgeMayBeAWill() {
        Client reader = house.client().open("r", true, 0).subscribe(STATE, 1);
        Will will = new Will(reader.message(STATE, MessageFlags.RETAIN | 1, "0"), 0);
        Client bridge =
                house.client()
                        .open(new SessionRequest(new SessionName("test", "b"), true, 0, will));
        bridge.publish(STATE, MessageFlags.RETAIN | 1, "1").join();

        bridge.close(Inflight.NONE, true, 0);

        assertThat(reader.awaitDelivered(2)).containsExactly("1", "0");
        Client late = house.client().open("l", true, 0).subscribe(STATE, 1);
        assertThat(late.awaitDelivered(1)).containsExactly("0");
    }

    @Test
    void statesOfBridgesAreBounded() {
        for (int i = 0; i < 5; i++) {
            publisher.publish("$SYS/broker/connection/" + i + "/state", 4, "1").join();
        }

        Client late = house.client().open("l", true, 0).subscribe("$SYS/#", 1).subscribe("a", 1);
        publisher.publish("a", 1, "end").join();

        assertThat(late.awaitDelivered(3)).containsExactly("1", "1", "end");
    }

    @Test
    void figuresComeAtOnceAndAgain() {
        house.pipeline()
                .tellSystem("Sluice 9", () -> new TrafficTotals(3, 4, 10, 20, 5, 600, 700, 80, 90));
        Client version = house.client().open("v", true, 0);
        await().atMost(Duration.ofSeconds(10))
                .until(
                        () -> {
                            version.subscribe("$SYS/broker/version", 0);
                            return !version.delivered().isEmpty();
                        });
        assertThat(version.delivered()).contains("Sluice 9");

        Client uptime = house.client().open("u", true, 0).subscribe("$SYS/broker/uptime", 0);
        assertThat(uptime.awaitDelivered(3)).allMatch(text -> text.matches("\\d+ seconds"));
        Client all = house.client().open("a", true, 0).subscribe("$SYS/#", 0);
        assertThat(all.awaitDelivered(50)).contains("3", "10", "20", "5", "600", "700");
        Client none = house.client().open("n", true, 0).subscribe("#", 0).subscribe("+/#", 0);
        publisher.publish("a", 0, "end").join();
        assertThat(none.awaitDelivered(1)).containsExactly("end");
    }
}
