package io.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.Inflight;
import io.sluice.broker.SessionName;
import io.sluice.broker.Where;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator moves the cursors of sessions, groups and queues. */
final class SeekTest {
    private static final SessionName READER = new SessionName("test", "reader");

    @TempDir Path directory;
    private House house;
    private Inspector inspector;

    @BeforeEach
    void open() throws Exception {
        house = new House(directory);
        inspect();
    }

    private void inspect() {
        inspector = house.pipeline().inspector(Duration.ofSeconds(5));
    }

    @AfterEach
    void close() throws Exception {
        house.close();
        assertThat(house.fault()).isEmpty();
    }

    @Test
    void liveSessionReadsAgainAndGoesOnLive() {
        Client reader = house.client().open("reader", false, 100).subscribe("a/#", 1);
        Client publisher = house.client().open("p", true, 0);
        long first = publisher.publish("a/x", 1, "one", "two").join();
        reader.awaitDelivered(2);

        assertThat(inspector.sessions().seek(READER, Where.offset(first + 1))).contains(first + 1);
        reader.awaitDelivered(3);
        publisher.publish("a/x", 1, "three").join();

        assertThat(reader.awaitDelivered(4)).containsExactly("one", "two", "two", "three");
    }

    @Test
    void whatWasStoredBeforeTheSubscriptionIsReadToo() {
        Client publisher = house.client().open("p", true, 0);
        publisher.publish("a/x", 1, "before").join();
        Client reader = house.client().open("reader", false, 100).subscribe("a/#", 1);

        inspector.sessions().seek(READER, Where.FIRST);

        assertThat(reader.awaitDelivered(1)).containsExactly("before");
    }

    @Test
    void sleepingSessionIsMovedBackAlsoAcrossACrash() throws Exception {
        Client reader = house.client().open("reader", false, 100).subscribe("a/#", 1);
        Client publisher = house.client().open("p", true, 0);
        publisher.publish("a/x", 1, "one", "two").join();
        reader.awaitDelivered(2);
        reader.close(Inflight.NONE, false, 100);
        publisher.publish("a/x", 1, "three").join();

        inspector.sessions().seek(READER, Where.LAST);
        inspector.sessions().seek(READER, Where.FIRST);
        house.crash();

        Client again = house.client().open("reader", false, 100);
        assertThat(again.awaitDelivered(3)).containsExactly("one", "two", "three");
    }

    @Test
    void seekOfALiveSessionSurvivesACrash() throws Exception {
        Client reader = house.client().open("reader", false, 100).subscribe("a/#", 1);
        Client publisher = house.client().open("p", true, 0);
        publisher.publish("a/x", 1, "one", "two").join();
        reader.awaitDelivered(2);
        reader.eat(0);

        inspector.sessions().seek(READER, Where.FIRST);
        house.crash();

        Client again = house.client().open("reader", false, 100);
        assertThat(again.awaitDelivered(2)).containsExactly("one", "two");
    }

    @Test
    void sessionThatIsBehindJumpsToTheEnd() {
        Client reader = house.client().open("reader", false, 100).subscribe("a/#", 1);
        reader.eat(0);
        Client publisher = house.client().open("p", true, 0);
        for (int i = 0; i < 20; i++) {
            publisher.publish("a/x", 1, "x".repeat(8000)).join();
        }

        inspector.sessions().seek(READER, Where.NEXT);
        reader.eatAll();
        publisher.publish("a/x", 1, "new").join();

        assertThat(reader.awaitDelivered(1)).containsExactly("new");
        assertThat(inspector.sessions().lag(READER))
                .hasValueSatisfying(lag -> assertThat(lag.messages()).isZero());
    }

    @Test
    void lastIsTheLastMessageThatTheSessionWants() {
        Client reader = house.client().open("reader", false, 100).subscribe("a/#", 1);
        Client publisher = house.client().open("p", true, 0);
        publisher.publish("a/x", 1, "one", "two").join();
        publisher.publish("b", 1, "other").join();
        reader.awaitDelivered(2);

        inspector.sessions().seek(READER, Where.LAST);

        assertThat(reader.awaitDelivered(3)).containsExactly("one", "two", "two");
    }

    @Test
    void queueIsReadAgain() {
        Client reader = house.client().open("reader", true, 0).subscribe("$queue/jobs", 1);
        Client publisher = house.client().open("p", true, 0);
        publisher.publish("$queue/jobs", 1, "one", "two").join();
        reader.awaitDelivered(2);

        assertThat(inspector.groups().seek("$queue/jobs", Where.FIRST)).isPresent();

        assertThat(reader.awaitDelivered(4)).containsExactly("one", "two", "one", "two");
    }

    @Test
    void queueThatWasReadAgainCountsAgainWhenItIsEmpty() {
        Client reader = house.client().open("reader", true, 0).subscribe("$queue/jobs", 1);
        Client publisher = house.client().open("publisher", true, 0);
        publisher.publish("$queue/jobs", 1, "one", "two").join();
        reader.awaitDelivered(2);

        inspector.groups().seek("$queue/jobs", Where.FIRST);
        reader.awaitDelivered(4);
        for (int i = 0; i < 3; i++) {
            house.tellWhereGroupsStand(); // and by the next one it has heard what that meant
        }
        reader.settlesBy(Client.Settling.SAYING_NOTHING);
        publisher.publish("$queue/jobs", 1, "waits").join();

        assertThat(house.queueLag("jobs")).isEqualTo(1);
    }

    @Test
    void queueIsEmptiedByGoingToTheEnd() {
        Client publisher = house.client().open("p", true, 0);
        publisher.publish("$queue/jobs", 1, "one", "two").join();
        assertThat(inspector.groups().lag("$queue/jobs"))
                .hasValueSatisfying(lag -> assertThat(lag.messages()).isEqualTo(2));

        inspector.groups().seek("$queue/jobs", Where.NEXT);

        assertThat(inspector.groups().lag("$queue/jobs"))
                .hasValueSatisfying(lag -> assertThat(lag.messages()).isZero());
    }

    @Test
    void nobodyOfThatNameIsNotMoved() {
        assertThat(inspector.sessions().seek(READER, Where.FIRST)).isEmpty();
        assertThat(inspector.groups().seek("$queue/none", Where.FIRST)).isEmpty();
        assertThat(inspector.sessions().lag(READER)).isEmpty();
        assertThat(List.of(inspector.groups().names())).isNotEmpty();
    }
}
