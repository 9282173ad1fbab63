package io.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.Inflight;
import io.sluice.broker.MessageFlags;
import io.sluice.broker.SessionName;
import io.sluice.broker.SessionRequest;
import io.sluice.broker.Will;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What publishers and subscribers see of the ring, the log and the replaying behind them. */
final class PipelineTest {
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
    void messagesComeInTheOrderOfTheirOffsets() {
        Client subscriber = house.client().open("s", true, 0).subscribe("a/#", 1);
        Client publisher = house.client().open("p", true, 0);

        long first = publisher.publish("a/1", 1, "x", "y").join();
        long second = publisher.publish("a/2", 1, "z").join();
        publisher.publish("b", 1, "not for it").join();

        assertThat(second).isEqualTo(first + 2);
        assertThat(subscriber.awaitDelivered(3)).containsExactly("x", "y", "z");
    }

    @Test
    void whatWasPublishedBeforeTheSubscriptionDoesNotMatch() {
        Client client = house.client().open("c", true, 0);

        client.publish("a", 1, "before").join();
        client.subscribe("a", 1);
        client.publish("a", 1, "after").join();
        client.unsubscribe("a");
        client.publish("a", 1, "too late").join();
        client.subscribe("a", 1);
        client.publish("a", 1, "again").join();

        assertThat(client.awaitDelivered(2)).containsExactly("after", "again");
    }

    @Test
    void subscriberThatTakesTooLittleReadsTheLogAndMissesNothing() {
        Client slow = house.client().open("slow", true, 0).subscribe("a", 1);
        Client publisher = house.client().open("p", true, 0);
        slow.eat(10);
        List<String> published = new ArrayList<>();
        for (int batch = 0; batch < 200; batch++) {
            String[] texts = numbered(batch * 100, 100);
            published.addAll(List.of(texts));
            publisher.publish("a", 1, texts).join();
        }
        assertThat(slow.awaitDelivered(10)).hasSize(10);

        slow.eat(5000);
        slow.awaitDelivered(5010);
        publisher.publish("a", 1, "last").join();
        slow.eatAll();

        published.add("last");
        assertThat(slow.awaitDelivered(published.size())).isEqualTo(published);
    }

    @Test
    void feedIsLiveAgainWhileMessagesKeepComing() {
        Client slow = house.client().open("slow", true, 0).subscribe("a", 1);
        Client publisher = house.client().open("p", true, 0);
        slow.eat(1);
        List<String> published = new ArrayList<>();
        for (int batch = 0; batch < 300; batch++) {
            if (batch == 100) {
                slow.eatAll();
            }
            String[] texts = numbered(batch * 50, 50);
            published.addAll(List.of(texts));
            var unused = publisher.publish("a", 0, texts);
        }

        assertThat(slow.awaitDelivered(published.size())).isEqualTo(published);
    }

    @Test
    void sleepingSessionGetsWhatItMissedAlsoAfterARestart() throws Exception {
        Client sleeper = house.client().open("s", false, 100).subscribe("a/+", 1);
        sleeper.close(Inflight.NONE, false, 100);
        house.client().open("p", true, 0).publish("a/1", 1, "one", "two").join();

        house.restart();
        house.client().open("p", true, 0).publish("a/2", 1, "three").join();
        Client awake = house.client().open("s", false, 100);

        assertThat(awake.state().present()).isTrue();
        assertThat(awake.state().subscriptions()).hasSize(1);
        assertThat(awake.awaitDelivered(3)).containsExactly("one", "two", "three");
    }

    @Test
    void qos0MessagesAreNotKeptForASleepingSession() {
        Client sleeper = house.client().open("s", false, 100).subscribe("a", 1);
        sleeper.close(Inflight.NONE, false, 100);
        Client publisher = house.client().open("p", true, 0);
        publisher.publish("a", 0, "zero").join();
        publisher.publish("a", 1, "one").join();

        Client awake = house.client().open("s", false, 100);

        assertThat(awake.awaitDelivered(1)).containsExactly("one");
    }

