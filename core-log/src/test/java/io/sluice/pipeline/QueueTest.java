package io.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.Inflight;
import io.sluice.broker.TopicFilter;
import io.sluice.group.GroupConfig;
import io.sluice.group.QueueConfig;
import io.sluice.group.QueueLimits;
import io.sluice.group.QueueLimits.Overflow;
import io.sluice.group.QueueRule;
import io.sluice.group.RetryConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What queues hold, in which order they part it, and what becomes of what they may not hold. */
final class QueueTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir Path directory;
    private House house;

    @BeforeEach
    void open() throws Exception {
        house = new House(directory);
    }

    @AfterEach
    void close() throws Exception {
        house.close();
        assertThat(house.fault()).isEmpty();
    }

    @Test
    void fullQueueRefusesAndHasRoomAgainWhenItIsRead() throws Exception {
        limit(new QueueLimits(3, 1 << 20, Duration.ZERO, Overflow.REFUSE, false, ""));
        Client publisher = house.client().open("p", true, 0);
        publisher.publish("$queue/q", 1, "1", "2", "3").join();

        assertThatThrownBy(() -> publisher.publish("$queue/q", 1, "4").join())
                .hasMessageContaining("QUEUE_FULL");

        Client worker = house.client().open("w", true, 0).subscribe("$queue/q", 1);
        worker.awaitDelivered(3);
        await().atMost(SOON).until(() -> house.queueLag("q") == 0);
        publisher.publish("$queue/q", 1, "5").join();
        assertThat(worker.awaitDelivered(4)).containsExactly("1", "2", "3", "5");
        assertThat(house.dropped("queue_full")).isEqualTo(1);
    }

    @Test
    void partOfAParcelForWhichThereIsRoomIsStored() throws Exception {
        limit(new QueueLimits(2, 1 << 20, Duration.ZERO, Overflow.REFUSE, false, ""));
        Client publisher = house.client().open("p", true, 0);

        assertThatThrownBy(() -> publisher.publish("$queue/q", 1, "1", "2", "3", "4").join())
                .hasMessageContaining("QUEUE_FULL {2, 3}");

        Client worker = house.client().open("w", true, 0).subscribe("$queue/q", 1);
        assertThat(worker.awaitDelivered(2)).containsExactly("1", "2");
    }

    @Test
    void lengthIsKnownAfterACrash() throws Exception {
        limit(new QueueLimits(3, 1 << 20, Duration.ZERO, Overflow.REFUSE, false, ""));
        house.client().open("p", true, 0).publish("$queue/q", 1, "1", "2").join();

        house.crash();
        Client publisher = house.client().open("p", true, 0);

        assertThat(house.queueLag("q")).isEqualTo(2);
        publisher.publish("$queue/q", 1, "3").join();
        assertThatThrownBy(() -> publisher.publish("$queue/q", 1, "4").join())
                .hasMessageContaining("QUEUE_FULL");
    }

    @Test
    void queueIsLimitedInBytes() throws Exception {
        limit(new QueueLimits(1000, 1024, Duration.ZERO, Overflow.REFUSE, false, ""));
        Client publisher = house.client().open("p", true, 0);
        publisher.publish("$queue/q", 1, "x".repeat(800)).join();

        assertThatThrownBy(() -> publisher.publish("$queue/q", 1, "x".repeat(800)).join())
                .hasMessageContaining("QUEUE_FULL");
    }

    @Test
    void allQueuesTogetherAreLimited() throws Exception {
        house.restartWith(
                House.quickGroups(
                        new QueueConfig(
                                2, 1 << 20, Duration.ZERO, 10, QueueLimits.DEFAULT, List.of())));
        Client publisher = house.client().open("p", true, 0);
        publisher.publish("$queue/a", 1, "x").join();
        publisher.publish("$queue/b", 1, "x").join();

        assertThatThrownBy(() -> publisher.publish("$queue/c", 1, "x").join())
                .hasMessageContaining("QUEUES_FULL");
        assertThatThrownBy(() -> house.client().open("w", true, 0).subscribe("$queue/c", 1))
                .hasMessageContaining("QUEUES_FULL");
        assertThatThrownBy(
                        () -> {
                            for (int i = 0; i < 20; i++) {
                                publisher.publish("$queue/a", 1, "x".repeat(100_000)).join();
                            }
                        })
                .hasMessageContaining("QUEUES_FULL");
    }

    @Test
    void oldestBecomeDeadLettersWhereThatIsConfigured() throws Exception {
        limit(new QueueLimits(3, 1 << 20, Duration.ZERO, Overflow.DROP_OLDEST, false, ""));
        Client publisher = house.client().open("p", true, 0);
        for (int i = 1; i <= 5; i++) {
            publisher.publish("$queue/q", 1, String.valueOf(i)).join();
        }
        await().atMost(SOON).until(() -> house.queueLag("q") == 3);

        Client undertaker = house.client().open("u", true, 0).subscribe("$dlq/q", 1);
        Client worker = house.client().open("w", true, 0).subscribe("$queue/q", 1);

        assertThat(undertaker.awaitDelivered(2)).containsExactly("1", "2");
        assertThat(worker.awaitDelivered(3)).containsExactly("3", "4", "5");
    }

    @Test
    void whatWaitsForTooLongBecomesADeadLetter() throws Exception {
        limit(new QueueLimits(1000, 1 << 20, Duration.ofMillis(50), Overflow.REFUSE, false, ""));
        Client undertaker = house.client().open("u", true, 0).subscribe("$dlq/q", 1);

        house.client().open("p", true, 0).publish("$queue/q", 1, "late").join();

        assertThat(undertaker.awaitDelivered(1)).containsExactly("late");
        await().atMost(SOON).until(() -> house.queueLag("q") == 0);
    }

    @Test
    void oneMemberAtATimeGetsAllOfASingleActiveQueue() throws Exception {
        limit(new QueueLimits(1000, 1 << 20, Duration.ZERO, Overflow.REFUSE, true, ""));
        Client first = house.client().open("1", true, 0).subscribe("$queue/q", 1);
        Client second = house.client().open("2", true, 0).subscribe("$queue/q", 1);
        Client publisher = house.client().open("p", true, 0);
        publisher.publish("$queue/q", 1, "1", "2", "3").join();
        first.awaitDelivered(3);

        first.close(Inflight.NONE, false, 0);
        publisher.publish("$queue/q", 1, "4").join();

        assertThat(second.awaitDelivered(1)).containsExactly("4");
    }

    @Test
    void messagesOfOneKeyKeepTheirOrderThroughRefusals() throws Exception {
        limit(new QueueLimits(1000, 1 << 20, Duration.ZERO, Overflow.REFUSE, false, "customer"));
        List<String> done = Collections.synchronizedList(new ArrayList<>());
        List<Client> workers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            workers.add(house.client().keepingOrderIn(done).open("w" + i, true, 0));
        }
        Client publisher = house.client().open("p", true, 0);
        for (int i = 0; i < 60; i++) {
            publisher
                    .publishWith("$queue/q", "customer", "c" + i % 4, "c" + i % 4 + " " + i)
                    .join();
        }
        for (Client worker : workers) {
            worker.subscribe("$queue/q", 1);
        }

        await().atMost(SOON).until(() -> house.queueLag("q") == 0);

        Map<String, List<Integer>> byKey = new TreeMap<>();
        synchronized (done) {
            for (String each : done) {
                String[] parts = each.split(" ", -1);
                byKey.computeIfAbsent(parts[0], key -> new ArrayList<>())
                        .add(Integer.valueOf(parts[1]));
            }
        }
        assertThat(byKey).hasSize(4);
        byKey.values().forEach(order -> assertThat(order).hasSize(15).isSorted());
    }

    @Test
    void limitsAreByName() throws Exception {
        QueueLimits small = new QueueLimits(1, 1 << 20, Duration.ZERO, Overflow.REFUSE, false, "");
        QueueRule rule = new QueueRule(new TopicFilter("small/#"), small);
        house.restartWith(
                House.quickGroups(
                        new QueueConfig(
                                100,
                                1 << 30,
                                Duration.ZERO,
                                10,
                                QueueLimits.DEFAULT,
                                List.of(rule))));
        Client publisher = house.client().open("p", true, 0);
        publisher.publish("$queue/small/a", 1, "1").join();
        publisher.publish("$queue/large", 1, "1", "2").join();

        assertThatThrownBy(() -> publisher.publish("$queue/small/a", 1, "2").join())
                .hasMessageContaining("QUEUE_FULL");
    }

    @Test
    void emptyQueueThatNobodyWantsDisappears() throws Exception {
        house.restartWith(
                House.quickGroups(
                        new QueueConfig(
                                1, 1 << 30, Duration.ZERO, 10, QueueLimits.DEFAULT, List.of())));
        Client publisher = house.client().open("p", true, 0);
        publisher.publish("$queue/a", 1, "x").join();
        Client worker = house.client().open("w", true, 0).subscribe("$queue/a", 1);
        worker.awaitDelivered(1);
        worker.close(Inflight.NONE, false, 0);

        await().atMost(SOON)
                .ignoreExceptions()
                .untilAsserted(() -> publisher.publish("$queue/b", 1, "y").join());
        assertThat(house.queueLag("a")).isEqualTo(-1);
    }

    @Test
    void silentMemberLosesItsMessageAfterAWhile() throws Exception {
        house.restartWith(
                new GroupConfig(
                        GroupConfig.Strategy.ROUND_ROBIN,
                        100,
                        1 << 20,
                        Duration.ZERO,
                        new RetryConfig(3, Duration.ofMillis(5), Duration.ofMillis(100)),
                        QueueConfig.DEFAULT));
        Client silent =
                house.client()
                        .settlesBy(Client.Settling.SAYING_NOTHING)
                        .open("s", true, 0)
                        .subscribe("$queue/q", 1);
        Client undertaker = house.client().open("u", true, 0).subscribe("$dlq/q", 1);

        house.client().open("p", true, 0).publish("$queue/q", 1, "x").join();

        assertThat(undertaker.awaitDelivered(1)).containsExactly("x");
        assertThat(silent.tries()).containsExactly(1, 2, 3);
    }

    @Test
    void groupOutlivesItsLastHolderIfThatIsConfigured() throws Exception {
        house.restartWith(
                new GroupConfig(
                        GroupConfig.Strategy.ROUND_ROBIN,
                        100,
                        1 << 20,
                        Duration.ofHours(1),
                        RetryConfig.DEFAULT,
                        QueueConfig.DEFAULT));
        Client first = house.client().open("1", true, 0).subscribe("$share/g/jobs/#", 1);
        first.close(Inflight.NONE, false, 0);
        house.client().open("p", true, 0).publish("jobs/a", 1, "kept").join();

        house.crash();
        Client second = house.client().open("2", true, 0).subscribe("$share/g/jobs/#", 1);

        assertThat(second.awaitDelivered(1)).containsExactly("kept");
    }

    @Test
    void backlogIsInTheLogAlone() throws Exception {
        Client publisher = house.client().open("p", true, 0);
        String body = "x".repeat(1000);
        for (int i = 0; i < 200; i++) {
            String[] bodies = new String[100];
            java.util.Arrays.fill(bodies, body);
            publisher.publish("$queue/q", 1, bodies).join();
        }

        assertThat(house.queueLag("q")).isEqualTo(20_000);
        assertThat(house.waitingForGroupsBytes()).isLessThan(1 << 20);
        Client worker = house.client().open("w", true, 0).subscribe("$queue/q", 1);
        worker.awaitDelivered(20_000);
        await().atMost(SOON).until(() -> house.queueLag("q") == 0);
    }

    private void limit(QueueLimits limits) throws Exception {
        house.restartWith(
                House.quickGroups(
                        new QueueConfig(100, 1 << 30, Duration.ofHours(1), 10, limits, List.of())));
    }
}
