package io.sluice.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * MQTT and STOMP workers drain one queue while members and the gateway are killed. Nothing that was
 * taken is lost, nothing is given to anybody once somebody has the receipt for it, and a
 * transaction has left both its result and its acknowledgement, or none.
 */
final class QueueCrashTest {
    private static final int WINDOW = 100;

    @TempDir Path data;
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final QueueLedger ledger = new QueueLedger();
    private final List<QueueWorker> workers = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private int sentCount;

    @Test
    void queueOutlivesThreeKills() throws Exception {
        drainUnderKills(3, 300);
    }

    @Test
    @Tag("nightly")
    void queueOutlivesSixtyKills() throws Exception {
        drainUnderKills(60, 2_000);
    }

    private void drainUnderKills(int rounds, int jobsPerRound) throws Exception {
        for (int i = 0; i < 2; i++) {
            for (QueueWorker.Way way : QueueWorker.Way.values()) {
                workers.add(new QueueWorker(way, i, ledger));
            }
        }
        try (GatewayProcess gateway =
                GatewayProcess.start(data, "log.segment-bytes=4MiB", "log.record-bytes-max=1MiB")) {
            for (int round = 0; round < rounds; round++) {
                killDuring(gateway, ledger.takenCount() + jobsPerRound);
                gateway.restart();
            }
            drain(gateway);
            List<String> results = results(gateway);
            gateway.requireNoFaults();

            Set<String> distinct = new HashSet<>(results);
            assertThat(ledger.wrong()).as("seed " + seed).isEmpty();
            assertThat(results).as("results, seed " + seed).doesNotHaveDuplicates();
            assertThat(ledger.lost(distinct)).as("lost, seed " + seed).isEmpty();
            assertThat(ledger.withoutResult(distinct, "transaction"))
                    .as("committed without a result, seed " + seed)
                    .isEmpty();
            assertThat(ledger.receiptCount()).isGreaterThan(rounds * jobsPerRound / 10);
            assertThat(ledger.deliveryCount()).isGreaterThan(ledger.takenCount());
        }
    }

    /** Publishes until so many jobs are taken, kills members meanwhile and then the gateway. */
    private void killDuring(GatewayProcess gateway, int enough) throws Exception {
        List<Thread> threads = new ArrayList<>();
        workers.forEach(worker -> threads.add(worker.startUntilLost(gateway)));
        Thread publisher = new Thread(() -> publish(gateway, enough), "publisher");
        publisher.start();
        for (int i = 0; i < 2; i++) {
            QueueWorker unlucky = workers.get(random.nextInt(workers.size()));
            unlucky.kill();
            join(threads.get(workers.indexOf(unlucky)));
            threads.set(workers.indexOf(unlucky), unlucky.startUntilLost(gateway));
        }
        await("jobs, seed " + seed)
                .atMost(Program.LIMIT)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> ledger.takenCount() >= enough || !publisher.isAlive());
        gateway.kill9();
        join(publisher);
        for (Thread thread : threads) {
            join(thread);
        }
        workers.forEach(QueueWorker::requireNoFault);
    }

    /** Sends on until the gateway is killed; what has no receipt by then may be there or not. */
    private void publish(GatewayProcess gateway, int enough) {
        try (StompWire wire = StompWire.connect(gateway.stomp())) {
            int open = 0;
            while (ledger.takenCount() < enough + WINDOW) {
                while (open < WINDOW) {
                    String job = "job-" + sentCount++;
                    ledger.sent(job);
                    wire.send("SEND", job, "destination:/queue/jobs", "receipt:" + job);
                    open++;
                }
                wire.flush();
                do {
                    ledger.taken(wire.next().header("receipt-id"));
                    open--;
                } while (wire.hasMore());
            }
        } catch (IOException killed) {
            return;
        }
    }

    /** Workers go on until the queue is empty; none is killed any more. */
    private void drain(GatewayProcess gateway) throws Exception {
        List<Thread> threads = new ArrayList<>();
        workers.forEach(worker -> threads.add(worker.startUntilLost(gateway)));
        await("the queue is empty, seed " + seed)
                .atMost(Program.LIMIT)
                .until(() -> lag(gateway, "jobs") == 0);
        assertThat(lag(gateway, "$dlq/jobs")).as("dead letters, seed " + seed).isLessThan(1);
        workers.forEach(QueueWorker::kill);
        for (Thread thread : threads) {
            join(thread);
        }
        workers.forEach(QueueWorker::requireNoFault);
    }

    private List<String> results(GatewayProcess gateway) throws Exception {
        List<String> results = new ArrayList<>();
        long count = lag(gateway, "results");
        try (StompWire wire = StompWire.connect(gateway.stomp())) {
            wire.send("SUBSCRIBE", "", "id:r", "destination:/queue/results", "ack:auto");
            wire.flush();
            while (results.size() < count) {
                results.add(wire.next().body());
            }
        }
        return results;
    }

    /** What the queue holds, by its metric; -1 if it is not there. */
    private long lag(GatewayProcess gateway, String queue) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.admin("/metrics"))).build();
        String text = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        String line = "sluice_queue_lag_messages{queue=\"" + queue + "\",} ";
        Matcher found = Pattern.compile(Pattern.quote(line) + "([0-9.]+)").matcher(text);
        return found.find() ? (long) Double.parseDouble(found.group(1)) : -1;
    }

    private static void join(Thread thread) throws InterruptedException {
        thread.join(Program.LIMIT.toMillis());
        assertThat(thread.isAlive()).as(thread.getName() + " hangs").isFalse();
    }
}