    @Test
    void unfinishedMessagesComeAgainFirstUnderTheirOldPacketIds() throws Exception {
        Client first = house.client().open("s", false, 100).subscribe("a", 1);
        Client publisher = house.client().open("p", true, 0);
        long offset = publisher.publish("a", 1, "one", "two").join();
        first.awaitDelivered(2);
        first.close(
                new Inflight(new int[] {7}, new long[] {offset}, new byte[] {Inflight.SENT_QOS1}),
                false,
                100);
        publisher.publish("a", 1, "three").join();

        house.restart();
        Client second = house.client().open("s", false, 100);

        assertThat(second.awaitDelivered(2)).containsExactly("one", "three");
        assertThat(second.resentIds()).containsExactly(7);
    }

    @Test
    void qos2MessageThatIsFinishedDoesNotComeAgainAfterACrash() throws Exception {
        Client first = house.client().open("s", false, 100).subscribe("a", 2);
        Client publisher = house.client().open("p", true, 0);
        long offset = publisher.publish("a", 2, "one", "two", "three").join();
        first.awaitDelivered(3);
        first.sending(1, offset).join();
        first.sending(2, offset + 1).join();
        first.received(1).join();
        first.completed(1);
        first.received(2).join();

        house.crash();
        Client second = house.client().open("s", false, 100);

        assertThat(second.awaitDelivered(1)).containsExactly("three");
        assertThat(second.state().inflight().packetIds()).containsExactly(2);
        assertThat(second.state().inflight().stages()).containsExactly(Inflight.RECEIVED);
    }

    @Test
    void takeoverWaitsUntilTheOldConnectionHasHandedOver() {
        Client old = house.client().open("s", false, 100).subscribe("a", 1);

        Client young = house.client().open("s", false, 100);
        house.client().open("p", true, 0).publish("a", 1, "one").join();

        assertThat(old.left()).isCompleted();
        assertThat(young.state().present()).isTrue();
        assertThat(young.awaitDelivered(1)).containsExactly("one");
        assertThat(old.delivered()).isEmpty();
    }

    @Test
    void manyConnectionsForOneNameAllGetTheirTurn() {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            clients.add(house.client().askFor(durable("s")));
        }

