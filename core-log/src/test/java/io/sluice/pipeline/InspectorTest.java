package io.sluice.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.Drop;
import io.sluice.broker.DropReason;
import io.sluice.broker.Inflight;
import io.sluice.broker.MessageFlags;
import io.sluice.broker.MessageView;
import io.sluice.broker.SessionName;
import io.sluice.broker.TopicFilter;
import io.sluice.broker.Where;
import io.sluice.inspect.Draft;
import io.sluice.inspect.Explanation;
import io.sluice.inspect.LastValues;
import io.sluice.inspect.MessageSearch;
import io.sluice.inspect.SessionPage;
import io.sluice.inspect.StoredMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator is told of a running broker. */
final class InspectorTest {
    private static final MessageSearch.Allowance TEN = new MessageSearch.Allowance(10, 1 << 20);
    private static final TopicFilter ALL = new TopicFilter("#");

    @TempDir Path directory;
    private House house;
    private Inspector inspector;

    @BeforeEach
    void open() throws Exception {
        house = new House(directory);
        inspector = house.pipeline().inspector(Duration.ofSeconds(5));
    }

    @AfterEach
    void close() throws Exception {
        house.close();
        assertThat(house.fault()).isEmpty();
    }

    @Test
    void pagesOfSessionsTellEachOnceAndAllOfThem() {
        for (int i = 0; i < 300; i++) {
            Client client = house.client().open("client-" + i, false, 100);
            if (i % 3 == 0) {
                client.close(Inflight.NONE, false, 100);
            }
        }

        List<String> names = new ArrayList<>();
        int after = 0;
        do {
            SessionPage page = inspector.sessions().list(query(SessionQuery.State.ANY, after, 7));
            page.sessions().forEach(each -> names.add(each.session().label()));
            after = page.next();
        } while (after != 0);

        assertThat(names)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 300).mapToObj(i -> "test:client-" + i).toList());
        await().untilAsserted(
                        () ->
                                assertThat(
                                                inspector
                                                        .sessions()
                                                        .list(
                                                                query(
                                                                        SessionQuery.State.ASLEEP,
                                                                        0,
                                                                        1000))
                                                        .sessions())
                                        .hasSize(100));
    }

    private static SessionQuery query(SessionQuery.State state, int after, int max) {
        return new SessionQuery("client", state, SessionQuery.Kind.NAMED, "", after, max);
    }

    @Test
    void sessionThatIsEndedIsGoneAndItsClientToo() {
        Client client = house.client().open("gone", false, 100).subscribe("a", 1);

        assertThat(inspector.sessions().end(new SessionName("test", "gone"))).isTrue();

        assertThat(client.left()).succeedsWithin(Duration.ofSeconds(10));
        assertThat(inspector.sessions().find(new SessionName("test", "gone"))).isEmpty();
        assertThat(inspector.sessions().end(new SessionName("test", "gone"))).isFalse();
    }

    @Test
    void messagesAreFoundFromBothEnds() {
        Client publisher = house.client().open("p", true, 0);
        for (int i = 0; i < 50; i++) {
            publisher.publish("a/" + i % 5, 1, "m" + i).join();
        }

        assertThat(texts(inspector.messages().newest(ALL, Where.NEXT, TEN).messages()))
                .containsExactly(
                        "m40", "m41", "m42", "m43", "m44", "m45", "m46", "m47", "m48", "m49");
        TopicFilter one = new TopicFilter("a/3");
        assertThat(texts(inspector.messages().find(one, Where.FIRST, Where.NEXT, TEN).messages()))
                .containsExactly(
                        "m3", "m8", "m13", "m18", "m23", "m28", "m33", "m38", "m43", "m48");
        assertThat(inspector.messages().find(one, Where.FIRST, Where.NEXT, TEN).isComplete())
                .isFalse();
        assertThat(texts(inspector.messages().find(one, Where.LAST, Where.NEXT, TEN).messages()))
                .containsExactly("m48");
    }

    @Test
    void everyTopicHasItsLastValueWhateverTheIndexKnows() {
        Client publisher = house.client().open("p", true, 0);
        String body = "x".repeat(4000);
        for (int i = 0; i < 4000; i++) {
            var unused = publisher.publish("t/" + i % 40, 0, i + body);
        }
        publisher.publish("t/7", 1, "last of seven").join();

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> {
                            LastValues values =
                                    inspector
                                            .messages()
                                            .lastValues(new TopicFilter("t/+"), "", 100);
                            assertThat(values.messages()).hasSize(40);
                            assertThat(values.isCut()).isFalse();
                            assertThat(of("t/7", values)).isEqualTo("last of seven");
                            assertThat(of("t/8", values)).startsWith("3968x");
                        });
        LastValues page = inspector.messages().lastValues(new TopicFilter("t/#"), "t/1", 2);
        assertThat(page.messages().stream().map(each -> each.view().topic()))
                .containsExactly("t/10", "t/11");
        assertThat(page.isCut()).isTrue();
    }

    private static String of(String topic, LastValues values) {
        return texts(
                        values.messages().stream()
                                .filter(each -> each.view().topic().equals(topic))
                                .toList())
                .get(0);
    }

    @Test
    void publishedByAnOperatorIsRetainedAndDelivered() {
        Client reader = house.client().open("r", true, 0).subscribe("a", 1);
        byte[] text = "hello".getBytes(UTF_8);
        int flags = 1 | MessageFlags.RETAIN;

        long offset = inspector.messages().publish(new Draft("a", flags, new byte[0], text, -1));

        assertThat(reader.awaitDelivered(1)).containsExactly("hello");
        assertThat(texts(inspector.messages().retained(ALL, 10))).containsExactly("hello");
        assertThat(inspector.messages().at(offset)).isPresent();
        assertThat(inspector.messages().at(offset + 1000)).isEmpty();
    }

    @Test
    void fateOfAMessageIsTold() {
        Client reader = house.client().open("reader", false, 100).subscribe("a/#", 1);
        Client sleeper = house.client().open("sleeper", false, 100).subscribe("a/+", 1);
        sleeper.close(Inflight.NONE, false, 100);
        Client publisher = house.client().open("p", false, 100);

        long offset = publisher.publish("a/x", 1, "one").join();
        reader.awaitDelivered(1);
        house.client().open("late", false, 100).subscribe("a/x", 1);
        inspector.drops().add(Drop.delivery(DropReason.EXPIRED, "test:lost", offset));

        Explanation told = inspector.explaining().explain(offset).orElseThrow();

        assertThat(told.publisher()).isEqualTo("test:p");
        assertThat(told.subscribers())
                .extracting(Explanation.Fate::label, Explanation.Fate::state)
                .containsExactlyInAnyOrder(
                        tuple("test:reader", Explanation.State.DELIVERED),
                        tuple("test:sleeper", Explanation.State.WAITING),
                        tuple("test:late", Explanation.State.SUBSCRIBED_LATER),
                        tuple("test:lost", Explanation.State.DROPPED));
        assertThat(inspector.explaining().explain(offset + 1000)).isEmpty();
    }

    @Test
    void whoPublishesWithoutASessionIsNamedUntilTheRestart() throws Exception {
        Client first = house.client().introducedAs(house.pipeline().introduce("stomp:first"));
        Client second = house.client().introducedAs(house.pipeline().introduce("stomp:second"));
        long offset = first.publish("a/x", 1, "one").join();
        long next = second.publish("a/x", 1, "two").join();

        assertThat(publisher(offset)).isEqualTo("stomp:first");
        assertThat(publisher(next)).isEqualTo("stomp:second");

        house.restartWith(Durability.FSYNC);
        inspector = house.pipeline().inspector(Duration.ofSeconds(5));
        house.pipeline().introduce("stomp:another");

        assertThat(publisher(offset)).isEmpty();
    }

    private String publisher(long offset) {
        return inspector.explaining().explain(offset).orElseThrow().publisher();
    }

    @Test
    void queueTellsItsMembersAndIsDeletedOnlyWhenNobodyHoldsIt() {
        Client worker =
                house.client()
                        .settlesBy(Client.Settling.SAYING_NOTHING)
                        .open("worker", false, 100)
                        .subscribe("$queue/jobs", 1);
        Client publisher = house.client().open("p", true, 0);
        publisher.publish("$queue/jobs", 1, "one", "two").join();
        worker.awaitDelivered(2);

        assertThat(inspector.groups().names()).containsExactly("$queue/jobs");
        assertThat(inspector.groups().find("$queue/jobs").orElseThrow().members())
                .singleElement()
                .satisfies(
                        member -> {
                            assertThat(member.label()).isEqualTo("test:worker");
                            assertThat(member.unsettled()).isEqualTo(2);
                        });
        assertThat(inspector.groups().delete("$queue/jobs"))
                .isEqualTo(GroupInspection.Deletion.HELD);

        worker.unsubscribe("$queue/jobs");

        assertThat(inspector.groups().delete("$queue/jobs"))
                .isEqualTo(GroupInspection.Deletion.DONE);
        assertThat(inspector.groups().delete("$queue/jobs"))
                .isEqualTo(GroupInspection.Deletion.NOT_THERE);
        assertThat(inspector.drops().sums())
                .anySatisfy(
                        sum -> {
                            assertThat(sum.reason()).isEqualTo(DropReason.QUEUE_DELETED);
                            assertThat(sum.total()).isEqualTo(2);
                        });
    }

    @Test
    void whatNobodyOfAGroupWantsIsWrittenDown() {
        String group = "$share/g/jobs";
        Client worker = house.client().open("worker", true, 0).subscribe(group, 1);
        byte[] text = "late".getBytes(UTF_8);

        long late = inspector.messages().publish(new Draft("jobs", 1, new byte[0], text, 0));
        house.client().open("p", true, 0).publish("jobs", 1, "kept").join();

        assertThat(worker.awaitDelivered(1)).containsExactly("kept");
        assertThat(inspector.drops().newest(drop -> drop.covers(late), 10))
                .singleElement()
                .satisfies(
                        entry -> {
                            assertThat(entry.drop().reason()).isEqualTo(DropReason.EXPIRED);
                            assertThat(entry.drop().client()).isEqualTo("group:" + group);
                        });
    }

    @Test
    void deadLettersArePutBack() {
        Client publisher = house.client().open("p", true, 0);
        publisher.publish("$dlq/jobs", 1, "one", "two", "three").join();

        assertThat(inspector.groups().putBack("jobs", 2)).isEqualTo(2);

        Client worker = house.client().open("worker", true, 0).subscribe("$queue/jobs", 1);
        assertThat(worker.awaitDelivered(2)).containsExactly("one", "two");
        await().untilAsserted(
                        () ->
                                assertThat(inspector.groups().lag("$dlq/jobs"))
                                        .hasValueSatisfying(
                                                lag -> assertThat(lag.messages()).isEqualTo(1)));
        assertThat(inspector.groups().putBack("jobs", 10)).isEqualTo(1);
        assertThat(inspector.groups().putBack("jobs", 10)).isZero();
    }

    private static List<String> texts(List<StoredMessage> messages) {
        return messages.stream()
                .map(
                        message -> {
                            MessageView view = message.view();
                            return new String(
                                    view.bytes(), view.payloadAt(), view.payloadBytes(), UTF_8);
                        })
                .toList();
    }
}
