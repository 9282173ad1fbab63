package io.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.log.FaultyFiles;
import io.sluice.log.MemoryFiles;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The disk refuses one of the calls of a whole engine: the n-th write or the n-th force, be it of
 * the log, a segment made ahead, a checkpoint, a snapshot or the topic index. Whatever was
 * acknowledged is there afterwards, in its order, and the state is what the log tells.
 */
final class EngineFaultTest {
    private static final int CALLS_MAX = 3_000;
    private static final int SHORT_STEP_MAX = 12;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void whatWasAcknowledgedBeforeAWriteFailedIsThere() throws IOException {
        failSome(FaultyFiles::failWrite, SHORT_STEP_MAX);
    }

    @Test
    void whatWasAcknowledgedBeforeAForceFailedIsThere() throws IOException {
        failSome(FaultyFiles::failForce, SHORT_STEP_MAX);
    }

    @Test
    @Tag("nightly")
    void whatWasAcknowledgedBeforeAnyWriteFailedIsThere() throws IOException {
        failSome(FaultyFiles::failWrite, 1);
    }

    @Test
    @Tag("nightly")
    void whatWasAcknowledgedBeforeAnyForceFailedIsThere() throws IOException {
        failSome(FaultyFiles::failForce, 1);
    }

    @Test
    void aDiskThatTakesAFewBytesAtATimeLosesNothing() throws IOException {
        FaultyLife life = new FaultyLife(seed);
        life.files.writeAtMost(4093);

        life.run();

        life.check(life.disk.afterKill());
        life.check(life.disk.afterPowerCut(random));
    }

    @Test
    void aSlowDiskHoldsBackAcknowledgementsAndNothingElse() throws IOException {
        FaultyFiles files = new FaultyFiles(new MemoryFiles());
        FragileHouse house = new FragileHouse(files);
        Client reader = house.client().open("reader", true, 0).subscribe("a", 1);
        Client publisher = house.client().open("publisher", true, 0);
        CountDownLatch atLast = new CountDownLatch(1);
        files.atForce(() -> await(atLast));

        CompletableFuture<Long> first = publisher.publish("a", 1, "one");
        CompletableFuture<Long> second = publisher.publish("a", 1, "two", "three");

        assertThat(reader.awaitDelivered(3)).containsExactly("one", "two", "three");
        assertThat(first).isNotDone();
        assertThat(second).isNotDone();
        atLast.countDown();
        assertThat(second.join()).isEqualTo(first.join() + 1);
        house.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Life after life; in each a later call fails. */
    private void failSome(BiConsumer<FaultyFiles, Integer> fault, int stepMax) throws IOException {
        int faults = 0;
        boolean hasFaulted = true;
        for (int n = 1; hasFaulted; n += 1 + random.nextInt(stepMax)) {
            assertThat(n).isLessThan(CALLS_MAX);
            FaultyLife life = new FaultyLife(seed + n);
            fault.accept(life.files, n);
            try {
                life.run();
                hasFaulted = life.files.hasFaulted();
                life.check(life.disk.afterKill());
                life.check(life.disk.afterPowerCut(new Random(n)));
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("call %d, seed %d".formatted(n, seed), failure);
            }
            faults += hasFaulted ? 1 : 0;
        }
        assertThat(faults).isGreaterThan(3);
    }
}
