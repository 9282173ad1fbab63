package io.sluice.subscription;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.Close;
import io.sluice.broker.Inflight;
import io.sluice.broker.MessageFlags;
import io.sluice.broker.SessionName;
import io.sluice.broker.SessionRequest;
import io.sluice.broker.Subscription;
import io.sluice.broker.TopicFilter;
import io.sluice.broker.Where;
import io.sluice.broker.Will;
import io.sluice.log.RecordLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The state is the fold of the log, wherever its snapshots were taken. */
final class StateFoldTest {
    private static final int NAMES = 4;
    private static final String[] TOPICS = {"a", "a/b", "$x", "b//c", "a/b/c"};
    private static final String[] FILTERS = {"a", "a/#", "+/b", "#", "$x", "b//+", "ä/b"};

    @Property(tries = 200)
    void snapshotsAndTheTailGiveTheSameStateAsTheWholeLog(
            @ForAll long seed, @ForAll @IntRange(max = 200) int length) throws IOException {
        Path directory = Files.createTempDirectory("state");
        try {
            SnapshotStore store = new SnapshotStore(directory);
            Story story = new Story(new Random(seed), store);
            for (int i = 0; i < length; i++) {
                story.goOn();
            }

            State reloaded = State.load(new SnapshotStore(directory), StateLog.ROOMY);
            for (byte[] record : story.log.records) {
                if (RecordLayout.mayChangeState(record, 0)
                        && RecordLayout.offset(record, 0) >= reloaded.oldestOffset()) {
                    reloaded.apply(record, 0);
                }
            }

            long end = story.log.nextOffset;
            assertThat(StateLog.described(reloaded, end))
                    .isEqualTo(StateLog.described(story.log.state, end));
        } finally {
            delete(directory);
        }
    }

    /** A log that goes on at random, with snapshots of shards in between. */
    private static final class Story {
        final StateLog log = new StateLog();
        private final Random random;
        private final SnapshotStore store;
        private final int[] refs = new int[NAMES];
        private final List<Long> delayed = new ArrayList<>();
        private boolean everyShardKept;
        private boolean isAmongSteps;

        Story(Random random, SnapshotStore store) {
            this.random = random;
            this.store = store;
        }

        void goOn() throws IOException {
            int name = random.nextInt(NAMES);
            switch (random.nextInt(24)) {
                case 0, 1 -> open(name);
                case 2 -> snapshot();
                case 3, 4, 5 -> publish(refs[name]);
                case 6 -> cursor();
                case 7 -> log.nextOffset += random.nextInt(3);
                case 8, 9 -> delay();
                case 10 -> mark();
                case 11 -> loseImage();
                case 12 -> join();
                case 13, 14 -> snapshotInSteps();
                default -> {
                    if (refs[name] != 0) {
                        change(name, refs[name]);
                    }
                }
            }
        }

        private void open(int name) {
            if (refs[name] == 0) {
                refs[name] = log.state.sessions().takeRef();
            }
            long expiry =
                    random.nextInt(3) == 0 ? SessionRequest.NEVER_EXPIRES : 1 + random.nextInt(9);
            log.append(log.write.session(refs[name], new SessionName("mqtt", "n" + name), expiry));
        }

        private void publish(int ref) {
            String topic = TOPICS[random.nextInt(TOPICS.length)];
            int flags = random.nextInt(3) | (random.nextBoolean() ? MessageFlags.RETAIN : 0);
            String payload = random.nextInt(4) == 0 ? "" : "p" + random.nextInt(100);
            log.append(StateLog.message(topic, flags, ref, packetId(), payload));
        }

        private void delay() {
            if (random.nextBoolean()) {
                int flags = random.nextBoolean() ? MessageFlags.RETAIN : 0;
                long offset =
                        log.append(StateLog.delayed("a", flags, "later", random.nextInt(1000)));
                delayed.add(offset);
            } else if (!delayed.isEmpty()) {
                long done = delayed.remove(random.nextInt(delayed.size()));
                log.append(log.write.delayDone(done));
            }
        }

        private void change(int name, int ref) {
            SessionEntry entry = log.session(ref);
            StateRecords write = log.write;
            switch (random.nextInt(10)) {
                case 0 -> close(entry);
                case 1 -> {
                    if (random.nextInt(3) == 0) {
                        log.append(write.sessionEnded(ref));
                        refs[name] = 0;
                    }
                }
                case 2 -> log.append(write.subscribe(ref, wishes()));
                case 3 ->
                        log.append(
                                write.unsubscribe(
                                        ref, wishes().stream().map(Subscription::filter).toList()));
                case 4, 5 ->
                        log.append(
                                write.deliver(ref, new int[] {packetId()}, new long[] {offset()}));
                case 6 -> log.append(write.received(ref, new int[] {packetId(), packetId()}));
                case 7 -> log.append(write.completed(ref, new int[] {packetId(), packetId()}));
                case 8 -> log.append(write.released(ref, new int[] {packetId(), packetId()}));
                default -> will(ref);
            }
        }

