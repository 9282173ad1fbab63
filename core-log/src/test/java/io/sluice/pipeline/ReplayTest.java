package io.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.Inflight;
import io.sluice.broker.MessageFlags;
import io.sluice.broker.Where;
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

/** What a subscriber gets that begins at a place in the log. */
final class ReplayTest {
    @TempDir Path directory;
    private House house;
    private Client publisher;

    @BeforeEach
    void open() throws Exception {
        house = new House(directory);
        publisher = house.client().open("p", true, 0);
    }

    @AfterEach
    void close() throws Exception {
        house.close();
        assertThat(house.fault()).isEmpty();
    }

    @Test
    void readsFromThePlaceAndGoesOnLive() {
        publisher.publish("b", 1, "never").join();
        final long zero = publisher.publish("a/1", 0, "0", "1").join();
        final long between = System.currentTimeMillis() + 1;
        await().until(() -> System.currentTimeMillis() > between);
        final long two = publisher.publish("a/2", 1, "2").join();
        publisher.publish("b", 1, "never").join();
        final long end = publisher.publish("b", 1, "never").join() + 1;

        List<Client> readers =
                List.of(
                        reader(Where.FIRST),
                        reader(Where.offset(0)),
                        reader(Where.offset(zero)),
                        reader(Where.timestamp(0)),
                        reader(new Where(Where.Kind.AGO, 60_000)),
                        reader(Where.offset(zero + 1)),
                        reader(Where.offset(two)),
                        reader(Where.timestamp(between)),
                        reader(Where.LAST),
                        reader(Where.offset(two + 1)),
                        reader(Where.ONWARD),
                        reader(Where.offset(end + 100)),
                        reader(Where.timestamp(between + 3_600_000)));
        publisher.publish("a/3", 1, "3", "4").join();

        int[] firsts = {0, 0, 0, 0, 0, 1, 2, 2, 2, 3, 3, 3, 3};
        for (int i = 0; i < firsts.length; i++) {
            Client reader = readers.get(i);
            List<String> expected =
                    IntStream.rangeClosed(firsts[i], 4).mapToObj(String::valueOf).toList();
            assertThat(reader.awaitDelivered(expected.size()))
                    .as("reader " + i)
                    .isEqualTo(expected);
            assertThat(reader.withOffset()).isEqualTo(expected.size());
            assertThat(reader.resets()).as("resets of " + i).isEqualTo(i > 10 ? 1 : 0);
            assertThat(reader.lost()).isZero();
        }
    }

    @Test
    void goesOverToLiveWithoutAGapOrADouble() {
        publisher.publish("a", 1, numbered(0, 2000)).join();
        List<Client> readers = new ArrayList<>();
        CompletableFuture<Long> last = CompletableFuture.completedFuture(0L);

        for (int batch = 0; batch < 200; batch++) {
            last = publisher.publish("a", batch % 2, numbered(2000 + batch * 100, 100));
            if (batch % 20 == 0) {
                Client reader = house.client().open("r" + batch, true, batch % 40 == 0 ? 0 : 100);
                // of QoS 1 or 2: one of QoS 0 that lags once it is live may be moved to the end
                var unused = reader.readLater("a", 1 + batch / 20 % 2, Where.FIRST);
                readers.add(reader);
            }
        }
        last.join();

        for (Client reader : readers) {
            assertThat(reader.awaitDelivered(22_000)).containsExactly(numbered(0, 22_000));
            assertThat(reader.skipped()).isZero();
        }
    }

    @Test
    void sessionThatComesBackReadsOnWhereItWasAlsoOfQos0() {
        publisher.publish("a", 0, numbered(0, 3000)).join();
        Client reader = house.client().open("r", true, 100);
        reader.eat(1000);
        reader.read("a", 0, Where.FIRST).awaitDelivered(1000);
        reader.close(Inflight.NONE, false, 100);
        publisher.publish("a", 0, numbered(3000, 10)).join();

        Client back = house.client().open("r", false, 100);
        back.read("a", 0, Where.FIRST);
        publisher.publish("a", 0, "last").join();

        assertThat(back.state().subscriptions().get(0).where().isOrdinary()).isFalse();
        List<String> rest = new ArrayList<>(List.of(numbered(1000, 2010)));
        rest.add("last");
        assertThat(back.awaitDelivered(2011)).isEqualTo(rest);
        assertThat(back.withOffset()).isEqualTo(2011);
    }

