package io.sluice.gateway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * Publishes numbered messages of QoS 0, of which nobody promises anything but their order. Runs on
 * one thread; the count may be read when it has ended.
 */
final class CrashShouter {
    private static final int BURST = 50;

    private final String topic;
    private volatile int takenCount;
    private int sentCount;
    private volatile Throwable fault;

    CrashShouter(String topic) {
        this.topic = topic;
    }

    /** Publishes until the connection breaks, each burst when the gateway has taken the last. */
    Thread startUntilLost(InetSocketAddress gateway) {
        Thread thread = new Thread(() -> run(gateway), "shouter");
        thread.start();
        return thread;
    }

    private void run(InetSocketAddress gateway) {
        try (Wire wire = Wire.connect(gateway, "shouter", true)) {
            while (true) {
                shout(wire);
            }
        } catch (IOException lost) {
            return; // the kill
        } catch (RuntimeException | AssertionError broken) {
            fault = broken;
        }
    }

    private void shout(Wire wire) throws IOException {
        for (int i = 0; i < BURST; i++) {
            byte[] payload = (sentCount++ + " shouted").getBytes(UTF_8);
            wire.publish(topic, 0, false, 0, payload);
        }
        wire.ping();
        wire.next(Wire.PINGRESP);
        takenCount = sentCount;
    }

    String topic() {
        return topic;
    }

    /** How many the gateway has certainly taken. */
    int takenCount() {
        return takenCount;
    }

    int sentCount() {
        return sentCount;
    }

    /** Throws what ended it, if it was anything else than the kill. */
    void requireNoFault() {
        if (fault != null) {
            throw new AssertionError("the shouter has failed", fault);
        }
    }
}
