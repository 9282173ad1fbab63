package io.sluice.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.broker.Subscription;
import io.sluice.broker.TopicFilter;
import io.sluice.log.TopicTable;
import io.sluice.subscription.Match;
import io.sluice.subscription.SubscriptionIndex;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to know who gets a message: a fleet of devices, each with a topic and an exact
 * subscriber, a wildcard for each group of a hundred, and one {@code #}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MatchBench {
    private static final int GROUP = 100;
    private static final int CACHE_TOPICS_MAX = 1 << 17;
    private static final int STEP = 7_919; // a prime, so that neighbours in time are none in memory

    /** Topics, and about as many subscriptions. */
    @Param({"1", "1000", "100000", "1000000"})
    public int devices;

    private TopicTable topics;
    private SubscriptionIndex<String> index;
    private byte[][] names;
    private int[] ids;
    private int next;
    private Subscription changing;

    @Setup(Level.Trial)
    public void subscribe() {
        topics = new TopicTable(2 * devices + 16);
        index = new SubscriptionIndex<>(topics, CACHE_TOPICS_MAX);
        names = new byte[devices][];
        ids = new int[devices];
        for (int i = 0; i < devices; i++) {
            String group = "fleet/" + i / GROUP;
            String name = group + "/" + i + "/state";
            names[i] = name.getBytes(UTF_8);
            ids[i] = topics.findOrAdd(names[i], 0, names[i].length);
            index.put("device " + i, wish(name));
            if (i % GROUP == 0) {
                index.put("group " + i, wish(group + "/+/state"));
            }
        }
        index.put("all", wish("#"));
        changing = wish("fleet/0/#");
    }

    /** One topic after the other, as a fleet publishes. */
    @Benchmark
    public Match<String> nextTopic() {
        next = (next + STEP) % devices;
        return index.match(ids[next], names[next], 0, names[next].length);
    }

    /** The same topic again and again, as one publisher does. */
    @Benchmark
    public Match<String> sameTopic() {
        return index.match(ids[0], names[0], 0, names[0].length);
    }

    /** A wildcard comes and goes between two messages: nothing is remembered. */
    @Benchmark
    public Match<String> afterAChange() {
        index.put("restless", changing);
        index.remove("restless", changing.filter());
        return index.match(ids[0], names[0], 0, names[0].length);
    }

    /** Looking a topic's number up by its name, as a connection does at a first publish. */
    @Benchmark
    public int topicByName() {
        next = (next + STEP) % devices;
        return topics.find(names[next], 0, names[next].length);
    }

    private static Subscription wish(String filter) {
        return Subscription.of(new TopicFilter(filter), 1);
    }
}