        await().atMost(Duration.ofSeconds(10))
                .until(() -> clients.stream().filter(c -> c.left().isDone()).count() == 19);
    }

    @Test
    void retainedMessagesComeFirstThenLiveOnes() {
        Client publisher = house.client().open("p", true, 0);
        publisher.publish("r/1", MessageFlags.RETAIN | 1, "old").join();
        publisher.publish("r/1", MessageFlags.RETAIN | 1, "kept").join();
        publisher.publish("r/2", MessageFlags.RETAIN | 1, "gone").join();
        publisher.publish("r/2", MessageFlags.RETAIN | 1, "").join();

        Client subscriber = house.client().open("s", true, 0).subscribe("r/#", 1);
        publisher.publish("r/1", 1, "live").join();

        await().atMost(Duration.ofSeconds(3))
                .untilAsserted(
                        () -> assertThat(subscriber.delivered()).containsExactly("kept", "live"));
    }

    @Test
    void willIsPublishedForAClientThatWasLost() {
        Client watcher = house.client().open("w", true, 0).subscribe("will/+", 1);
        Client maker = house.client().open("m", true, 0);
        Will will = new Will(maker.message("will/x", 1, "dead"), 0);
        SessionRequest request = new SessionRequest(new SessionName("test", "x"), true, 0, will);

        house.client().open(request).close(Inflight.NONE, true, 0);
        house.client().open(request).close(Inflight.NONE, false, 0);

        assertThat(watcher.awaitDelivered(1)).containsExactly("dead");
        assertThat(watcher.delivered()).hasSize(1);
    }

    @Test
    void willOfAClientLostWithTheGatewayIsPublishedAtRestart() throws Exception {
        Client watcher = house.client().open("w", false, 100).subscribe("will/+", 1);
        Will will = new Will(watcher.message("will/x", 1, "dead"), 0);
        house.client().open(new SessionRequest(new SessionName("test", "x"), true, 0, will));

        house.crash();
        Client again = house.client().open("w", false, 100);

        assertThat(again.awaitDelivered(1)).containsExactly("dead");
    }

    @Test
    void cleanStartForgetsTheSession() {
        house.client().open("s", false, 100).subscribe("a", 1).close(Inflight.NONE, false, 100);
        house.client().open("p", true, 0).publish("a", 1, "one").join();

        Client clean = house.client().open("s", true, 100);
        clean.publish("a", 1, "two").join();

        assertThat(clean.state().present()).isFalse();
        assertThat(clean.delivered()).isEmpty();
    }

    @Test
    void readerOfLiveMessagesOnlyIsMovedToTheEndWhenTooFarBehind() {
        Client slow = house.client().open("slow", true, 0).subscribe("a", 0);
        Client publisher = house.client().open("p", true, 0);
        slow.eat(1);
        int count = (int) House.LIVE_LAG_MAX * 3;
        for (int i = 0; i < count; i += 100) {
            publisher.publish("a", 1, numbered(i, 100)).join();
        }

        slow.eatAll();
        await().atMost(Duration.ofSeconds(10)).until(() -> slow.skipped() > 0);
        publisher.publish("a", 0, "end").join();
        await().atMost(Duration.ofSeconds(10)).until(() -> slow.delivered().contains("end"));

        assertThat(slow.delivered().size() + slow.skipped()).isEqualTo(count + 1L);
    }

    @Test
    void receiptUnderFsyncMeansThatTheDiskHasIt() {
        Client publisher = house.client().open("p", true, 0);

        long offset = publisher.publish("a", 1, "safe").join();

        assertThat(house.durableEnd()).isGreaterThan(offset);
    }

    @Test
    void receiptUnderTheOtherWordsDoesNotWaitForTheDisk() throws Exception {
        house.restartWith(Durability.OS);
        Client publisher = house.client().open("p", true, 0);

        house.files().failForces();
        publisher.publish("a", 1, "written").join();
        house.files().healForces();

        assertThat(house.fault()).isEmpty();
    }

    @Test
    void underIntervalTheDiskIsAskedSoonAfter() throws Exception {
        house.restartWith(Durability.INTERVAL);
        Client publisher = house.client().open("p", true, 0);

        long offset = publisher.publish("a", 1, "soon safe").join();

        await().atMost(Duration.ofSeconds(10)).until(() -> house.durableEnd() > offset);
    }

    @Test
    void failedFsyncLetsNoReceiptOutAndStopsEverything() throws Exception {
        Client publisher = house.client().open("p", true, 0);
        publisher.publish("a", 1, "good").join();

        house.files().failForces();

        CompletableFuture<Long> doubtful = publisher.publish("a", 1, "doubtful");
        await().until(() -> house.fault().isPresent());
        assertThat(doubtful).isNotDone();
    }

    @Test
    void whoFoundNoRoomGoesOnWhenThereIsSome() {
        Client publisher = house.client().open("p", true, 0);
        List<CompletableFuture<Long>> answers = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            answers.add(publisher.publish("a", 1, "message " + i));
        }

        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();

        for (int i = 1; i < answers.size(); i++) {
            assertThat(answers.get(i).join()).isEqualTo(answers.get(i - 1).join() + 1);
        }
    }

    private static SessionRequest durable(String id) {
        return new SessionRequest(new SessionName("test", id), false, 100, Will.NONE);
    }

    private static String[] numbered(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> "message " + i)
                .toArray(String[]::new);
    }
}
