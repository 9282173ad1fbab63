package io.sluice.bench.state;

import io.sluice.broker.Close;
import io.sluice.broker.Inflight;
import io.sluice.broker.SessionName;
import io.sluice.broker.Subscription;
import io.sluice.broker.TopicFilter;
import io.sluice.log.RecordLayout;
import io.sluice.log.RecordType;
import io.sluice.log.TopicTable;
import io.sluice.subscription.SessionEntry;
import io.sluice.subscription.SessionTable;
import io.sluice.subscription.SnapshotStore;
import io.sluice.subscription.State;
import io.sluice.subscription.StateConfig;
import io.sluice.subscription.StateRecords;
import io.sluice.subscription.SubscriptionIndex;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * What a million of each takes in memory, and how long the log lane stands still for a step of the
 * image of a shard. Run by {@code bench/state}.
 */
public final class Memory {
    private static final int COUNT = 1_000_000;
    private static final int CONNECTIONS = 10;
    private static final int FILTERS_AT_ONCE = 1000;
    private static final int PAYLOAD_BYTES = 64;
    private static final int MATCHES_KEPT = 1 << 20;
    private static final int ROUNDS = 4;
    private static final int STEP = 1000; // as the pipeline takes
    private static final long EXPIRY_SECONDS = 3600;

    private final StateRecords records = new StateRecords();
    private final CRC32C crc = new CRC32C();
    private long offset;

    /** Prints all of it. */
    public static void main(String[] args) throws IOException {
        Locale.setDefault(Locale.ROOT);
        Memory memory = new Memory();
        State state = new State(StateConfig.DEFAULT);
        long empty = used();
        memory.sleep(state.sessions());
        long withSessions = used();
        tell("sleeping session with two subscriptions", withSessions - empty, state);
        memory.retain(state);
        tell("retained message of 64 bytes", used() - withSessions, state);
        memory.images(state);
        memory.load(state);
        memory.subscribe();
    }

    private void sleep(SessionTable sessions) {
        for (int i = 0; i < COUNT; i++) {
            int ref = sessions.takeRef();
            SessionName name = new SessionName("mqtt", "device-%08d".formatted(i));
            apply(sessions, records.session(ref, name, EXPIRY_SECONDS));
            List<Subscription> wanted =
                    List.of(wish("device/" + i + "/set"), wish("group/" + i % 100 + "/#"));
            apply(sessions, records.subscribe(ref, wanted));
            SessionEntry entry = sessions.find(ref).orElseThrow();
            Close how = new Close(false, EXPIRY_SECONDS);
            apply(sessions, records.sessionClosed(entry, how, i, offset, Inflight.NONE));
        }
    }

    private void apply(SessionTable sessions, byte[] record) {
        sessions.apply(record, 0, offset++);
    }

    private void retain(State state, int i) {
        byte[] topic = ("site/" + i + "/state").getBytes(StandardCharsets.UTF_8);
        int length = RecordLayout.HEADER_BYTES + topic.length + PAYLOAD_BYTES;
        byte[] bytes = new byte[RecordLayout.aligned(length)];
        RecordLayout.writeHeader(
                bytes, 0, length, RecordType.PUBLISH, RecordLayout.FLAG_RETAIN, topic.length, 0);
        System.arraycopy(topic, 0, bytes, RecordLayout.topicAt(0), topic.length);
        RecordLayout.seal(bytes, 0, offset++, 1, 0, crc);
        state.retained().apply(bytes, 0);
    }

    private void retain(State state) {
        for (int i = 0; i < COUNT; i++) {
            retain(state, i);
        }
    }

    /** Something changes in every shard, again and again; the first rounds are not counted. */
    private void images(State state) {
        int bytes = 0;
        Steps steps = new Steps();
        for (int round = 0; round < ROUNDS; round++) {
            for (int ref = 1; ref <= State.SHARDS; ref++) {
                apply(state.sessions(), records.willDone(ref));
            }
            steps = new Steps();
            while (state.beginImage(offset)) {
                Optional<State.Image> whole = Optional.empty();
                while (whole.isEmpty()) {
                    whole = state.stepImage(STEP);
                    steps.ended();
                }
                bytes = whole.get().bytes().length;
            }
        }
        System.out.printf("image of a shard: %,d bytes%n", bytes);
        steps.tell();
    }

