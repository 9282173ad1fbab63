package io.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.lane.Lane;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who is the log lane when: its own thread, or for a moment somebody who has published a little.
 */
final class LogLaneTest {
    @TempDir Path directory;
    private House house;
    private LoopIngress ingress;

    @BeforeEach
    void open() throws Exception {
        house = new House(directory);
        ingress = (LoopIngress) house.pipeline().ingress(new Own());
    }

    @AfterEach
    void close() throws Exception {
        Lane.leave();
        house.close();
    }

    @Test
    void whoAsksForLittleWhileTheLaneSleepsDoesItHimself() {
        await().until(() -> whoRuns(new Brief()) == Thread.currentThread());
    }

    @Test
    void whoStandsInIsTheLogLaneOnlyForSoLong() {
        Lane.EVENT_LOOP.enter();
        await().until(() -> whoRuns(new Brief()) == Thread.currentThread());

        assertThat(Lane.EVENT_LOOP.isHere()).isTrue();
        assertThat(Lane.LOG.isHere()).isFalse();
    }

    @Test
    void whatMayTakeLongIsLeftToTheLane() {
        for (int i = 0; i < 100; i++) {
            CompletableFuture<Thread> ran = new CompletableFuture<>();
            ingress.ask(desk -> ran.complete(Thread.currentThread()));
            ingress.flush();

            assertThat(ran.join().getName()).isEqualTo("sluice-log");
        }
    }

    @Test
    void aFaultOfWhoStandsInStopsEverything() {
        ingress.ask(
                new Brief() {
                    @Override
                    public void run(LogDesk desk) {
                        throw new IllegalStateException("a mistake");
                    }
                });
        ingress.flush();

        await().until(() -> house.fault().isPresent());
        assertThat(house.fault().get()).hasMessage("a mistake");
    }

    @Test
    void severalWhoStandInTakeTurnsAndLeaveNothingLying() {
        int each = 5_000;
        int[] count = {0};
        CompletableFuture<Void> done = new CompletableFuture<>();
        Runnable publisher =
                () -> {
                    LoopIngress own = (LoopIngress) house.pipeline().ingress(new Own());
                    for (int i = 0; i < each; i++) {
                        own.ask(
                                new Brief() {
                                    @Override
                                    public void run(LogDesk desk) {
                                        count[0]++; // two at once would lose some
                                        if (count[0] == 3 * each) {
                                            done.complete(null);
                                        }
                                    }
                                });
                        while (!own.flush()) {
                            Thread.onSpinWait();
                        }
                    }
                };

        List<Thread> threads =
                List.of(new Thread(publisher), new Thread(publisher), new Thread(publisher));
        threads.forEach(Thread::start);

        await().until(done::isDone);
        assertThat(count[0]).isEqualTo(3 * each);
    }

    private Thread whoRuns(Brief request) {
        ingress.ask(request);
        ingress.flush();
        return request.ran.join();
    }

    /** The loop of whoever uses it, who is told nothing. */
    private static final class Own implements Executor {
        @Override
        public void execute(Runnable task) {}
    }

    /** Tells who runs it. */
    private static class Brief implements Request {
        private final CompletableFuture<Thread> ran = new CompletableFuture<>();

        @Override
        public void run(LogDesk desk) {
            ran.complete(Thread.currentThread());
        }

        @Override
        public boolean isBrief() {
            return true;
        }
    }
}
