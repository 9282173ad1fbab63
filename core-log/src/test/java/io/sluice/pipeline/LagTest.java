package io.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.Inflight;
import io.sluice.broker.SessionName;
import io.sluice.subscription.SessionEntry;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of how far a session is behind. */
final class LagTest {
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
    void sleepingSessionLagsByWhatItWillGetAndByNothingElse() {
        Client sleeper = house.client().open("s", false, 100).subscribe("a/+", 1);
        sleeper.close(Inflight.NONE, false, 100);
        Client publisher = house.client().open("p", true, 0);
        publisher.publish("a/1", 1, numbered(300)).join();
        publisher.publish("b/1", 1, numbered(200)).join(); // for somebody else
        publisher.publish("a/2", 0, numbered(50)).join(); // QoS 0 is not kept for it

        Lag lag = lag("s");

        assertThat(lag.waiting()).isEqualTo(300);
        assertThat(lag.messages()).isEqualTo(300);
        assertThat(lag.records()).isGreaterThanOrEqualTo(550);
        assertThat(lag.seconds()).isBetween(0.0, 60.0);
    }

    @Test
    void slowReaderLagsByWhatItHasNotTaken() {
        Client slow = house.client().open("s", false, 100).subscribe("a/+", 1);
        slow.eat(10);
        Client publisher = house.client().open("p", true, 0);
        for (int i = 0; i < 4; i++) {
            publisher.publish("a/1", 1, numbered(500)).join(); // far more than lies in its queue
        }
        slow.awaitDelivered(10);

        assertThat(lag("s").waiting()).isEqualTo(1990);
        slow.eatAll();
        slow.awaitDelivered(2000);

        assertThat(lag("s").messages()).isZero();
        assertThat(lag("s").seconds()).isZero();
    }

    @Test
    void whatIsUnderWayCountsAsUnacknowledgedAlsoAfterACrash() throws Exception {
        Client sleeper = house.client().open("s", false, 100).subscribe("a", 1);
        Client publisher = house.client().open("p", true, 0);
        long offset = publisher.publish("a", 1, "one", "two").join();
        sleeper.awaitDelivered(2);
        Inflight sent =
                new Inflight(new int[] {7}, new long[] {offset}, new byte[] {Inflight.SENT_QOS1});
        sleeper.close(sent, false, 100);
        house.client().open("q", true, 0).publish("a", 1, "three").join();

        house.crash();

        assertThat(lag("s").unacknowledged()).isEqualTo(1);
        assertThat(lag("s").waiting()).isEqualTo(1);
    }

    @Test
    void groupLagsByWhatNoMemberHasSettled() {
        String group = "$share/workers/jobs/#";
        Client silent = house.client().settlesBy(Client.Settling.SAYING_NOTHING);
        silent.open("m", true, 0).subscribe(group, 1);
        Client publisher = house.client().open("p", true, 0);
        publisher.publish("jobs/a", 1, numbered(500)).join();
        silent.awaitDelivered(silent.window());

        Lag lag = lag(new SessionName(SessionEntry.GROUP_SPACE, group)).orElseThrow();

        assertThat(lag.messages()).isEqualTo(500);
    }

    @Test
    void nobodyHasNoLag() {
        assertThat(lag(new SessionName("test", "nobody"))).isEmpty();
    }

    private Lag lag(String id) {
        return lag(new SessionName("test", id)).orElseThrow();
    }

    private Optional<Lag> lag(SessionName name) {
        return house.pipeline().lag(name).join();
    }

    private static String[] numbered(int count) {
        return IntStream.range(0, count).mapToObj(String::valueOf).toArray(String[]::new);
    }
}
