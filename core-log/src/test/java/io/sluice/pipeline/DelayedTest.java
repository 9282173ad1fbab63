package io.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.broker.Inflight;
import io.sluice.broker.MessageFlags;
import io.sluice.broker.SessionName;
import io.sluice.broker.SessionRequest;
import io.sluice.broker.Will;
import io.sluice.subscription.DelayedConfig;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages that are published later. */
final class DelayedTest {
    private static final long WITHIN_MS = 1000;

    @TempDir Path directory;

    private House house;

    @BeforeEach
    void open() throws Exception {
        house = new House(directory);
    }

    @AfterEach
    void close() throws Exception {
        house.close();
    }

    @Test
    void comesWhenItIsDueAndNotBefore() {
        Client reader = house.client().open("r", true, 0).subscribe("#", 1);
        Client publisher = house.client().open("p", true, 0);
        long before = System.currentTimeMillis();

        publisher.publishLater("a", 1, 2, "later").join();
        publisher.publishLater("a", 0, 0, "soon").join();
        publisher.publish("a", 1, "now").join();

        assertThat(reader.awaitDelivered(3)).containsExactly("now", "soon", "later");
        long tookMs = System.currentTimeMillis() - before;
        assertThat(tookMs).isBetween(2000L, 2000 + WITHIN_MS);
    }

    @Test
    void comesOnceThoughTheGatewayWasKilledBeforeAndAfterIt() throws Exception {
        house.client().open("s", false, 100).subscribe("a", 1).close(Inflight.NONE, false, 100);
        Client publisher = house.client().open("p", true, 0);
        publisher.publishLater("a", 1, 1, "one").join();
        publisher.publishLater("a", 1, 2, "two").join();

        house.crash();
        Client witness = house.client().open("w", true, 0).subscribe("a", 1);
        assertThat(witness.awaitDelivered(1)).containsExactly("one");
        house.crash();
        witness = house.client().open("w", true, 0).subscribe("a", 1);
        assertThat(witness.awaitDelivered(1)).containsExactly("two");
        house.restart();

        Client back = house.client().open("s", false, 100);
        house.client().open("p", true, 0).publish("a", 1, "end").join();
        assertThat(back.awaitDelivered(3)).containsExactly("one", "two", "end");
    }

    @Test
    void isRetainedFromThenOn() {
        Client publisher = house.client().open("p", true, 0);
        publisher.publishLater("a", MessageFlags.RETAIN | 1, 1, "kept").join();
        Client early = house.client().open("e", true, 0).subscribe("a", 1);

        assertThat(early.delivered()).isEmpty();
        assertThat(early.awaitDelivered(1)).containsExactly("kept");
        Client late = house.client().open("l", true, 0).subscribe("a", 1);
        assertThat(late.awaitDelivered(1)).containsExactly("kept");
    }

    @Test
    void waitsInItsQueueAfterwards() {
        house.client().open("p", true, 0).publishLater("$queue/q", 1, 1, "work").join();

        Client worker = house.client().open("w", true, 0).subscribe("$queue/q", 1);

        assertThat(worker.awaitDelivered(1)).containsExactly("work");
    }

    @Test
    void willMayBeDelayed() {
        Client reader = house.client().open("r", true, 0).subscribe("a", 1);
        byte[] message = reader.laterMessage("a", 1, 1, "dead");
        Client mortal =
                house.client()
                        .open(
                                new SessionRequest(
                                        new SessionName("test", "m"),
                                        true,
                                        0,
                                        new Will(message, 0)));

        mortal.close(Inflight.NONE, true, 0);

        assertThat(reader.awaitDelivered(1)).containsExactly("dead");
    }

    @Test
    void manyAtOnceComeInTheirOrder() {
        Client reader = house.client().open("r", true, 0).subscribe("a", 1);
        Client publisher = house.client().open("p", true, 0);
        String[] many = IntStream.range(0, 2000).mapToObj(i -> "m" + i).toArray(String[]::new);

        CompletableFuture.allOf(
                        IntStream.range(0, many.length)
                                .mapToObj(i -> publisher.publishLater("a", 1, 1, many[i]))
                                .toArray(CompletableFuture[]::new))
                .join();

        assertThat(reader.awaitDelivered(many.length)).containsExactly(many);
    }

    @Test
    void replayingSeesThemOnlyWhereTheyWerePublished() {
        Client slow = house.client().open("slow", true, 0).subscribe("a", 1);
        Client publisher = house.client().open("p", true, 0);
        slow.eat(0);
        publisher.publishLater("a", 1, 1, "later").join();
        String big = "x".repeat(30_000);
        for (int i = 0; i < 10; i++) {
            publisher.publish("a", 1, big + i).join();
        }

        slow.eatAll();

        assertThat(slow.awaitDelivered(11)).endsWith("later").hasSize(11);
    }

    @Test
    void tooLongOrTooManyAreRefused() {
        Client publisher = house.client().open("p", true, 0);
        long tooLong = DelayedConfig.DEFAULT.secondsMax() + 1;

        assertThatThrownBy(() -> publisher.publishLater("a", 1, tooLong, "never").join())
                .hasMessageContaining("DELAYED_FULL");
        publisher.publishLater("a", 1, tooLong - 1, "one day").join();
        assertThat(house.fault()).isEmpty();
    }
}
