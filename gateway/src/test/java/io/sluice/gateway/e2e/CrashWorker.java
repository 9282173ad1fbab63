package io.sluice.gateway.e2e;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A member of a group or a queue that acknowledges what it gets, and comes back after every crash.
 * Runs on a thread of its own; the books may be read at any time.
 */
final class CrashWorker {
    private static final long PAUSE_MS = 50;

    private final InetSocketAddress gateway;
    private final String id;
    private final String filter;
    private final boolean isClean;
    private final Map<String, List<String>> byTopic = new LinkedHashMap<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;
    private volatile Throwable fault;
    private volatile Wire current;

    private CrashWorker(InetSocketAddress gateway, String id, String filter, boolean isClean) {
        this.gateway = gateway;
        this.id = id;
        this.filter = filter;
        this.isClean = isClean;
        thread = new Thread(this::run, "worker " + id);
        thread.start();
    }

    /** Its session lasts: a group lives while somebody holds it. */
    static CrashWorker ofGroup(InetSocketAddress gateway, String id, String filter) {
        return new CrashWorker(gateway, id, filter, false);
    }

    /** Its session does not last: a queue keeps its messages for whoever comes. */
    static CrashWorker ofQueue(InetSocketAddress gateway, String id, String queue) {
        return new CrashWorker(gateway, id, queue, true);
    }

    private void run() {
        try {
            while (stopped.getCount() > 0) {
                work();
                var unusedWhetherStopped = stopped.await(PAUSE_MS, TimeUnit.MILLISECONDS);
            }
        } catch (RuntimeException | AssertionError | InterruptedException broken) {
            fault = broken;
        }
    }

    /** Until the connection breaks. */
    private void work() {
        try (Wire wire = Wire.connect(gateway, id, isClean)) {
            current = wire;
            if (!wire.sessionPresent()) {
                wire.askFor(filter, 1);
            }
            while (stopped.getCount() > 0) {
                take(wire.next(), wire);
            }
        } catch (IOException lost) {
            current = null; // the kill, or the end
        }
    }

    private void take(Wire.Packet packet, Wire wire) throws IOException {
        if (packet.type() != Wire.PUBLISH) {
            return; // SUBACK
        }
        synchronized (this) {
            byTopic.computeIfAbsent(packet.topic(), first -> new ArrayList<>()).add(packet.text());
        }
        if (packet.qos() > 0) {
            wire.answer(Wire.PUBACK, packet.packetId());
            wire.flush();
        }
    }

    /** Payloads that have come on one topic. */
    synchronized List<String> of(String topic) {
        return List.copyOf(byTopic.getOrDefault(topic, List.of()));
    }

    /** Throws what ended this worker, if anything has. */
    void requireNoFault() {
        if (fault != null) {
            throw new AssertionError(id + " has failed", fault);
        }
    }

    /** Lets it end. */
    void stop() throws IOException, InterruptedException {
        stopped.countDown();
        Wire open = current;
        if (open != null) {
            open.close();
        }
        thread.join(Program.LIMIT.toMillis());
    }
}
