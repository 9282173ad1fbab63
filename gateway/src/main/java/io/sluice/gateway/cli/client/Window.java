package io.sluice.gateway.cli.client;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.sluice.lane.Crossing;
import java.util.BitSet;

/**
 * What was published and is not answered yet. Bounded by the broker's Receive Maximum and by {@link
 * #PUBLICATIONS_MAX}. A monitor: the command's thread waits, the event loop releases.
 */
@Crossing
final class Window {
    static final int PUBLICATIONS_MAX = 1_024;

    private static final int PACKET_IDS = 65_535;

    private final BitSet inUse = new BitSet();
    private int max = 1;
    private int lastId;
    private int unwritten;
    private CommandFault fault;
    private boolean failed;

    synchronized void open(int receiveMaximum) {
        max = Math.min(receiveMaximum, PUBLICATIONS_MAX);
        notifyAll();
    }

    /** A packet identifier, as soon as the window has room. */
    synchronized int take() throws InterruptedException {
        while (!failed && inUse.cardinality() >= max) {
            wait();
        }
        check();
        do {
            lastId = lastId % PACKET_IDS + 1;
        } while (inUse.get(lastId));
        inUse.set(lastId);
        return lastId;
    }

    synchronized void release(int packetId) {
        inUse.clear(packetId);
        notifyAll();
    }

    /** Before a QoS 0 message: waits while the socket is choked. */
    synchronized void awaitWritable(Channel channel) throws InterruptedException {
        while (!failed && !channel.isWritable() && unwritten > 0) {
            wait();
        }
        check();
        unwritten++;
    }

    /** A QoS 0 message has left. */
    synchronized void written(Future<? super Void> write) {
        unwritten--;
        notifyAll();
    }

    /** The broker answered with an error. */
    void refuse(String why) {
        fail(
                CommandFault.failed(
                        "the broker refused the message: %s; check your rights".formatted(why)));
    }

    synchronized void fail(CommandFault why) {
        if (!failed) {
            failed = true;
            fault = why;
        }
        notifyAll();
    }

    /** Returns when everything is answered or written. */
    synchronized void awaitEmpty() throws InterruptedException {
        while (!failed && (!inUse.isEmpty() || unwritten > 0)) {
            wait();
        }
        check();
    }

    private void check() {
        if (failed) {
            throw fault;
        }
    }
}