    /** What is written down, loaded again: sessions and messages lie as they came. */
    private void load(State state) throws IOException {
        Path folder = Files.createTempDirectory("memory");
        SnapshotStore store = new SnapshotStore(folder);
        state.forgetImages();
        while (state.beginImage(offset)) {
            State.Image whole = state.stepImage(Integer.MAX_VALUE).orElseThrow();
            store.write(whole.shard(), whole.offset(), whole.bytes());
        }
        long before = used();
        long startedNanos = System.nanoTime();
        State loaded = State.load(store, StateConfig.DEFAULT);
        double ms = (System.nanoTime() - startedNanos) / 1e6;
        System.out.printf("%,d sessions and messages each loaded in %.0f ms%n", COUNT, ms);
        tell("session and retained message as loaded, together", used() - before, state, loaded);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** How long steps take: by the clock, and without what others on this machine did meanwhile. */
    private static final class Steps {
        private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        private final List<Double> ms = new ArrayList<>();
        private final List<Double> cpuMs = new ArrayList<>();
        private long atNanos = System.nanoTime();
        private long cpuNanos = threads.getCurrentThreadCpuTime();

        void ended() {
            long nowNanos = System.nanoTime();
            long nowCpuNanos = threads.getCurrentThreadCpuTime();
            ms.add((nowNanos - atNanos) / 1e6);
            cpuMs.add((nowCpuNanos - cpuNanos) / 1e6);
            atNanos = System.nanoTime();
            cpuNanos = threads.getCurrentThreadCpuTime();
        }

        void tell() {
            tell("step of an image, by the clock", ms);
            tell("step of an image, processor time", cpuMs);
        }

        private static void tell(String what, List<Double> ms) {
            ms.sort(null);
            System.out.printf(
                    "%s: median %.2f ms, p99.9 %.2f ms, longest %.2f ms%n",
                    what,
                    ms.get(ms.size() / 2),
                    ms.get((int) (ms.size() * 0.999)),
                    ms.get(ms.size() - 1));
        }
    }

    /** Exact filters of a few connections, as the router and the sessions hold them. */
    private void subscribe() {
        long empty = used();
        TopicTable topics = new TopicTable(4 * COUNT);
        SubscriptionIndex<Object> index = new SubscriptionIndex<>(topics, MATCHES_KEPT);
        for (int i = 0; i < COUNT; i++) {
            index.put(i % CONNECTIONS, wish(filter(i)));
        }
        long indexed = used();
        State state = new State(StateConfig.DEFAULT);
        for (int connection = 0; connection < CONNECTIONS; connection++) {
            subscribe(state.sessions(), connection);
        }
        long all = used();
        tell("exact filter in the router", indexed - empty, index, topics);
        tell("exact filter in its session", all - indexed, state);
        tell("exact filter", all - empty, index, state);
    }

    private void subscribe(SessionTable sessions, int connection) {
        SessionEntry entry = sessions.openVolatile(new SessionName("mqtt", "c" + connection), 0);
        for (int i = connection; i < COUNT; i += CONNECTIONS * FILTERS_AT_ONCE) {
            Subscription[] wanted = new Subscription[FILTERS_AT_ONCE];
            for (int each = 0; each < FILTERS_AT_ONCE; each++) {
                wanted[each] = wish(filter(i + each * CONNECTIONS));
            }
            apply(sessions, records.subscribe(entry.ref(), List.of(wanted)));
        }
    }

    private static String filter(int i) {
        return "site/" + i / 1000 + "/sensor/" + i % 1000;
    }

    private static Subscription wish(String filter) {
        return Subscription.of(new TopicFilter(filter), 1);
    }

    /**
     * @param held what must still be there
     */
    private static void tell(String what, long bytes, Object... held) {
        System.out.printf("%s: %.0f bytes%n", what, (double) bytes / COUNT);
        if (Arrays.hashCode(held) == 0) {
            System.out.println();
        }
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
        }
        return used;
    }
}
