package io.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.Inflight;
import io.sluice.broker.MessageFlags;
import io.sluice.broker.SessionName;
import io.sluice.broker.SessionRequest;
import io.sluice.broker.Will;
import io.sluice.log.FaultyFiles;
import io.sluice.log.MemoryFiles;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/**
 * One life of the engine on a disk that fails at some call, and the books of what was sent and what
 * was acknowledged; afterwards, what another engine finds on that disk is held against the books.
 */
final class FaultyLife {
    private static final int STEPS = 14;
    private static final String SLEEPER = "sleeper";
    private static final String QUEUE = "$queue/q";

    final MemoryFiles disk = new MemoryFiles();
    final FaultyFiles files = new FaultyFiles(disk);
    private final Random random;
    private final List<String> sent = new ArrayList<>();
    private final List<String> jobs = new ArrayList<>();
    private int acknowledged;
    private int acknowledgedJobs;
    private boolean isSubscribed;
    private int named;
    private FragileHouse house;
    private Client publisher;

    FaultyLife(long seed) {
        random = new Random(seed);
    }

    /** Lives until the end or until the fault; it must be told, or do no harm. */
    void run() {
        try {
            open();
            subscribe();
            for (int step = 0; step < STEPS && !hasFailed(); step++) {
                go(random.nextInt(7));
            }
            requireLoudOrHarmless();
            house.close();
        } catch (IOException fault) {
            assertThat(fault).hasStackTraceContaining("on purpose");
        }
    }

    private void open() throws IOException {
        house = new FragileHouse(files);
        publisher = house.client().askFor(session("publisher", true));
        awaitOrFault(publisher::isAnswered);
    }

    private void subscribe() {
        Client sleeper = house.client().askFor(session(SLEEPER, false));
        if (awaitOrFault(sleeper::isAnswered) && sleeper.hasOpened()) {
            isSubscribed = settles(sleeper.subscribeLater("#", 1));
            sleeper.close(Inflight.NONE, false, 1000);
        }
    }

    private void go(int kind) throws IOException {
        switch (kind) {
            case 0 -> publish(sent, "a/" + named, 1, "one", "two", "three");
            case 1 -> publish(sent, "big/" + named, 1, "x".repeat(200_000));
            case 2 -> publish(sent, "r/" + named % 3, 1 | MessageFlags.RETAIN, "value");
            case 3 -> publish(jobs, QUEUE, 1, "job");
            case 4 -> another();
            case 5 -> restart();
            default -> house.keepHouse();
        }
    }

    private void publish(List<String> book, String topic, int flags, String... texts) {
        String[] named = new String[texts.length];
        for (int i = 0; i < texts.length; i++) {
            named[i] = this.named++ + " " + topic + " " + texts[i];
        }
        CompletableFuture<Long> answer = publisher.publish(topic, flags, named);
        book.addAll(List.of(named));
        if (settles(answer)) {
            long end = answer.join() + named.length;
            assertThat(house.log().durableEnd()).isGreaterThanOrEqualTo(end);
            if (book == sent) {
                acknowledged = sent.size();
            } else {
                acknowledgedJobs = jobs.size();
            }
        } else if (answer.isDone()) {
            book.removeAll(List.of(named)); // refused: the disk had no room
        }
    }

    /** A session that comes and goes changes what has to be kept. */
    private void another() {
        Client other = house.client().askFor(session("other" + random.nextInt(3), false));
        if (awaitOrFault(other::isAnswered) && other.hasOpened()) {
            settles(other.subscribeLater("b/" + random.nextInt(5), random.nextInt(3)));
            other.close(Inflight.NONE, false, 500);
        }
    }

    private void restart() throws IOException {
        house.close();
        open();
    }

    private static SessionRequest session(String id, boolean clean) {
        return new SessionRequest(new SessionName("test", id), clean, clean ? 0 : 1000, Will.NONE);
    }

    /** Whether the wish was granted. */
    private boolean settles(CompletableFuture<Long> answer) {
        awaitOrFault(answer::isDone);
        return answer.isDone() && !answer.isCompletedExceptionally();
    }

    private boolean awaitOrFault(Callable<Boolean> happened) {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(20))
                .until(() -> happened.call() || hasFailed());
        try {
            return happened.call();
        } catch (Exception impossible) {
            throw new AssertionError(impossible);
        }
    }

    private boolean hasFailed() {
        return house.fault().isPresent();
    }

    private void requireLoudOrHarmless() {
        house.fault().ifPresent(fault -> assertThat(fault).hasStackTraceContaining("on purpose"));
    }

    /** What the next engine finds when the process died, or the power went, at this moment. */
    void check(MemoryFiles left) throws IOException {
        // On copies: who recovers writes down who was connected, here by a clock that stands at 1.
        assertThat(FragileHouse.recovered(left.afterKill()))
                .isEqualTo(FragileHouse.folded(left.afterKill(), new MemoryFiles()));
        FragileHouse next = new FragileHouse(left);
        Client client = next.client().open("publisher", true, 0);
        Client sleeper = next.client().open(SLEEPER, false, 1000);
        Client worker = next.client().open("worker", true, 0).subscribe(QUEUE, 1);
        assertThat(sleeper.state().present() || !isSubscribed).isTrue();
        client.publish("a/end", 1, "end").join();
        client.publish(QUEUE, 1, "end").join();
        if (isSubscribed) {
            List<String> kept = untilEnd(sleeper);
            assertThat(kept.size()).isGreaterThanOrEqualTo(acknowledged);
            assertThat(kept).isEqualTo(sent.subList(0, kept.size()));
            requireRetained(next, kept);
        }
        List<String> keptJobs = untilEnd(worker);
        assertThat(keptJobs.size()).isGreaterThanOrEqualTo(acknowledgedJobs);
        assertThat(keptJobs).isEqualTo(jobs.subList(0, keptJobs.size()));
        assertThat(next.fault()).isEmpty();
        next.close();
    }

    private static List<String> untilEnd(Client client) {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(20))
                .until(() -> client.delivered().contains("end"));
        List<String> all = client.delivered();
        assertThat(all.get(all.size() - 1)).isEqualTo("end");
        return all.subList(0, all.size() - 1);
    }

    private static void requireRetained(FragileHouse next, List<String> kept) {
        List<String> expected = new ArrayList<>();
        for (int key = 0; key < 3; key++) {
            String topic = " r/" + key + " ";
            kept.stream()
                    .filter(text -> text.contains(topic))
                    .reduce((first, last) -> last)
                    .ifPresent(expected::add);
        }
        Client reader = next.client().open("reader", true, 0).subscribe("r/#", 1);
        assertThat(reader.awaitDelivered(expected.size()))
                .containsExactlyInAnyOrderElementsOf(expected);
    }
}