        private void close(SessionEntry entry) {
            Close how = new Close(random.nextBoolean(), random.nextInt(5));
            long nowMs = random.nextInt(100_000);
            log.append(log.write.sessionClosed(entry, how, nowMs, offset(), inflight()));
        }

        private void will(int ref) {
            if (random.nextBoolean()) {
                log.append(log.write.willDone(ref));
            } else {
                byte[] message = StateLog.message("will", 0, ref, 0, "gone");
                log.append(log.write.will(ref, new Will(message, random.nextInt(9))));
            }
        }

        private void join() {
            int[] joined = Arrays.stream(refs).filter(ref -> random.nextBoolean()).toArray();
            log.append(log.write.cursorJoined(joined));
        }

        private void cursor() {
            List<Inflight> inflights = new ArrayList<>();
            List<Integer> listed = new ArrayList<>();
            for (int ref : refs) {
                if (ref != 0 && random.nextBoolean()) {
                    listed.add(ref);
                    inflights.add(inflight());
                }
            }
            long safe = random.nextBoolean() ? offset() : StateRecords.NO_SAFE_OFFSET;
            long[] nexts = listed.stream().mapToLong(ref -> offset()).toArray();
            int[] tellsOf = listed.stream().mapToInt(Integer::intValue).toArray();
            log.append(log.write.cursor(safe, tellsOf, nexts, inflights));
        }

        /** Of one shard; sometimes, later on, of all. */
        private void snapshot() throws IOException {
            if (!everyShardKept && random.nextInt(6) == 0) {
                everyShardKept = true;
                for (int shard = 0; shard < State.SHARDS; shard++) {
                    keep(shard);
                }
                return;
            }
            if (!delayed.isEmpty() && random.nextBoolean()) {
                long offset = delayed.get(random.nextInt(delayed.size()));
                keep((int) offset & State.SHARDS - 1);
                return;
            }
            byte[] topic = TOPICS[random.nextInt(TOPICS.length)].getBytes(UTF_8);
            int shard =
                    random.nextBoolean()
                            ? random.nextInt(2 * NAMES)
                            : Shards.ofTopic(topic, 0, topic.length);
            keep(shard);
        }

        private void mark() throws IOException {
            store.write(log.state.marks(log.nextOffset));
        }

        /** Of the shard whose image is the oldest, while the log goes on. */
        private void snapshotInSteps() throws IOException {
            if (isAmongSteps || !log.state.beginImage(log.nextOffset)) {
                return;
            }
            isAmongSteps = true;
            Optional<State.Image> whole = log.state.stepImage(1);
            while (whole.isEmpty()) {
                goOn();
                if (!log.state.isImaging()) {
                    isAmongSteps = false;
                    return; // given up for another
                }
                whole = log.state.stepImage(1);
            }
            isAmongSteps = false;
            State.Image image = whole.get();
            store(image.shard(), image.offset(), image.bytes());
        }

        /** One is made, and does not come to the disk. */
        private void loseImage() throws IOException {
            log.state.image(random.nextInt(2 * NAMES), log.nextOffset);
            if (random.nextBoolean()) {
                mark();
            }
            log.state.forgetImages();
        }

        /** As the store does, but without waiting for the disk. */
        private void keep(int shard) throws IOException {
            long offset = log.nextOffset;
            store(shard, offset, log.state.image(shard, offset));
        }

        private void store(int shard, long offset, byte[] image) throws IOException {
            byte[] header = SnapshotFile.header(shard, offset, image).array();
            byte[] file = Arrays.copyOf(header, header.length + image.length);
            System.arraycopy(image, 0, file, header.length, image.length);
            Files.write(store.file(shard), file);
            log.state.kept(shard, offset);
        }

        private List<Subscription> wishes() {
            List<Subscription> wishes = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                TopicFilter filter = new TopicFilter(FILTERS[random.nextInt(FILTERS.length)]);
                boolean noLocal = random.nextBoolean();
                int qos = random.nextInt(3);
                int id = random.nextInt(3);
                wishes.add(new Subscription(filter, qos, noLocal, !noLocal, qos, id, Where.NEXT));
            }
            return wishes;
        }

        private Inflight inflight() {
            int count = random.nextInt(4);
            Inflight inflight = new Inflight(new int[count], new long[count], new byte[count]);
            for (int i = 0; i < count; i++) {
                inflight.packetIds()[i] = 1 + 2 * i + random.nextInt(2);
                inflight.offsets()[i] = offset();
                inflight.stages()[i] = (byte) (1 + random.nextInt(3));
            }
            return inflight;
        }

        private int packetId() {
            return 1 + random.nextInt(6);
        }

        private long offset() {
            return random.nextInt((int) log.nextOffset);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(StateFoldTest::deleteOne);
        }
    }

    private static void deleteOne(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
