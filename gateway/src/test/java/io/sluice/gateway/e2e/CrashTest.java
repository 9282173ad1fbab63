package io.sluice.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gateway is killed under load, again and again: QoS 0, 1 and 2, retained messages, wills,
 * sessions that last, a group and a queue. {@link CrashLedger} says what must hold afterwards.
 */
final class CrashTest {
    private static final int SEGMENT_BYTES = 4 << 20;
    private static final String QUEUE = "$queue/jobs";

    /** How many rounds the storm has; about four a minute. */
    private static final int STORM_ROUNDS = Integer.getInteger("storm.rounds", 240);

    @TempDir Path data;
    private final AtomicLong acknowledged = new AtomicLong();
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final CrashPublisher keeper = CrashPublisher.retaining("crash/kept", acknowledged);
    private final CrashPublisher foreman = CrashPublisher.forgetting(QUEUE, acknowledged);
    private final CrashPublisher shared = CrashPublisher.resending("crash/again", acknowledged);
    private final CrashShouter shouter = new CrashShouter("crash/shouted");
    private final List<CrashPublisher> publishers =
            List.of(
                    CrashPublisher.forgetting("crash/forgets-1", acknowledged),
                    CrashPublisher.forgetting("crash/forgets-2", acknowledged),
                    shared,
                    keeper,
                    CrashPublisher.exact("crash/exact-1", acknowledged),
                    CrashPublisher.exact("crash/exact-2", acknowledged));
    private final List<CrashPublisher> all = new ArrayList<>(publishers);
    private final List<CrashWorker> members = new ArrayList<>();
    private final List<CrashWorker> workers = new ArrayList<>();

    @Test
    void acknowledgedMessagesOutliveFiveKills() throws Exception {
        killUnderLoad(5);
    }

    @Test
    @Tag("nightly")
    void acknowledgedMessagesOutliveAStormOfKills() throws Exception {
        killUnderLoad(STORM_ROUNDS);
    }

    private void killUnderLoad(int rounds) throws Exception {
        all.add(foreman);
        try (GatewayProcess gateway = start()) {
            PersistentReader exactly = reader(gateway, "exactly", MqttQos.EXACTLY_ONCE);
            exactly.subscribe("wills/#", MqttQos.EXACTLY_ONCE);
            PersistentReader atLeast = reader(gateway, "at-least", MqttQos.AT_LEAST_ONCE);
            PersistentReader asleep = reader(gateway, "asleep", MqttQos.EXACTLY_ONCE);
            asleep.disconnect();
            for (int i = 0; i < 2; i++) {
                members.add(member(gateway, i));
                workers.add(CrashWorker.ofQueue(gateway.mqtt(), "worker-" + i, QUEUE));
            }

            for (int round = 0; round < rounds; round++) {
                killDuring(gateway, 500 + random.nextInt(3_000), round);
                gateway.restartFor(
                        Duration.ofMillis(random.nextInt(1_500))); // recovery is killed too
                gateway.restart();
                requireRetained(gateway);
            }
            finish(gateway);
            asleep.connect();

            CrashLedger ledger = new CrashLedger(seed);
            ledger.awaitLast(gateway, publishers, List.of(exactly, atLeast, asleep));
            ledger.awaitAcknowledged(foreman, workers);
            ledger.awaitAcknowledged(shared, members);
            String kept = retained(gateway);
            for (PersistentReader reader : List.of(exactly, atLeast, asleep)) {
                reader.disconnect();
            }
            stopWorkers();
            gateway.stop();
            gateway.requireNoFaults();
            LoggedMessages log = LoggedMessages.read(LoggedMessages.config(data, SEGMENT_BYTES));
            ledger.requireThatMuchHappened(all, rounds);
            all.forEach(each -> ledger.requireOnceInTheLog(each, log));
            for (CrashPublisher publisher : publishers) {
                ledger.requireAllDelivered(publisher, log, exactly);
                ledger.requireAllDelivered(publisher, log, atLeast);
                ledger.requireAllDelivered(publisher, log, asleep);
                ledger.requireNoDouble(publisher, exactly);
                ledger.requireNoDouble(publisher, asleep);
            }
            ledger.requireShouts(shouter, log, List.of(exactly, atLeast));
            ledger.requireWills(rounds, log, exactly);
            assertThat(kept).isEqualTo(CrashLedger.lastOf(log.of(keeper.topic())));
            ledger.requireNoDeadLetter(log);
        }
    }