    @Test
    void placeIsRememberedWhenTheGatewayDiesBeforeAnythingWasRead() throws Exception {
        for (Where where : List.of(Where.FIRST, Where.timestamp(1), Where.LAST)) {
            publisher.publish("a", 1, "old", "new").join();
            Client reader = house.client().open("r" + where.kind(), true, 100);
            reader.eat(0);
            reader.read("a", 1, where);
        }

        house.crash();
        publisher = house.client().open("p", true, 0);
        publisher.publish("a", 1, "live").join();

        assertThat(back("rFIRST").awaitDelivered(7).subList(0, 2)).containsExactly("old", "new");
        assertThat(back("rTIMESTAMP").awaitDelivered(7).subList(0, 2))
                .containsExactly("old", "new");
        assertThat(back("rLAST").awaitDelivered(2)).containsExactly("new", "live");
    }

    private Client back(String id) {
        return house.client().open(id, false, 100);
    }

    @Test
    void sameSubscriptionInALivingSessionKeepsItsCursor() {
        publisher.publish("a", 1, "0", "1").join();
        Client reader = reader(Where.FIRST);
        reader.awaitDelivered(2);

        reader.read("a/#", 1, Where.FIRST);
        publisher.publish("a", 1, "2").join();

        assertThat(reader.awaitDelivered(3)).containsExactly("0", "1", "2");
    }

    @Test
    void readingBegunAnewIsReadAnew() {
        publisher.publish("a", 1, "0", "1").join();
        Client reader = house.client().open("r", true, 100).read("a", 1, Where.FIRST);
        reader.awaitDelivered(2);

        reader.unsubscribe("a").read("a", 1, Where.LAST);
        publisher.publish("a", 1, "2").join();

        assertThat(reader.awaitDelivered(4)).containsExactly("0", "1", "1", "2");
    }

    @Test
    void readingNeedsASessionToItself() {
        Client reader = reader(Where.FIRST);
        Client other = house.client().open("o", true, 0).subscribe("b", 1);

        assertThatThrownBy(() -> reader.subscribe("b", 1)).hasMessageContaining("FULL");
        assertThatThrownBy(() -> reader.read("b", 1, Where.FIRST)).hasMessageContaining("FULL");
        assertThatThrownBy(() -> other.read("c", 1, Where.FIRST)).hasMessageContaining("FULL");

        publisher.publish("b", 1, "b").join();
        publisher.publish("a", 1, "a").join();
        assertThat(other.awaitDelivered(1)).containsExactly("b");
        assertThat(reader.awaitDelivered(1)).containsExactly("a");
    }

    @Test
    void retainedMessagesComeOnlyAsWhatIsInTheLog() {
        publisher.publish("a", 1 | MessageFlags.RETAIN, "old").join();
        Client fromFirst = reader(Where.FIRST);
        Client onward = reader(Where.ONWARD);

        publisher.publish("a", 1, "new").join();

        assertThat(fromFirst.awaitDelivered(2)).containsExactly("old", "new");
        assertThat(onward.awaitDelivered(1)).containsExactly("new");
    }

    @Test
    void whatRetentionTookIsTold() throws Exception {
        house.close();
        house = new House(directory.resolve("small"), 16 << 20);
        publisher = house.client().open("p", true, 0);
        final long first = publisher.publish("a", 1, "gone").join();
        String large = "x".repeat(1 << 16);
        for (int i = 0; i < 512; i++) {
            publisher.publish("b", 0, large).join();
        }
        house.restart(); // writes the snapshots, which would have needed the log
        publisher = house.client().open("p", true, 0);
        publisher.publish("a", 1, "kept").join();
        await().atMost(Duration.ofSeconds(20)).until(() -> house.firstOffset() > first);

        long goneAtLeast = house.firstOffset() - first; // trimming goes on meanwhile
        Client reader = house.client().open("r", true, 0).read("a", 1, Where.offset(first));
        Client fromFirst = house.client().open("f", true, 0).read("a", 1, Where.FIRST);

        assertThat(reader.awaitDelivered(1)).containsExactly("kept");
        assertThat(reader.lost()).isBetween(goneAtLeast, house.firstOffset() - first);
        assertThat(fromFirst.awaitDelivered(1)).containsExactly("kept");
        assertThat(fromFirst.lost()).isZero();
    }

    private Client reader(Where where) {
        Client reader = house.client();
        reader.open("", true, 0);
        return reader.read("a/#", 1, where);
    }

    private static String[] numbered(int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(String::valueOf)
                .toArray(String[]::new);
    }
}
