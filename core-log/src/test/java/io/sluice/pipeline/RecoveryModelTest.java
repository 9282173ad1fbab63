package io.sluice.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.client.CollectorRegistry;
import io.sluice.broker.Close;
import io.sluice.broker.Inflight;
import io.sluice.broker.MessageFlags;
import io.sluice.broker.ParcelBuilder;
import io.sluice.broker.Receipt;
import io.sluice.broker.SessionName;
import io.sluice.broker.Subscription;
import io.sluice.broker.Topic;
import io.sluice.broker.TopicFilter;
import io.sluice.broker.Will;
import io.sluice.log.CommitLog;
import io.sluice.log.LogChunk;
import io.sluice.log.LogConfig;
import io.sluice.log.LogFiles;
import io.sluice.log.LogMetrics;
import io.sluice.log.ManualClock;
import io.sluice.log.RecordLayout;
import io.sluice.log.RecordType;
import io.sluice.subscription.Marks;
import io.sluice.subscription.SessionEntry;
import io.sluice.subscription.SnapshotStore;
import io.sluice.subscription.State;
import io.sluice.subscription.StateConfig;
import io.sluice.subscription.StateRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/**
 * Wherever a gateway is killed in whatever it was writing: what is recovered is the fold of the
 * records that the log still ends with, from the first one on.
 */
final class RecoveryModelTest {
    private static final int MIB = 1 << 20;
    private static final int NAMES = 6;
    private static final int STEPS = 150;
    private static final int BODY_BYTES_MAX = 60_000;

    private final ManualClock clock = new ManualClock(1_000_000);
    private final StateRecords write = new StateRecords();
    private final List<byte[]> model = new ArrayList<>();
    private final ArrayDeque<State.Image> images = new ArrayDeque<>();
    private Path parent;
    private Path directory;
    private Random random;
    private CommitLog log;
    private SnapshotStore store;
    private State state;
    private Marks marks;
    private int[] refs;

    @BeforeTry
    void open() throws IOException {
        parent = Files.createTempDirectory("recovery");
        directory = Files.createDirectory(parent.resolve("0"));
        model.clear();
        refs = new int[NAMES];
        recover();
    }

