package io.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.Where;
import io.sluice.log.MemoryFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Tag;

/**
 * Reading by filter from any place gives what looking at every message gives: over topics, filters,
 * retention, restarts and crashes drawn by chance, through the whole engine.
 */
final class ReplayModelTest {
    private static final String[] LEVELS = {"a", "b", "c", "", "aa", "z"};

    @Property(tries = 8)
    void replayByFilterIsWhatLookingAtEveryMessageFinds(@ForAll long seed) throws IOException {
        for (long retain : new long[] {1L << 40, 4L * FragileHouse.SEGMENT_BYTES}) {
            Run run = new Run(seed, retain);
            for (int step = 0; step < 12; step++) {
                run.goOn();
            }
            run.close();
        }
    }

    @Example
    @Tag("nightly")
    void replayByFilterIsWhatLookingAtEveryMessageFindsForLong() throws IOException {
        for (long seed = 0; seed < 300; seed++) {
            replayByFilterIsWhatLookingAtEveryMessageFinds(seed);
        }
    }

    /** A message, and where it lies. */
    private record Stored(long offset, String topic, String text) {}

    /** An engine that lives on by chance, beside the list of all that it was given. */
    private static final class Run {
        private final Random random;
        private final long retainBytesMax;
        private final List<Stored> all = new ArrayList<>();
        private MemoryFiles disk = new MemoryFiles();
        private FragileHouse house;
        private Client publisher;
        private int named;

        Run(long seed, long retainBytesMax) throws IOException {
            random = new Random(seed);
            this.retainBytesMax = retainBytesMax;
            open();
            for (int i = 0; i < 10; i++) {
                publish();
            }
        }

        private void open() throws IOException {
            house = new FragileHouse(disk, Path.of("data"), retainBytesMax, 0);
            publisher = house.client().open("publisher", true, 0);
        }

        void goOn() throws IOException {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> publish();
                case 3 -> house.keepHouse();
                case 4 -> restart();
                case 5 -> crash();
                default -> replay();
            }
            assertThat(house.fault()).isEmpty();
        }

        private void publish() {
            for (int batch = random.nextInt(6); batch >= 0; batch--) {
                String topic = topic();
                String[] texts = new String[1 + random.nextInt(20)];
                for (int i = 0; i < texts.length; i++) {
                    texts[i] = named++ + " " + topic + "x".repeat(random.nextInt(9_000));
                }
                long offset = publisher.publish(topic, random.nextInt(3), texts).join();
                for (String text : texts) {
                    all.add(new Stored(offset++, topic, text));
                }
            }
        }

        private String topic() {
            StringBuilder topic = new StringBuilder(LEVELS[random.nextInt(3)]);
            for (int level = random.nextInt(3); level > 0; level--) {
                topic.append('/').append(LEVELS[random.nextInt(LEVELS.length)]);
            }
            return topic.toString();
        }

        private String filter() {
            String[] levels = topic().split("/", -1);
            for (int i = 0; i < levels.length; i++) {
                levels[i] = random.nextInt(3) == 0 ? "+" : levels[i];
            }
            String filter = String.join("/", levels);
            return random.nextInt(3) == 0 ? filter + "/#" : filter;
        }

        private void restart() throws IOException {
            house.close();
            open();
        }

        private void crash() throws IOException {
            MemoryFiles left = disk.afterKill();
            house.close();
            disk = left;
            open();
        }

        /** Two read the same from the same place at the same time. */
        private void replay() {
            String filter = filter();
            Stored start = all.get(random.nextInt(all.size()));
            Where where = random.nextInt(4) == 0 ? Where.FIRST : Where.offset(start.offset());
            long from = where == Where.FIRST ? 0 : start.offset();
            long firstBefore = house.log().firstOffset();
            Client one = house.client().open("", true, 0).read(filter, 1, where);
            Client two = house.client().open("", true, 0).read(filter, 1, where);
            publishMatch(filter);

            for (Client reader : List.of(one, two)) {
                check(reader, matching(filter, from), from, firstBefore, where == Where.FIRST);
            }
        }

        private void publishMatch(String filter) {
            String topic = filter.replace('+', 'a').replace("/#", "/b");
            String text = named++ + " last";
            all.add(new Stored(publisher.publish(topic, 1, text).join(), topic, text));
        }

        private void check(
                Client reader, List<Stored> wanted, long from, long firstBefore, boolean isUntold) {
            String last = wanted.get(wanted.size() - 1).text();
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> reader.delivered().contains(last));
            List<String> got = reader.delivered();
            long firstAfter = house.log().firstOffset();
            List<String> texts = wanted.stream().map(Stored::text).toList();
            assertThat(texts).endsWith(got.toArray(String[]::new));
            long kept = wanted.stream().filter(each -> each.offset() >= firstAfter).count();
            assertThat(got.size()).isGreaterThanOrEqualTo((int) kept);
            if (!isUntold) {
                assertThat(reader.lost())
                        .isBetween(Math.max(0, firstBefore - from), Math.max(0, firstAfter - from));
            }
            if (reader.lost() == 0 && !isUntold) {
                assertThat(got).hasSameSizeAs(texts);
            }
        }

        private List<Stored> matching(String filter, long from) {
            return all.stream()
                    .filter(each -> each.offset() >= from && matches(filter, each.topic()))
                    .toList();
        }

        private static boolean matches(String filter, String topic) {
            String[] wanted = filter.split("/", -1);
            String[] levels = topic.split("/", -1);
            for (int i = 0; i < wanted.length; i++) {
                if (wanted[i].equals("#")) {
                    return true;
                }
                if (i >= levels.length || !wanted[i].equals("+") && !wanted[i].equals(levels[i])) {
                    return false;
                }
            }
            return wanted.length == levels.length;
        }

        void close() throws IOException {
            house.close();
        }
    }
}
