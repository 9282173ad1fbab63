package io.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.Inflight;
import io.sluice.broker.SessionState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log is trimmed under what queues and QoS 2 exchanges still need. */
final class CarryTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String BULK = "x".repeat(60_000);

    @TempDir Path directory;
    private House house;

    @BeforeEach
    void open() throws Exception {
        house = new House(directory, 24L << 20);
    }

    @AfterEach
    void close() throws Exception {
        house.close();
        assertThat(house.fault()).isEmpty();
    }

    @Test
    void queueKeepsItsMessagesAndTheirOrderThoughTheLogIsTrimmed() throws Exception {
        List<String> jobs = publishJobs();

        trimBeyondAllOf(jobs);
        Client worker = house.client().open("w", true, 0).subscribe("$queue/q", 1);

        assertThat(worker.awaitDelivered(jobs.size())).containsExactlyElementsOf(jobs);
        await().atMost(SOON).until(() -> house.queueLag("q") == 0);
    }

    @Test
    void whatIsCarriedKeepsItsOffset() throws Exception {
        long offset = house.client().open("p", true, 0).publish("$queue/q", 1, "old").join();

        trimBeyondAllOf(List.of("old"));
        Client worker = house.client().open("w", true, 0).subscribe("$queue/q", 1);

        worker.awaitDelivered(1);
        assertThat(worker.lastOffset()).isEqualTo(offset);
    }

    @Test
    void memberThatHasAMessageDoesNotGetItsCopy() throws Exception {
        publish("old");
        long end = fill();
        Client worker =
                house.client()
                        .settlesBy(Client.Settling.SAYING_NOTHING)
                        .open("w", true, 0)
                        .subscribe("$queue/q", 1)
                        .awaitGot(1);

        awaitTrim(end);
        publish("new");

        assertThat(worker.awaitDelivered(2)).containsExactly("old", "new");
    }

    @Test
    void whatWasCarriedIsThereAfterARestartAndCarriedAgain() throws Exception {
        List<String> jobs = publishJobs();
        trimBeyondAllOf(jobs);

        house.restart();
        trimBeyondAllOf(jobs);
        house.restart();
        Client worker = house.client().open("w", true, 0).subscribe("$queue/q", 1);

        assertThat(worker.awaitDelivered(jobs.size())).containsExactlyElementsOf(jobs);
    }

    @Test
    void whatIsSettledIsNotCarried() throws Exception {
        List<String> jobs = publishJobs();
        Client worker = house.client().open("w", true, 0).subscribe("$queue/q", 1);
        worker.awaitDelivered(jobs.size());
        worker.close(Inflight.NONE, false, 0);
        house.tellWhereGroupsStand();

        trimBeyondAllOf(jobs);
        publish("new");
        Client next = house.client().open("n", true, 0).subscribe("$queue/q", 1);

        assertThat(next.awaitDelivered(1)).containsExactly("new");
    }

    @Test
    void unsettledMessageComesAgainAfterItsSegmentIsGone() throws Exception {
        publish("held");
        Client silent =
                house.client()
                        .settlesBy(Client.Settling.SAYING_NOTHING)
                        .open("s", true, 0)
                        .subscribe("$queue/q", 1)
                        .awaitGot(1);
        house.tellWhereGroupsStand();

        trimBeyondAllOf(List.of("held"));
        house.crash();
        Client next = house.client().open("n", true, 0).subscribe("$queue/q", 1);

        assertThat(silent.got()).hasSize(1);
        assertThat(next.awaitDelivered(1)).containsExactly("held");
    }

    @Test
    void exchangeOfQos2EndsThoughItsMessageIsTrimmed() throws Exception {
        Client reader = house.client().open("r", false, 1000).subscribe("exact", 2);
        long offset = house.client().open("p", true, 0).publish("exact", 2, "once").join();
        reader.awaitDelivered(1);
        reader.sending(7, offset).join();
        reader.close(
                new Inflight(new int[] {7}, new long[] {offset}, new byte[] {Inflight.SENT_QOS2}),
                false,
                1000);

        trimBeyondAllOf(List.of("once"));
        Client again = house.client().open("r", false, 1000);
        SessionState state = again.state();

        assertThat(state.inflight().count()).isEqualTo(1);
        assertThat(again.awaitDelivered(1)).containsExactly("once");
        assertThat(again.resentIds()).containsExactly(7);
    }

    @Test
    void exchangeOfQos1IsOverWhenItsMessageIsTrimmedAndTheClientIsTold() throws Exception {
        Client reader = house.client().open("r", false, 1000).subscribe("once", 1);
        long offset = house.client().open("p", true, 0).publish("once", 1, "gone").join();
        reader.awaitDelivered(1);
        Inflight sent =
                new Inflight(new int[] {7}, new long[] {offset}, new byte[] {Inflight.SENT_QOS1});
        reader.close(sent, false, 1000);

        trimBeyondAllOf(List.of("gone"));
        Client again = house.client().open("r", false, 1000);

        assertThat(again.state().inflight()).isEqualTo(sent);
        await().atMost(SOON).until(() -> !again.gone().isEmpty());
        assertThat(again.gone()).containsExactly(7);
        assertThat(again.lost()).isPositive();
        assertThat(house.dropped("trimmed")).isPositive();
        again.close(Inflight.NONE, false, 1000);
        assertThat(house.client().open("r", false, 1000).state().inflight().count()).isZero();
    }

    @Test
    void groupForgetsWhatItHadNotSettledWhenItIsTrimmed() throws Exception {
        house.client()
                .settlesBy(Client.Settling.SAYING_NOTHING)
                .open("s", false, 1000)
                .subscribe("$share/g/shared", 1);
        Client publisher = house.client().open("p", true, 0);
        publisher.publish("shared", 1, "held").join();
        await().atMost(SOON).until(() -> unacknowledged("$share/g/shared") == 1);
        house.tellWhereGroupsStand();

        trimBeyondAllOf(List.of("held"));
        house.restart();

        await().atMost(SOON).until(() -> unacknowledged("$share/g/shared") == 0);
        assertThat(house.dropped("trimmed")).isPositive();
        house.client().open("q", true, 0).publish("shared", 1, "next").join();
        Client next = house.client().open("n", true, 0).subscribe("$share/g/shared", 1);
        assertThat(next.awaitDelivered(1)).containsExactly("next");
    }

    private int unacknowledged(String group) {
        return house.pipeline()
                .inspector(SOON)
                .groups()
                .lag(group)
                .map(Lag::unacknowledged)
                .orElse(0);
    }

    private void publish(String job) {
        house.client().open("p", true, 0).publish("$queue/q", 1, job).join();
    }

    private List<String> publishJobs() {
        Client publisher = house.client().open("p", true, 0);
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int from = i * 50;
            String[] jobs =
                    IntStream.range(from, from + 50)
                            .mapToObj(each -> "job " + each)
                            .toArray(String[]::new);
            publisher.publish("$queue/q", 1, jobs).join();
            publisher.publish("other", 1, "x".repeat(1000)).join();
            all.addAll(Arrays.asList(jobs));
        }
        return all;
    }

    /** Fills the log until what was published so far is beyond its beginning. */
    private void trimBeyondAllOf(List<String> messages) throws Exception {
        assertThat(messages).isNotEmpty();
        long end = fill();
        awaitTrim(end);
    }

    /** More than the log may hold, and the snapshots that trimming waits for. */
    private long fill() throws Exception {
        Client publisher = house.client().open("bulk", true, 0);
        long end = publisher.publish("bulk", 0, "mark").join();
        for (int i = 0; i < 160; i++) {
            publisher.publish("bulk", 1, BULK, BULK, BULK, BULK).join();
        }
        house.restart();
        return end;
    }

    private void awaitTrim(long end) {
        await().atMost(SOON).until(() -> house.firstOffset() > end);
    }
}
