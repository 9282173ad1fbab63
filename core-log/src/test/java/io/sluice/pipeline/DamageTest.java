package io.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.Inflight;
import io.sluice.broker.MessageFlags;
import io.sluice.broker.SessionName;
import io.sluice.broker.SessionRequest;
import io.sluice.broker.Will;
import io.sluice.log.CorruptLogException;
import io.sluice.log.LogFile;
import io.sluice.log.LogInspection;
import io.sluice.log.MemoryFiles;
import io.sluice.subscription.DamagedSnapshotException;
import io.sluice.subscription.UnreadableStateException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A bit turns over somewhere below the data folder of an engine that is down. Either it matters to
 * nobody, or it is found and the file named; what is delivered is always what was published.
 */
final class DamageTest {
    private static final Path LOG = Path.of("data", "log");
    private static final Path STATE = Path.of("data", "state");
    private static final int MESSAGES = 40;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final List<String> sent = new ArrayList<>();
    private final List<String> narrow = new ArrayList<>();
    private MemoryFiles whole;

    @BeforeEach
    void liveAndClose() throws IOException {
        MemoryFiles disk = new MemoryFiles();
        FragileHouse house = new FragileHouse(disk);
        sleeper(house, "all", "#");
        sleeper(house, "narrow", "n/#");
        Client publisher = house.client().open("publisher", true, 0);
        for (int i = 0; i < MESSAGES; i++) {
            boolean isNarrow = i % 13 == 5;
            String topic = (isNarrow ? "n/" : "w/") + i % 7;
            String text = i + " " + topic + " " + "x".repeat(random.nextInt(150_000));
            publisher.publish(topic, 1 | MessageFlags.RETAIN, text).join();
            sent.add(text);
            if (isNarrow) {
                narrow.add(text);
            }
            if (i % 9 == 0) {
                house.keepHouse();
            }
        }
        house.keepHouse();
        house.close();
        whole = disk.afterKill();
        assertThat(house.fault()).isEmpty();
    }

    @Test
    void ofTheLogItIsFoundOrMattersToNobody() throws IOException {
        turnSome(whole, LOG, ".seg", 40);
    }

    @Test
    void ofASegmentsFirstPageItIsFoundOrMattersToNobody() throws IOException {
        for (Path segment : files(whole, LOG, ".seg")) {
            for (int i = 0; i < 3; i++) {
                turn(whole, segment, random.nextInt(70));
                turn(whole, segment, 2048 + random.nextInt(40));
            }
        }
    }

    @Test
    void ofATopicIndexItIsFoundAndTheIndexMadeAgain() throws IOException {
        turnSome(whole, LOG, ".sidx", 25);
    }

    @Test
    void ofTheIndexOfChangesItIsFoundAndTheLogLookedThrough() throws IOException {
        turnSome(whole, LOG, ".cidx", 10);
    }

    @Test
    void ofASnapshotItIsFound() throws IOException {
        turnSome(whole, STATE, ".snap", 25);
    }

    @Test
    void ofTheCheckpointOrTheMarksItMattersToNobody() throws IOException {
        for (int i = 0; i < 12; i++) {
            turn(whole, LOG.resolve("checkpoint"), i % 2 * 4096L + random.nextInt(60));
            turn(whole, STATE.resolve("state.marks"), random.nextInt(3_000));
        }
    }

    @Test
    @Tag("nightly")
    void anywhereItIsFoundOrMattersToNobody() throws IOException {
        turnSome(whole, LOG, ".seg", 1_500);
        turnSome(whole, LOG, ".sidx", 500);
        turnSome(whole, STATE, ".snap", 500);
    }

    private void turnSome(MemoryFiles files, Path folder, String suffix, int times)
            throws IOException {
        List<Path> all = files(files, folder, suffix);
        assertThat(all.size()).isGreaterThan(1);
        for (int i = 0; i < times; i++) {
            Path file = all.get(random.nextInt(all.size()));
            turn(files, file, random.nextInt((int) files.open(file).length()));
        }
    }

    private static List<Path> files(MemoryFiles files, Path folder, String suffix)
            throws IOException {
        return files.list(folder).stream()
                .filter(file -> file.toString().endsWith(suffix))
                .sorted()
                .toList();
    }

    private void turn(MemoryFiles files, Path path, long position) throws IOException {
        MemoryFiles damaged = files.afterKill();
        LogFile file = damaged.open(path);
        ByteBuffer one = ByteBuffer.allocate(1);
        file.readAll(one, position);
        one.put(0, (byte) (one.get(0) ^ 1 << random.nextInt(8))).clear();
        file.writeAll(one, position);
        try {
            lookAt(damaged, path);
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError("%s, byte %d".formatted(path, position), failure);
        }
    }

    private void lookAt(MemoryFiles damaged, Path path) throws IOException {
        boolean verifies = verifies(damaged);
        FragileHouse house;
        try {
            house = new FragileHouse(damaged);
        } catch (CorruptLogException | DamagedSnapshotException | UnreadableStateException found) {
            assertThat(found).hasMessageContaining(path.getFileName().toString());
            assertThat(verifies && path.startsWith(LOG)).isFalse();
            return;
        }
        Client all = house.client().askFor(session("all"));
        Client some = house.client().askFor(session("narrow"));
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(20))
                .until(() -> isDone(house, all, sent) && isDone(house, some, narrow));

        if (house.fault().isPresent()) {
            assertThat(house.fault().get())
                    .isInstanceOf(CorruptLogException.class)
                    .hasMessageContaining(path.getFileName().toString())
                    .hasMessageContaining("bin/sluice log verify");
            assertThat(verifies).isFalse();
        }
        requireBeginning(all.delivered(), sent);
        requireBeginning(some.delivered(), narrow);
        house.close();
    }

    private static void requireBeginning(List<String> got, List<String> texts) {
        assertThat(got).isEqualTo(texts.subList(0, got.size()));
    }

    private static boolean isDone(FragileHouse house, Client client, List<String> texts) {
        return house.fault().isPresent() || client.delivered().size() >= texts.size();
    }

    private static boolean verifies(MemoryFiles files) throws IOException {
        try (LogInspection log = LogInspection.open(LOG, files)) {
            return log.verify().isEmpty();
        }
    }

    private static SessionRequest session(String id) {
        return new SessionRequest(new SessionName("test", id), false, 1000, Will.NONE);
    }

    private static void sleeper(FragileHouse house, String id, String filter) {
        Client client = house.client().open(id, false, 1000).subscribe(filter, 1);
        client.close(Inflight.NONE, false, 1000);
    }
}
