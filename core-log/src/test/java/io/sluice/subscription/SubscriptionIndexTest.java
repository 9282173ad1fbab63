package io.sluice.subscription;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.Grant;
import io.sluice.broker.Subscription;
import io.sluice.broker.TopicFilter;
import io.sluice.broker.Where;
import io.sluice.log.TopicTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Who is matched, told by looking at every subscription. */
final class SubscriptionIndexTest {
    private static final int SUBSCRIBERS = 5;

    /** One thing that happens to the index: a wish, its end, a departure, or a publish. */
    record Step(int what, int subscriber, Subscription wish, String topic) {}

    /** What a subscriber gets, in a form that can be compared. */
    record Terms(int qos, boolean noLocal, boolean retainAsPublished, List<Integer> identifiers) {}

    @Property(tries = 600)
    void matchesWhatLookingAtEverySubscriptionFinds(@ForAll("steps") List<Step> steps) {
        follow(steps, 1 << 10, 1 << 10);
    }

    @Property(tries = 200)
    void staysRightWhenTopicTableAndCacheAreTooSmall(@ForAll("steps") List<Step> steps) {
        follow(steps, 4, 2);
    }

    @Test
    void equalMatchesAreOneObject() {
        TopicTable topics = new TopicTable(100);
        SubscriptionIndex<String> index = new SubscriptionIndex<>(topics, 100);
        index.put("one", Subscription.of(new TopicFilter("a/#"), 1));
        index.put("two", Subscription.of(new TopicFilter("a/b"), 0));
        index.put("two", Subscription.of(new TopicFilter("+/c"), 0));

        assertThat(match(index, topics, "a/b")).isSameAs(match(index, topics, "a/c"));
        assertThat(match(index, topics, "a/b")).isNotSameAs(match(index, topics, "a/d"));
        assertThat(match(index, topics, "a/b").count()).isEqualTo(2);
        assertThat(match(index, topics, "x").count()).isZero();
    }

    @Test
    void anotherTruckDoesNotDisturbWhatWasKept() {
        int disturbed = 0;
        for (int truck = 10; truck < 20; truck++) {
            disturbed += isKeptBehind("fleet/truck" + truck + "/#") ? 0 : 1;
        }

        assertThat(disturbed).isLessThan(4); // one may share a bucket, by a chance in thousands
        assertThat(isKeptBehind("fleet/truck7/#")).isFalse();
    }

    /** Whether truck 7's match holds when this filter has changed. */
    private static boolean isKeptBehind(String filter) {
        MatchCache cache = new MatchCache(16);
        TopicLevels levels = new TopicLevels();
        byte[] topic = "fleet/truck7/speed".getBytes(UTF_8);
        byte[] changed = filter.getBytes(UTF_8);
        cache.keep(3, levels.on(topic, 0, topic.length), 9);

        cache.changed(levels.on(changed, 0, changed.length));

        return cache.find(3) == 9;
    }

    @Test
    void subscribersWhoLeaveAreLetGo() {
        TopicTable topics = new TopicTable(10_000);
        SubscriptionIndex<Object> index = new SubscriptionIndex<>(topics, 1024);
        for (int i = 0; i < 5_000; i++) {
            Object subscriber = new Object();
            index.put(subscriber, Subscription.of(new TopicFilter("c/" + i + "/+"), 0));
            index.put(subscriber, Subscription.of(new TopicFilter("all"), 0));
            byte[] name = ("c/" + i + "/x").getBytes(UTF_8);
            int id = topics.findOrAdd(name, 0, name.length);
            assertThat(index.match(id, name, 0, name.length).subscriber(0)).isSameAs(subscriber);
            index.removeAll(subscriber);
            assertThat(index.match(id, name, 0, name.length).count()).isZero();
        }

        assertThat(index.count()).isZero();
        assertThat(index.matchesHeld()).isLessThan(1024);
    }

    @Test
    void aFilterOfManyThousandLevelsIsOnlyLong() {
        TopicTable topics = new TopicTable(10);
        SubscriptionIndex<String> index = new SubscriptionIndex<>(topics, 10);
        String deep = "+/".repeat(30_000) + "#";

        index.put("one", Subscription.of(new TopicFilter(deep), 0));

        assertThat(match(index, topics, "/".repeat(30_000)).count()).isEqualTo(1);
        assertThat(match(index, topics, "/".repeat(29_000)).count()).isZero();
        index.remove("one", new TopicFilter(deep));
        assertThat(match(index, topics, "/".repeat(30_000)).count()).isZero();
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> what = Arbitraries.integers().between(0, 9);
        Arbitrary<Integer> subscriber = Arbitraries.integers().between(0, SUBSCRIBERS - 1);
        return Combinators.combine(what, subscriber, wishes(), Topics.names())
                .as(Step::new)
                .list()
                .ofMaxSize(120);
    }

