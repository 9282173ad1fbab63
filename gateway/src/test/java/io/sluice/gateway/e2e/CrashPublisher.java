package io.sluice.gateway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Publishes numbered messages under load and keeps the books that the gateway is measured by: which
 * were sent, which acknowledged, which sent again. Runs on one thread; the books may be read when
 * it has ended.
 *
 * <p>With QoS 2, and with QoS 1 if it {@code resends}, it keeps its session and does what the
 * standard asks after a reconnect. Otherwise it starts anew and forgets what was not acknowledged:
 * then nothing it sent may be in the log twice.
 */
final class CrashPublisher {
    private static final int WINDOW = 200;
    private static final int PACKET_IDS = 65_535;
    private static final String FILLER = ", and some more bytes".repeat(5);

    private final String topic;
    private final String name;
    private final int qos;
    private final boolean resends;
    private final boolean retains;
    private final AtomicLong acknowledgedByAll;

    /** Unanswered messages by packet id, in the order of their sending. */
    private final Map<Integer, Open> open = new LinkedHashMap<>();

    private final BitSet acknowledged = new BitSet();
    private final BitSet sentAgain = new BitSet();
    private int sentCount;
    private int openAtKills;
    private volatile boolean finishing;
    private volatile Throwable fault;

    /** A message on its way, and whether PUBREC has come for it. */
    private record Open(int number, boolean received) {}

    private CrashPublisher(
            String topic, int qos, boolean resends, boolean retains, AtomicLong acknowledgedByAll) {
        this.topic = topic;
        this.name = topic.substring(topic.indexOf('/') + 1);
        this.qos = qos;
        this.resends = resends;
        this.retains = retains;
        this.acknowledgedByAll = acknowledgedByAll;
    }

    /** Of QoS 1; after a reconnect it forgets what was not acknowledged. */
    static CrashPublisher forgetting(String topic, AtomicLong acknowledgedByAll) {
        return new CrashPublisher(topic, 1, false, false, acknowledgedByAll);
    }

    /** Of QoS 1; after a reconnect it sends again what was not acknowledged. */
    static CrashPublisher resending(String topic, AtomicLong acknowledgedByAll) {
        return new CrashPublisher(topic, 1, true, false, acknowledgedByAll);
    }

    /** Of QoS 1, each message retained. */
    static CrashPublisher retaining(String topic, AtomicLong acknowledgedByAll) {
        return new CrashPublisher(topic, 1, false, true, acknowledgedByAll);
    }

    /** Of QoS 2. */
    static CrashPublisher exact(String topic, AtomicLong acknowledgedByAll) {
        return new CrashPublisher(topic, 2, true, false, acknowledgedByAll);
    }

    String topic() {
        return topic;
    }

    /** Publishes until the connection breaks. */
    Thread startUntilLost(InetSocketAddress gateway) {
        return start(gateway, false);
    }

    /** Sends nothing new, and ends when the last message is answered for good. */
    Thread startToFinish(InetSocketAddress gateway) {
        return start(gateway, true);
    }

    private Thread start(InetSocketAddress gateway, boolean toFinish) {
        finishing = toFinish;
        Thread thread = new Thread(() -> run(gateway), "publisher " + name);
        thread.start();
        return thread;
    }

    private void run(InetSocketAddress gateway) {
        try (Wire wire = Wire.connect(gateway, name, !keepsSession())) {
            try {
                takeUp(wire);
                while (!finishing || !open.isEmpty()) {
                    fillWindow(wire);
                    wire.flush();
                    take(wire);
                }
                wire.disconnect();
            } catch (IOException lost) {
                if (finishing) {
                    throw lost;
                }
                openAtKills += open.size();
            }
        } catch (IOException lost) {
            fault = finishing ? lost : fault; // else the kill came before it was connected
        } catch (RuntimeException | AssertionError broken) {
            fault = broken;
        }
    }

    private boolean keepsSession() {
        return qos == 2 || resends;
    }

    /** Sends again, in the old order, what the last connection left unanswered. */
    private void takeUp(Wire wire) throws IOException {
        if (!keepsSession()) {
            open.clear();
            return;
        }
        if (sentCount > 0 && !wire.sessionPresent()) {
            throw new AssertionError("the session of " + name + " is gone");
        }
        for (Map.Entry<Integer, Open> each : open.entrySet()) {
            if (each.getValue().received) {
                wire.answer(Wire.PUBREL, each.getKey());
            } else {
                int number = each.getValue().number;
                sentAgain.set(number);
                wire.publish(topic, qos, true, retains, each.getKey(), payload(number));
            }
        }
    }

    private void fillWindow(Wire wire) throws IOException {
        while (!finishing && open.size() < WINDOW) {
            int packetId = 1 + sentCount % PACKET_IDS;
            wire.publish(topic, qos, false, retains, packetId, payload(sentCount));
            open.put(packetId, new Open(sentCount, false));
            sentCount++;
        }
    }

    /** Takes one answer, and all others that are there already. */
    private void take(Wire wire) throws IOException {
        do {
            Wire.Packet packet = wire.next();
            switch (packet.type()) {
                case Wire.PUBACK, Wire.PUBCOMP -> done(packet.packetId());
                case Wire.PUBREC -> received(wire, packet.packetId());
                default -> throw new AssertionError("a packet of type " + packet.type());
            }
        } while (wire.hasMore());
    }

    private void received(Wire wire, int packetId) throws IOException {
        Open message = open.get(packetId);
        if (message == null) {
            throw new AssertionError("PUBREC for " + packetId + ", which is not open");
        }
        acknowledge(message.number);
        open.put(packetId, new Open(message.number, true));
        wire.answer(Wire.PUBREL, packetId);
    }

    private void done(int packetId) {
        Open message = open.remove(packetId);
        if (message == null || qos == 2 && !message.received) {
            throw new AssertionError("an answer for " + packetId + " that nobody waits for");
        }
        acknowledge(message.number);
    }

    private void acknowledge(int number) {
        if (!acknowledged.get(number)) {
            acknowledged.set(number);
            acknowledgedByAll.incrementAndGet();
        }
    }

    private byte[] payload(int number) {
        return (number + " of " + name + FILLER.repeat(number % 10)).getBytes(UTF_8);
    }

    /** The number in a payload of any publisher. */
    static int number(String payload) {
        return Integer.parseInt(payload.substring(0, payload.indexOf(' ')));
    }

    int qos() {
        return qos;
    }

    int sentCount() {
        return sentCount;
    }

    /** How many messages were unanswered when the connection broke, all times together. */
    int openAtKills() {
        return openAtKills;
    }

    /** Numbers of which the gateway has said that it has them. */
    BitSet acknowledged() {
        return acknowledged;
    }

    /** Numbers that were published more than once. */
    BitSet sentAgain() {
        return sentAgain;
    }

    /** Numbers that are still unanswered. */
    Set<Integer> unanswered() {
        Set<Integer> numbers = new HashSet<>();
        open.values().forEach(message -> numbers.add(message.number));
        return numbers;
    }

    boolean isHealthy() {
        return fault == null;
    }

    /** Throws what ended this publisher, if it was anything else than the kill. */
    void requireNoFault() {
        if (fault != null) {
            throw new AssertionError(name + " has failed", fault);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
