package io.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.Inflight;
import io.sluice.broker.MessageFlags;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many retained messages for one subscription, while others publish. */
final class RetainedFlowTest {
    private static final int TOPICS = 3000;

    @TempDir Path directory;

    private House house;
    private Client publisher;

    @BeforeEach
    void open() throws Exception {
        house = new House(directory);
        publisher = house.client().open("publisher", true, 0);
        List<CompletableFuture<Long>> stored = new ArrayList<>();
        for (int i = 0; i < TOPICS; i++) {
            stored.add(publisher.publish("t/" + i, MessageFlags.RETAIN, i + " 0"));
        }
        stored.forEach(CompletableFuture::join);
    }

    @AfterEach
    void close() throws Exception {
        house.close();
    }

    /** Payloads are a topic's number and a counter that only rises. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void snapshotThenLiveHasNoGapAndNothingTurnsBack(int qos) {
        Client reader = house.client().open("r", true, 0);
        reader.eat(100);
        reader.subscribe("#", qos);
        Client other = house.client().open("o", true, 0).subscribe("t/7", qos);
        assertThat(other.awaitDelivered(1)).containsExactly("7 0");

        Map<Integer, Integer> latest = new HashMap<>();
        List<String> published = new ArrayList<>();
        for (int round = 1; round <= 6; round++) {
            for (int i = 0; i < TOPICS; i += 7) {
                int flags = i % 2 == 0 ? MessageFlags.RETAIN | 1 : 1;
                published.add(i + " " + round);
                latest.put(i, round);
                publisher.publish("t/" + i, flags, i + " " + round);
            }
            assertThat(publisher.publish("t/1", 1, "1 " + round)).succeedsWithin(timeout());
            published.add("1 " + round);
            latest.put(1, round);
            reader.eat(300);
            int seen = 100 + round * 300;
            await().atMost(timeout()).until(() -> reader.delivered().size() == seen);
        }
        assertThat(other.awaitDelivered(7)).hasSize(7);
        reader.eatAll();
        publisher.publish("end", 1, "-1 0").join();
        await().atMost(timeout()).until(() -> reader.delivered().contains("-1 0"));

        Map<Integer, Integer> seen = new HashMap<>();
        Set<String> once = new HashSet<>();
        for (String text : reader.delivered()) {
            int topic = Integer.parseInt(text.split(" ")[0]);
            int counter = Integer.parseInt(text.split(" ")[1]);
            assertThat(once.add(text)).as("%s comes once", text).isTrue();
            assertThat(counter).isGreaterThan(seen.getOrDefault(topic, -1));
            seen.put(topic, counter);
        }
        assertThat(live(reader.delivered())).isEqualTo(published);
        for (int i = 0; i < TOPICS; i++) {
            assertThat(seen).containsEntry(i, latest.getOrDefault(i, 0));
        }
    }

    @Test
    void whoTakesNothingIsHandedNoMoreThanAFewHundred() {
        Client reader = house.client().open("r", true, 0);
        reader.eat(0);
        reader.subscribe("#", 1);
        publisher.publish("x", 1, "-1 0").join();

        assertThat(reader.waitingBytes()).isLessThan(128 * 1024);
        reader.eatAll();
        assertThat(reader.awaitDelivered(TOPICS + 1)).hasSize(TOPICS + 1).endsWith("-1 0");
    }

    @Test
    void liveOnlyReaderIsNotMovedOverWhatTookTheSnapshotsPlace() {
        Client reader = house.client().open("r", true, 0);
        reader.eat(10);
        reader.subscribe("#", 0);
        String[] many = IntStream.range(0, 100).mapToObj(i -> "-1 " + i).toArray(String[]::new);
        for (int i = 0; i < TOPICS; i++) {
            publisher.publish("t/" + i, MessageFlags.RETAIN, i + " 1");
        }
        for (int i = 0; i < House.LIVE_LAG_MAX * 2; i += many.length) {
            publisher.publish("x", 0, many).join();
        }

        reader.eatAll();

        await().atMost(timeout())
                .untilAsserted(
                        () -> {
                            Set<String> seen = new HashSet<>(reader.delivered());
                            for (int i = 0; i < TOPICS; i++) {
                                assertThat(seen).contains(i + " 1");
                            }
                        });
    }

    @Test
    void unsubscribingEndsIt() {
        Client reader = house.client().open("r", true, 0);
        reader.eat(10);
        reader.subscribe("#", 1).unsubscribe("#").subscribe("x", 1);
        reader.eatAll();
        publisher.publish("x", 1, "-1 0").join();

        await().atMost(timeout()).until(() -> reader.delivered().contains("-1 0"));
        assertThat(reader.delivered()).hasSizeLessThan(600);
    }

    @Test
    void sessionGoesOnFromItsSubscriptionWhenItClosesMeanwhile() {
        Client reader = house.client().open("r", false, 100);
        reader.eat(10);
        reader.subscribe("#", 1);
        publisher.publish("x", 1, "-1 0").join();
        await().atMost(timeout()).until(() -> reader.delivered().size() == 10);
        reader.close(Inflight.NONE, false, 100);

        Client again = house.client().open("r", false, 100);

        assertThat(again.awaitDelivered(1)).containsExactly("-1 0");
    }

    @Test
    void anotherSubscriptionMeanwhileGetsItsOwn() {
        Client reader = house.client().open("r", true, 0);
        reader.eat(0);
        reader.subscribe("t/#", 1).subscribe("+/7", 1).subscribe("t/+", 1);
        reader.eatAll();

        assertThat(reader.awaitDelivered(2 * TOPICS + 1)).hasSize(2 * TOPICS + 1);
    }

    private static List<String> live(List<String> delivered) {
        return delivered.stream().filter(text -> !text.endsWith(" 0")).toList();
    }

    private static Duration timeout() {
        return Duration.ofSeconds(20);
    }
}