    static Arbitrary<Subscription> wishes() {
        return Combinators.combine(
                        Topics.filters(),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false),
                        Arbitraries.of(0, 0, 1, 2, 268_435_455))
                .as(
                        (filter, qos, nl, rap, id) ->
                                new Subscription(filter, qos, nl, rap, 0, id, Where.NEXT));
    }

    private static void follow(List<Step> steps, int topicsMax, int cacheMax) {
        TopicTable topics = new TopicTable(topicsMax);
        SubscriptionIndex<Integer> index = new SubscriptionIndex<>(topics, cacheMax);
        List<Integer> subscribers = new ArrayList<>();
        List<Map<TopicFilter, Subscription>> model = new ArrayList<>();
        for (int i = 0; i < SUBSCRIBERS; i++) {
            subscribers.add(Integer.valueOf(1_000_000 + i));
            model.add(new HashMap<>());
        }
        for (Step step : steps) {
            Integer subscriber = subscribers.get(step.subscriber());
            Map<TopicFilter, Subscription> has = model.get(step.subscriber());
            switch (step.what()) {
                case 0, 1, 2 -> {
                    index.put(subscriber, step.wish());
                    has.put(step.wish().filter(), step.wish());
                }
                case 3 -> {
                    index.remove(subscriber, step.wish().filter());
                    has.remove(step.wish().filter());
                }
                case 4 -> {
                    index.removeAll(subscriber);
                    has.clear();
                }
                default -> {
                    Match<Integer> match = match(index, topics, step.topic());
                    assertThat(told(match)).isEqualTo(expected(subscribers, model, step.topic()));
                    assertThat(match(index, topics, step.topic())).isSameAs(match);
                }
            }
            assertThat(index.count()).isEqualTo(model.stream().mapToInt(Map::size).sum());
        }
        assertThatEqualMatchesAreOneObject(index, topics);
    }

    private static void assertThatEqualMatchesAreOneObject(
            SubscriptionIndex<Integer> index, TopicTable topics) {
        Map<Map<Integer, Terms>, Match<Integer>> seen = new HashMap<>();
        for (String topic : List.of("a", "b", "a/b", "a/a", "b/a", "$x/a", "/a", "a/", "a/b/bc")) {
            Match<Integer> match = match(index, topics, topic);
            assertThat(seen.computeIfAbsent(told(match), unseen -> match)).isSameAs(match);
        }
    }

    private static <S> Match<S> match(SubscriptionIndex<S> index, TopicTable topics, String topic) {
        byte[] name = ("//" + topic).getBytes(UTF_8);
        int id = topics.findOrAdd(name, 2, name.length - 2);
        return index.match(id, name, 2, name.length - 2);
    }

    private static Map<Integer, Terms> told(Match<Integer> match) {
        Map<Integer, Terms> told = new TreeMap<>();
        for (int i = 0; i < match.count(); i++) {
            assertThat(told.put(match.subscriber(i), terms(match.grant(i)))).isNull();
        }
        return told;
    }

    private static Map<Integer, Terms> expected(
            List<Integer> subscribers, List<Map<TopicFilter, Subscription>> model, String topic) {
        Map<Integer, Terms> expected = new TreeMap<>();
        for (int i = 0; i < SUBSCRIBERS; i++) {
            List<Subscription> matching =
                    model.get(i).values().stream().filter(s -> s.filter().matches(topic)).toList();
            if (!matching.isEmpty()) {
                expected.put(subscribers.get(i), merged(matching));
            }
        }
        return expected;
    }

    static Terms merged(List<Subscription> matching) {
        return new Terms(
                matching.stream().mapToInt(Subscription::qos).max().orElseThrow(),
                matching.stream().allMatch(Subscription::noLocal),
                matching.stream().anyMatch(Subscription::retainAsPublished),
                matching.stream()
                        .map(Subscription::identifier)
                        .filter(i -> i > 0)
                        .sorted()
                        .toList());
    }

    static Terms terms(Grant grant) {
        return new Terms(
                grant.qosMax(),
                grant.noLocal(),
                grant.retainAsPublished(),
                java.util.Arrays.stream(grant.subscriptionIds()).boxed().toList());
    }
}
