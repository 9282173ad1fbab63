package io.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.Inflight;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What members of groups and queues see, and what of it survives members and the gateway. */
final class GroupTest {
    private static final String GROUP = "$share/workers/jobs/#";
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
    void eachMessageGoesToOneMember() {
        Client one = house.client().open("1", true, 0).subscribe(GROUP, 1);
        Client two = house.client().open("2", true, 0).subscribe(GROUP, 1);
        Client publisher = house.client().open("p", true, 0);
        String[] jobs = numbered(1000);

        publisher.publish("jobs/a", 1, jobs).join();

        awaitAll(jobs, one, two);
        assertThat(one.delivered()).isNotEmpty();
        assertThat(two.delivered()).isNotEmpty();
    }

    @Test
    void whatAMemberThatIsGoneHadGoesToAnother() {
        Client silent =
                house.client()
                        .settlesBy(Client.Settling.SAYING_NOTHING)
                        .open("1", true, 0)
                        .subscribe(GROUP, 1);
        Client publisher = house.client().open("p", true, 0);
        String[] jobs = numbered(500);
        publisher.publish("jobs/a", 1, jobs).join();
        silent.awaitDelivered(silent.window());

        Client other = house.client().open("2", true, 0).subscribe(GROUP, 1);
        silent.close(Inflight.NONE, false, 0);

        awaitAll(jobs, other);
    }

    @Test
    void groupGoesOnForASleepingHolderAlsoAfterACrash() throws Exception {
        Client first = house.client().open("1", false, 100).subscribe(GROUP, 1);
        first.close(Inflight.NONE, false, 100);
        Client publisher = house.client().open("p", true, 0);
        publisher.publish("jobs/a", 1, "one").join();

        house.crash();
        house.client().open("p", true, 0).publish("jobs/b", 1, "two").join();
        Client again = house.client().open("1", false, 100);

        assertThat(again.awaitDelivered(2)).containsExactly("one", "two");
    }

    @Test
    void qos0OfAGroupIsGivenToWhoComesLaterButNotAfterARestart() throws Exception {
        Client first = house.client().open("1", false, 100).subscribe(GROUP, 1);
        first.close(Inflight.NONE, false, 100);
        house.client().open("p", true, 0).publish("jobs/a", 0, "light").join();
        Client later = house.client().open("1", false, 100);
        assertThat(later.awaitDelivered(1)).containsExactly("light");
        later.close(Inflight.NONE, false, 100);

        Client publisher = house.client().open("p", true, 0);
        publisher.publish("jobs/a", 0, "lost").join();
        publisher.publish("jobs/a", 1, "kept").join();
        house.restart();
        Client again = house.client().open("1", false, 100);

        assertThat(again.awaitDelivered(1)).containsExactly("kept");
        assertThat(house.dropped("asleep_qos0")).isPositive();
    }

    @Test
    void memberThatUnsubscribesGoesOnWithWhatItHas() {
        Client leaving = silent().finishing().open("1", true, 0).subscribe(GROUP, 1);
        Client publisher = house.client().open("p", true, 0);
        publisher.publish("jobs/a", 1, "its own").join();
        leaving.awaitGot(1);
        Client other = silent().open("2", true, 0).subscribe(GROUP, 1);

        leaving.unsubscribe(GROUP);
        publisher.publish("jobs/a", 1, "next").join();
        assertThat(other.awaitDelivered(1)).containsExactly("next");
        leaving.settleAll();
        await().atMost(SOON).until(() -> unacknowledged() == 1); // the other one's
        leaving.close(Inflight.NONE, false, 0);

        publisher.publish("jobs/a", 1, "last").join();
        assertThat(other.awaitDelivered(2)).containsExactly("next", "last");
    }

    @Test
    void whatItHasAndDoesNotFinishIsThereForOthersWhenItIsGone() {
        Client leaving = silent().finishing().open("1", true, 0).subscribe(GROUP, 1);
        Client publisher = house.client().open("p", true, 0);
        publisher.publish("jobs/a", 1, "left").join();
        leaving.awaitGot(1);
        Client other = house.client().open("2", true, 0).subscribe(GROUP, 1);
        leaving.unsubscribe(GROUP);
        publisher.publish("jobs/a", 1, "next").join();
        other.awaitDelivered(1);

        leaving.close(Inflight.NONE, false, 0);

        assertThat(other.awaitDelivered(2)).containsExactly("next", "left");
    }