    /** The smallest segments that may be: the log rolls again and again. */
    private GatewayProcess start() {
        return GatewayProcess.start(
                data,
                "log.segment-bytes=" + SEGMENT_BYTES,
                "log.record-bytes-max=" + SEGMENT_BYTES / 4);
    }

    private CrashWorker member(GatewayProcess gateway, int number) {
        String filter = "$share/pool/" + shared.topic();
        return CrashWorker.ofGroup(gateway.mqtt(), "member-" + number, filter);
    }

    /** Loads the gateway until so many more messages are acknowledged, and kills it. */
    private void killDuring(GatewayProcess gateway, int more, int round)
            throws IOException, InterruptedException {
        long enough = acknowledged.get() + more;
        int shouted = shouter.takenCount();
        List<Thread> threads = new ArrayList<>();
        try (Wire doomed =
                Wire.connectWithWill(
                        gateway.mqtt(), "doomed-" + round, "wills/" + round, "lost " + round)) {
            assertThat(doomed.sessionPresent()).isFalse();
            all.forEach(each -> threads.add(each.startUntilLost(gateway.mqtt())));
            threads.add(shouter.startUntilLost(gateway.mqtt()));
            await("load, seed " + seed)
                    .atMost(Program.LIMIT)
                    .pollInterval(Duration.ofMillis(1))
                    .until(
                            () ->
                                    (acknowledged.get() >= enough && shouter.takenCount() > shouted)
                                            || anyFault());
            gateway.kill9();
        }
        end(threads);
    }

    private void finish(GatewayProcess gateway) throws InterruptedException {
        end(all.stream().map(each -> each.startToFinish(gateway.mqtt())).toList());
        assertThat(all).allMatch(each -> each.unanswered().isEmpty());
    }

    private void end(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(Program.LIMIT.toMillis());
            assertThat(thread.isAlive()).as(thread.getName() + " hangs, seed " + seed).isFalse();
        }
        all.forEach(CrashPublisher::requireNoFault);
        shouter.requireNoFault();
        members.forEach(CrashWorker::requireNoFault);
        workers.forEach(CrashWorker::requireNoFault);
    }

    private boolean anyFault() {
        return all.stream().anyMatch(each -> !each.isHealthy());
    }

    /** What is retained is at least as new as what was acknowledged. */
    private void requireRetained(GatewayProcess gateway) throws IOException {
        BitSet known = keeper.acknowledged();
        if (!known.isEmpty()) {
            assertThat(CrashPublisher.number(retained(gateway)))
                    .as("retained, seed " + seed)
                    .isBetween(known.length() - 1, keeper.sentCount() - 1);
        }
    }

    private String retained(GatewayProcess gateway) throws IOException {
        try (Wire wire = Wire.connect(gateway.mqtt(), "looks", true)) {
            wire.subscribe(keeper.topic(), 0);
            Wire.Packet packet = wire.next(Wire.PUBLISH);
            wire.disconnect();
            return packet.text();
        }
    }

    private void stopWorkers() throws IOException, InterruptedException {
        List<CrashWorker> everyone = new ArrayList<>(members);
        everyone.addAll(workers);
        for (CrashWorker worker : everyone) {
            worker.stop();
            worker.requireNoFault();
        }
    }

    private static PersistentReader reader(GatewayProcess gateway, String id, MqttQos qos) {
        PersistentReader reader = new PersistentReader(gateway.mqtt(), id);
        reader.connect();
        reader.subscribe("crash/#", qos);
        return reader;
    }
}