    @AfterTry
    void close() throws IOException {
        log.close();
        try (Stream<Path> all = Files.walk(parent)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Property(tries = 25, shrinking = ShrinkingMode.OFF)
    void whatIsRecoveredIsTheFoldOfWhatTheLogEndsWith(@ForAll long seed) throws IOException {
        random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            goOn();
            if (random.nextInt(STEPS / 3) == 0) {
                kill();
            }
        }

        kill();
        kill(); // and once more, before anything is tidied up
    }

    @Example
    void killedBeforeAnythingWasWrittenItStartsAgain() throws IOException {
        for (int i = 0; i < 3; i++) {
            kill();
        }
    }

    private void goOn() throws IOException {
        clock.set(clock.millis() + random.nextInt(2000));
        switch (random.nextInt(16)) {
            case 0 -> log.write();
            case 1, 2 -> flush();
            case 3 -> index();
            case 4 -> beginImage();
            case 5, 6, 7 -> stepImage();
            case 8 -> makeMarks();
            case 9 -> keep();
            case 10 -> tidyUp();
            default -> {
                for (int i = random.nextInt(12); i >= 0; i--) {
                    append(record());
                }
            }
        }
    }

    private void append(byte[] record) throws IOException {
        log.prepare();
        log.append(record, 1);
        model.add(record);
        state.apply(record, 0);
    }

    private void flush() throws IOException {
        log.write();
        log.flush();
    }

    private void index() throws IOException {
        boolean isMoreToDo;
        do {
            isMoreToDo = log.index();
        } while (isMoreToDo);
    }

    private void beginImage() throws IOException {
        log.write();
        if (!state.isImaging()) {
            boolean unused = state.beginImage(log.endOffset());
        }
    }

    private void stepImage() {
        if (state.isImaging()) {
            state.stepImage(1 + random.nextInt(4)).ifPresent(images::add);
        }
    }

    private void makeMarks() throws IOException {
        log.write();
        marks = state.marks(log.endOffset());
    }

    /** As housekeeping does: only what the log has made durable. */
    private void keep() throws IOException {
        while (!images.isEmpty() && images.peek().offset() <= log.durableEnd()) {
            State.Image image = images.poll();
            if (random.nextInt(8) == 0) {
                images.clear();
                state.forgetImages();
                return;
            }
            store.write(image.shard(), image.offset(), image.bytes());
            state.kept(image.shard(), image.offset());
        }
        if (marks != null && marks.offset() <= log.durableEnd()) {
            store.write(marks);
            marks = null;
        }
    }

    private void tidyUp() throws IOException {
        log.checkpoint();
        log.trim(store.oldestOffset());
    }

    private void kill() throws IOException {
        Path copy = parent.resolve(String.valueOf(Integer.parseInt(name(directory)) + 1));
        copy(directory, copy);
        log.close();
        directory = copy;
        images.clear();
        marks = null;
        recover();

        long end = log.recovery().endOffset();
        model.removeIf(record -> RecordLayout.offset(record, 0) >= end);
        model.addAll(recordsFrom(end));
        State fold = new State(StateConfig.DEFAULT);
        model.forEach(record -> fold.apply(record, 0));
        assertThat(described(state)).isEqualTo(described(fold));
        assertThat(state.sessions().connected()).isZero();
        forgetThoseWhoAreGone();
    }

    private void recover() throws IOException {
        LogConfig config =
                new LogConfig(
                        directory.resolve("log"),
                        MIB,
                        MIB / 4,
                        4L * MIB,
                        Duration.ofDays(9999),
                        0,
                        1,
                        MIB);
        log =
                CommitLog.open(
                        config, LogFiles.onDisk(), clock, new LogMetrics(new CollectorRegistry()));
        store = new SnapshotStore(directory.resolve("state"));
        state = StateRecovery.recover(log, store, StateConfig.DEFAULT, clock);
    }

    private void forgetThoseWhoAreGone() {
        for (int i = 0; i < NAMES; i++) {
            if (state.sessions().find(refs[i]).isEmpty()) {
                refs[i] = 0;
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Files.copy(each, to.resolve(from.relativize(each)));
            }
        }
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }

    private List<byte[]> recordsFrom(long from) throws IOException {
        List<byte[]> found = new ArrayList<>();
        for (long next = from; next < log.endOffset(); ) {
            LogChunk chunk = log.reader().read(next, MIB);
            byte[] bytes = chunk.bytes();
            for (int at = chunk.from(); at < chunk.to(); at = RecordLayout.next(bytes, at)) {
                if (RecordType.takesOffset(RecordLayout.type(bytes, at))) {
                    found.add(Arrays.copyOfRange(bytes, at, RecordLayout.next(bytes, at)));
                }
            }
            next = chunk.endOffset();
        }
        return found;
    }

    private byte[] record() {
        int name = random.nextInt(NAMES);
        int ref = refs[name];
        if (ref == 0 || random.nextInt(6) == 0) {
            refs[name] = ref == 0 ? state.sessions().takeRef() : ref;
            return write.session(refs[name], new SessionName("m", "n" + name), expiry());
        }
        SessionEntry entry = state.sessions().find(ref).orElseThrow();
        int[] packetIds = {1 + random.nextInt(5)};
        switch (random.nextInt(14)) {
            case 0:
                Close how = new Close(random.nextBoolean(), expiry());
                return write.sessionClosed(entry, how, clock.millis(), offset(), Inflight.NONE);
            case 1:
                refs[name] = 0;
                return write.sessionEnded(ref);
            case 2:
                TopicFilter filter = new TopicFilter("f/" + random.nextInt(4) + "/#");
                return write.subscribe(ref, List.of(Subscription.of(filter, 1)));
            case 3:
                return write.deliver(ref, packetIds, new long[] {offset()});
            case 4:
                return write.completed(ref, packetIds);
            case 5:
                return write.released(ref, packetIds);
            case 6:
                return write.will(ref, new Will(message(0, 0, 9), random.nextInt(50)));
            case 7:
                return write.cursorJoined(new int[] {ref});
            case 8:
                return write.cursor(log.endOffset(), new int[0], new long[0], List.of());
            case 9:
                return write.cursor(
                        StateRecords.NO_SAFE_OFFSET,
                        new int[] {ref},
                        new long[] {offset()},
                        List.of(Inflight.NONE));
            case 10:
                return message(MessageFlags.RETAIN, ref, random.nextInt(50));
            case 11:
                return message(2, ref, random.nextInt(50));
            default:
                return message(1, ref, random.nextInt(BODY_BYTES_MAX));
        }
    }

    private long offset() {
        return Math.max(0, log.endOffset() - random.nextInt(20));
    }

    private long expiry() {
        return 1L + random.nextInt(100);
    }

    private byte[] message(int flags, int ref, int bytes) {
        Topic topic = new Topic(0, ("t/" + random.nextInt(9)).getBytes(UTF_8));
        ParcelBuilder builder = new ParcelBuilder();
        int room = builder.add(topic, flags, 0, bytes);
        builder.publishedBy(room, topic, ref, (flags & 2) == 0 ? 0 : 1 + random.nextInt(5));
        return builder.take(false, Receipt.NONE).bytes();
    }

    private static Map<String, String> described(State state) {
        Map<String, String> told = new TreeMap<>();
        state.sessions().forEach(entry -> told.put("session " + entry.ref(), described(entry)));
        for (byte[] record : state.retained().matching(new TopicFilter("#"), 0)) {
            told.put("retained at " + RecordLayout.offset(record, 0), "");
        }
        told.put("counts", state.sessions().count() + " " + state.retained().count());
        return told;
    }

    private static String described(SessionEntry entry) {
        return Stream.of(
                        entry.name(),
                        entry.isConnected(),
                        entry.expirySeconds(),
                        entry.closedAtMs(),
                        entry.willDueMs(),
                        entry.nextOffset(),
                        Arrays.toString(entry.inflight().packetIds()),
                        Arrays.toString(entry.inflight().offsets()),
                        Arrays.toString(entry.settled()),
                        Arrays.toString(entry.unreleased()),
                        entry.subscriptions().stream().map(Subscription::filter).toList())
                .toList()
                .toString();
    }
}
