package io.sluice.pipeline;

import io.sluice.broker.Where;
import io.sluice.inspect.FoundMessages;
import io.sluice.inspect.LogSearch;
import io.sluice.inspect.MessageSearch;
import io.sluice.inspect.NewestSearch;
import io.sluice.lane.Crossing;
import io.sluice.log.CommitLog;
import io.sluice.log.LogReader;
import io.sluice.subscription.FilterSet;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * How an operator's thread gets answers from the lanes. A question takes its place on the ring like
 * everybody's wishes and is answered there, so it must be a short one; what takes longer is asked
 * in steps. The log is read on a lane of its own, a piece a turn.
 *
 * <p>Whoever asks waits, and not for ever. A mistake in a question is the asker's: no lane stops.
 */
@Crossing
final class Enquiry {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final LaneExecutor lane;
    private final LoopIngress ingress;
    private final CommitLog log;
    private final Clock clock;
    private final LogReader reader;
    private final long searchNanosMax;

    /** Answered on the log lane, at its place in the order. */
    interface Question<T> {
        T answer(LogDesk desk) throws IOException;
    }

    /** Does something there, and lets the asker know itself. */
    interface Task<T> {
        void run(LogDesk desk, CompletableFuture<T> done) throws IOException;
    }

    /**
     * @param searchMax how long one search may take; what was found by then is told
     */
    Enquiry(
            LaneExecutor lane,
            LoopIngress ingress,
            CommitLog log,
            Clock clock,
            Duration searchMax) {
        this.clock = clock;
        this.lane = lane;
        this.ingress = ingress;
        this.log = log;
        this.reader = log.reader();
        this.searchNanosMax = searchMax.toNanos();
    }

    LoopIngress ingress() {
        return ingress;
    }

    /** On which the ingress is used. */
    ScheduledExecutorService lane() {
        return lane;
    }

    CommitLog log() {
        return log;
    }

    long nowMs() {
        return clock.millis();
    }

    /**
     * Where a place in the log lies.
     *
     * @param filters whose last message is meant by {@code last}
     * @return an offset, or {@link Outbox#NOWHERE} for the end
     */
    long offset(Where said, FilterSet filters) {
        Where where = said.asOf(clock);
        return switch (where.kind()) {
            case NEXT -> Outbox.NOWHERE;
            case FIRST -> log.firstOffset();
            case OFFSET -> where.value();
            case TIMESTAMP -> search(reader -> LogSearch.once(() -> log.offsetAt(where.value())));
            case LAST -> last(filters);
            case AGO -> throw new IllegalStateException(where + " depends on the present time");
        };
    }

    private long last(FilterSet filters) {
        var one = new MessageSearch.Allowance(1, Long.MAX_VALUE);
        long first = log.firstOffset();
        long end = log.endOffset();
        FoundMessages found = search(reader -> new NewestSearch(reader, filters, first, end, one));
        return found.messages().isEmpty()
                ? Outbox.NOWHERE
                : found.messages().get(0).view().offset();
    }

    /** The answer, waited for. */
    <T> T ask(Question<T> question) {
        return run((desk, done) -> done.complete(question.answer(desk)));
    }

    /** Has it done, and waits for it. */
    <T> T run(Task<T> task) {
        CompletableFuture<T> done = new CompletableFuture<>();
        onLane(
                done,
                () -> {
                    ingress.ask(desk -> guarded(desk, task, done));
                    ingress.flush();
                });
        return await(done);
    }

    private static <T> void guarded(LogDesk desk, Task<T> task, CompletableFuture<T> done)
            throws IOException {
        try {
            task.run(desk, done);
        } catch (RuntimeException mistake) {
            done.completeExceptionally(mistake);
        }
    }

    /** Does it on the inspection lane, whose ingress may be used there, and waits. */
    <T> T onOwnLoop(Function<LoopIngress, CompletableFuture<T>> wish) {
        CompletableFuture<T> done = new CompletableFuture<>();
        onLane(
                done,
                () -> {
                    var unused =
                            wish.apply(ingress)
                                    .whenComplete(
                                            (answer, fault) -> {
                                                if (fault == null) {
                                                    done.complete(answer);
                                                } else {
                                                    done.completeExceptionally(fault);
                                                }
                                            });
                    ingress.flush();
                });
        return await(done);
    }

    /** Searches the log, others between its steps; what was found when its time was over. */
    <T> T search(Function<LogReader, LogSearch<T>> search) {
        CompletableFuture<T> done = new CompletableFuture<>();
        long deadline = System.nanoTime() + searchNanosMax;
        onLane(done, () -> step(search.apply(reader), deadline, done));
        return await(done);
    }

    private <T> void step(LogSearch<T> search, long deadline, CompletableFuture<T> done)
            throws IOException {
        boolean isComplete = search.step();
        if (isComplete || System.nanoTime() - deadline >= 0) {
            done.complete(search.found(isComplete));
        } else {
            onLane(done, () -> step(search, deadline, done));
        }
    }

    private interface Turn {
        void take() throws IOException;
    }

    private void onLane(CompletableFuture<?> done, Turn turn) {
        try {
            lane.execute(
                    () -> {
                        try {
                            turn.take();
                        } catch (IOException | RuntimeException fault) {
                            done.completeExceptionally(fault);
                        }
                    });
        } catch (RejectedExecutionException stopped) {
            done.completeExceptionally(new UnansweredException("the broker is shutting down"));
        }
    }

    /** On the asker's thread. */
    <T> T await(CompletableFuture<T> answer) {
        long patience = Math.max(PATIENCE.toNanos(), 2 * searchNanosMax);
        try {
            return answer.get(patience, TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            throw new UnansweredException("the broker did not answer within " + PATIENCE);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new UnansweredException("the question was given up");
        } catch (ExecutionException fault) {
            if (fault.getCause() instanceof RuntimeException mistake) {
                throw mistake;
            }
            throw new UnansweredException("the log cannot be read: " + fault.getCause());
        }
    }
}
