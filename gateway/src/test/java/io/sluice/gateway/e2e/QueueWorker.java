package io.sluice.gateway.e2e;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A worker that drains a queue until its connection breaks, by itself or by the test, and writes
 * into the ledger what it is given and what the gateway has said is done.
 */
final class QueueWorker {
    /** How it works. */
    enum Way {
        /** STOMP: the result and the ACK of each job in one transaction. */
        TRANSACTION("transaction"),
        /** STOMP: an ACK with a receipt. */
        RECEIPT("receipt"),
        /** MQTT: PUBACK, which has no receipt. */
        PUBACK("puback");

        private final String word;

        Way(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    private final Way way;
    private final String name;
    private final QueueLedger ledger;
    private volatile AutoCloseable connection = () -> {};
    private volatile boolean stopping;
    private volatile Throwable fault;

    QueueWorker(Way way, int number, QueueLedger ledger) {
        this.way = way;
        this.name = way.word() + "-" + number;
        this.ledger = ledger;
    }

    /** Works until the connection breaks. */
    Thread startUntilLost(GatewayProcess gateway) {
        stopping = false;
        Thread thread = new Thread(() -> run(gateway), "worker " + name);
        thread.start();
        return thread;
    }

    /** Breaks the connection as if the process were killed. */
    void kill() {
        stopping = true;
        try {
            connection.close();
        } catch (Exception broken) {
            throw new AssertionError(broken);
        }
    }

    /** Throws what ended this worker, if it was anything else than a broken connection. */
    void requireNoFault() {
        if (fault != null) {
            throw new AssertionError(name + " has failed", fault);
        }
    }

    private void run(GatewayProcess gateway) {
        try {
            if (way == Way.PUBACK) {
                workMqtt(gateway.mqtt());
            } else {
                workStomp(gateway.stomp());
            }
        } catch (IOException lost) {
            return; // as the test wants it
        } catch (RuntimeException | AssertionError broken) {
            fault = broken;
        }
    }

    private void workMqtt(InetSocketAddress gateway) throws IOException {
        try (Wire wire = Wire.connect(gateway, name, true)) {
            connection = wire;
            wire.subscribe("$queue/jobs", 1);
            while (!stopping) {
                Wire.Packet job = wire.next(Wire.PUBLISH);
                ledger.given(job.text(), name);
                ledger.worked(job.text());
                wire.answer(Wire.PUBACK, job.packetId());
                wire.flush();
            }
        }
    }

    private void workStomp(InetSocketAddress gateway) throws IOException {
        try (StompWire wire = StompWire.connect(gateway)) {
            connection = wire;
            wire.send(
                    "SUBSCRIBE",
                    "",
                    "id:s",
                    "destination:/queue/jobs",
                    "ack:client-individual",
                    "prefetch-count:20");
            wire.flush();
            while (!stopping) {
                List<StompWire.Frame> jobs = new ArrayList<>();
                do {
                    take(wire.next(), jobs);
                } while (wire.hasMore());
                for (StompWire.Frame job : jobs) {
                    answer(wire, job);
                }
                wire.flush();
            }
        }
    }

    private void take(StompWire.Frame frame, List<StompWire.Frame> jobs) {
        if (frame.command().equals("RECEIPT")) {
            ledger.receipt(frame.header("receipt-id"), name);
        } else {
            ledger.given(frame.body(), name);
            jobs.add(frame);
        }
    }

    private void answer(StompWire wire, StompWire.Frame job) throws IOException {
        String id = "id:" + job.header("ack");
        String receipt = "receipt:" + job.body();
        if (way == Way.RECEIPT) {
            ledger.worked(job.body());
            wire.send("ACK", "", id, receipt);
            return;
        }
        String transaction = "transaction:" + job.body();
        wire.send("BEGIN", "", transaction);
        wire.send("SEND", job.body(), "destination:/queue/results", transaction);
        wire.send("ACK", "", id, transaction);
        wire.send("COMMIT", "", transaction, receipt);
    }
}