    @Test
    void memberWhoseTermsChangeIsNotGivenAgainWhatItHas() {
        Client member = silent().finishing().open("1", true, 0).subscribe(GROUP, 1);
        Client publisher = house.client().open("p", true, 0);
        publisher.publish("jobs/a", 1, "once").join();
        member.awaitGot(1);

        member.subscribe(GROUP, 2);
        publisher.publish("jobs/a", 1, "next").join();

        assertThat(member.awaitDelivered(2)).containsExactly("once", "next");
        Client other = house.client().open("2", true, 0).subscribe(GROUP, 1);
        member.close(Inflight.NONE, false, 0);
        assertThat(other.awaitDelivered(2)).containsExactly("once", "next");
    }

    private int unacknowledged() {
        return house.pipeline()
                .inspector(SOON)
                .groups()
                .lag(GROUP)
                .map(Lag::unacknowledged)
                .orElse(-1);
    }

    private Client silent() {
        return house.client().settlesBy(Client.Settling.SAYING_NOTHING);
    }

    @Test
    void groupEndsWithItsLastHolder() {
        Client first = house.client().open("1", true, 0).subscribe(GROUP, 1);
        first.unsubscribe(GROUP);
        Client publisher = house.client().open("p", true, 0);
        publisher.publish("jobs/a", 1, "nobody's").join();

        Client second = house.client().open("2", true, 0).subscribe(GROUP, 1);
        publisher.publish("jobs/a", 1, "somebody's").join();

        assertThat(second.awaitDelivered(1)).containsExactly("somebody's");
    }

    @Test
    void queueKeepsItsMessagesFromTheFirstOn() throws Exception {
        Client publisher = house.client().open("p", true, 0);
        publisher.publish("$queue/q", 0, "one", "two").join();

        house.restart();
        house.client().open("p", true, 0).publish("$queue/q", 0, "three").join();
        Client worker = house.client().open("w", true, 0).subscribe("$queue/q", 1);

        assertThat(worker.awaitDelivered(3)).containsExactly("one", "two", "three");
    }

    @Test
    void acknowledgedMessagesOfAQueueDoNotComeAgain() throws Exception {
        Client worker = house.client().open("w", true, 0).subscribe("$queue/q", 1);
        house.client().open("p", true, 0).publish("$queue/q", 1, numbered(100)).join();
        worker.awaitDelivered(100);
        worker.close(Inflight.NONE, false, 0);

        house.restart();
        house.client().open("p", true, 0).publish("$queue/q", 1, "new").join();
        Client next = house.client().open("w", true, 0).subscribe("$queue/q", 1);

        assertThat(next.awaitDelivered(1)).containsExactly("new");
    }

    @Test
    void messageThatNobodyTakesBecomesADeadLetter() {
        Client unwilling =
                house.client()
                        .settlesBy(Client.Settling.REJECTING)
                        .open("1", true, 0)
                        .subscribe("$queue/q", 1);
        Client undertaker = house.client().open("2", true, 0).subscribe("$dlq/q", 1);

        house.client().open("p", true, 0).publish("$queue/q", 1, "bad").join();

        assertThat(undertaker.awaitDelivered(1)).containsExactly("bad");
        assertThat(unwilling.tries()).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void topicThatOnlyBeginsLikeAQueueIsAnOrdinaryOne() {
        Client publisher = house.client().open("p", true, 0);

        publisher.publish("$queue/", 1, "one").join();
        publisher.publish("$queue/a/", 1, "two").join();
        publisher.publish("$dlq/", 1, "three").join();

        assertThat(house.fault()).isEmpty();
    }

    private static void awaitAll(String[] expected, Client... members) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> {
                            List<String> all = new ArrayList<>();
                            for (Client member : members) {
                                all.addAll(member.delivered());
                            }
                            assertThat(all).containsExactlyInAnyOrder(expected);
                        });
    }

    private static String[] numbered(int count) {
        return IntStream.range(0, count).mapToObj(i -> "job " + i).toArray(String[]::new);
    }
}
