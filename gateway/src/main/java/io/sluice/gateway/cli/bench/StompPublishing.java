package io.sluice.gateway.cli.bench;

import io.netty.channel.ChannelHandlerContext;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;

/** A connection that sends: what comes back are receipts, in the order of sending. */
@OwnedBy(Lane.EVENT_LOOP)
final class StompPublishing implements StompLink.Role {
    private static final int NO_MAXIMUM = 65_535;

    private final Publisher publisher;
    private long nowNanos;
    private int receipts;

    StompPublishing(Publisher publisher) {
        this.publisher = publisher;
    }

    @Override
    public void connected(ChannelHandlerContext socket, Runnable ready) {
        publisher.connected(socket, NO_MAXIMUM);
        ready.run();
    }

    @Override
    public void readBegins(long nowNanos) {
        this.nowNanos = nowNanos;
    }

    @Override
    public void receipt() {
        receipts++;
    }

    @Override
    public void readEnds() {
        if (receipts > 0) {
            int messages = receipts;
            receipts = 0;
            publisher.acked(messages, nowNanos);
        }
    }

    @Override
    public void writable() {
        publisher.pump();
    }
}
