package io.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.lane.Lane;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What a lane makes of faults, and of its end. */
final class LaneExecutorTest {
    private final List<Throwable> told = new CopyOnWriteArrayList<>();
    private final FaultStop faults = new FaultStop(told::add);
    private final LaneExecutor lane = new LaneExecutor(Lane.HOUSEKEEPING, faults);

    @Test
    void whatATaskThrowsIsAFault() {
        IllegalStateException broken = new IllegalStateException("broken");

        lane.execute(
                () -> {
                    throw broken;
                });
        lane.finish();

        assertThat(told).containsExactly(broken);
    }

    @Test
    void aTaskThatGoesOnWhileTheLaneEndsIsNoFault() {
        CountDownLatch ending = new CountDownLatch(1);
        lane.execute(
                () -> {
                    awaitUninterruptibly(ending);
                    lane.execute(() -> told.add(new AssertionError("done after the end")));
                });

        lane.shutdown();
        ending.countDown();
        lane.finish();

        assertThat(told).isEmpty();
    }

    @Test
    void whatOthersAskOfALaneThatHasEndedIsNoFault() {
        lane.finish();

        lane.execute(() -> told.add(new AssertionError("done after the end")));

        assertThat(told).isEmpty();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException never) {
            throw new AssertionError(never);
        }
    }
}
