package io.sluice.pipeline;

import static io.sluice.broker.Settlement.Outcome.ACKNOWLEDGED;
import static io.sluice.broker.Settlement.Outcome.DISCARDED;
import static io.sluice.broker.Settlement.Outcome.REQUEUED;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.Inflight;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What members say in the log itself holds from its receipt on, whatever happens then. */
final class SettledTest {
    private static final String QUEUE = "$queue/q";

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
    void whatIsSettledInTheLogDoesNotComeAgainAfterACrash() throws Exception {
        publish("one", "two", "three");
        Client worker = silent("w").subscribe(QUEUE, 1).awaitGot(3);

        worker.commit(ACKNOWLEDGED, worker.got().get(0), worker.got().get(2)).join();
        house.crash();
        Client next = house.client().open("n", true, 0).subscribe(QUEUE, 1);
        publish("four");

        assertThat(next.awaitDelivered(2)).containsExactly("two", "four");
    }

    @Test
    void settlementAndMessageAreBothThereAfterACrash() throws Exception {
        publish("job");
        Client worker = silent("w").subscribe(QUEUE, 1).awaitGot(1);

        worker.commit("$queue/done", "result", ACKNOWLEDGED, worker.got().get(0)).join();
        house.crash();
        publish("next job");
        Client jobs = house.client().open("n", true, 0).subscribe(QUEUE, 1);
        Client results = house.client().open("r", true, 0).subscribe("$queue/done", 1);

        assertThat(jobs.awaitDelivered(1)).containsExactly("next job");
        assertThat(results.awaitDelivered(1)).containsExactly("result");
    }

    @Test
    void reportOfTheGroupThatKnewLessTakesNothingBack() throws Exception {
        publish(IntStream.range(0, 50).mapToObj(i -> "job " + i).toArray(String[]::new));
        Client worker = silent("w").subscribe(QUEUE, 1).awaitGot(50);
        Client.Got[] all = worker.got().toArray(Client.Got[]::new);

        worker.commit(ACKNOWLEDGED, all).join();
        reportGroups(); // which have not been told: the member has not said it to them
        house.crash();
        publish("new");
        Client next = house.client().open("n", true, 0).subscribe(QUEUE, 1);

        assertThat(next.awaitDelivered(1)).containsExactly("new");
    }

    @Test
    void refusalInTheLogCountsAsATryAfterACrash() throws Exception {
        publish("hard");
        Client worker = silent("w").subscribe(QUEUE, 1).awaitGot(1);

        worker.commit(REQUEUED, worker.got().get(0)).join();
        house.crash();
        Client next = silent("n").subscribe(QUEUE, 1).awaitGot(1);

        assertThat(next.tries()).containsExactly(2);
        assertThat(next.got().get(0).isRedelivered()).isTrue();
    }

    @Test
    void whatWasRefusedForGoodIsADeadLetterAfterACrash() throws Exception {
        publish("bad");
        Client worker = silent("w").subscribe(QUEUE, 1).awaitGot(1);

        worker.commit(DISCARDED, worker.got().get(0)).join();
        house.crash();
        Client undertaker = house.client().open("u", true, 0).subscribe("$dlq/q", 1);

        assertThat(undertaker.awaitDelivered(1)).containsExactly("bad");
    }

    @Test
    void whatIsSettledInTheLogSurvivesASnapshot() throws Exception {
        publish("one", "two");
        Client worker = silent("w").subscribe(QUEUE, 1).awaitGot(2);
        worker.commit(ACKNOWLEDGED, worker.got().get(0)).join();
        worker.commit(REQUEUED, worker.got().get(1)).join();

        house.restart();
        Client next = silent("n").subscribe(QUEUE, 1).awaitGot(1);

        assertThat(next.got().get(0).text()).isEqualTo("two");
        assertThat(next.tries()).containsExactly(2);
    }

    @Test
    void memberThatGoesIsNoTry() {
        publish("one");
        Client first = silent("1").subscribe(QUEUE, 1).awaitGot(1);

        first.close(Inflight.NONE, false, 0);
        Client second = silent("2").subscribe(QUEUE, 1).awaitGot(1);

        assertThat(second.tries()).containsExactly(1);
        assertThat(second.got().get(0).isRedelivered()).isTrue();
    }

    private Client silent(String id) {
        return house.client().settlesBy(Client.Settling.SAYING_NOTHING).open(id, true, 0);
    }

    private void publish(String... jobs) {
        house.client().open("p", true, 0).publish(QUEUE, 1, jobs).join();
    }

    private void reportGroups() throws Exception {
        house.tellWhereGroupsStand();
    }
}
