package io.sluice.gateway.cli.bench;

import io.netty.channel.ChannelHandlerContext;
import io.sluice.gateway.cli.client.CommandFault;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.nio.ByteBuffer;

/** A connection that publishes: what comes back are the broker's acknowledgements. */
@OwnedBy(Lane.EVENT_LOOP)
final class MqttPublishing implements MqttLink.Role {
    private static final int FIRST_ERROR = 0x80;

    private final Publisher publisher;
    private final Replies replies = new Replies();
    private ChannelHandlerContext socket;
    private long nowNanos;
    private int ackedInRead;

    MqttPublishing(Publisher publisher) {
        this.publisher = publisher;
    }

    @Override
    public void connected(ChannelHandlerContext socket, int receiveMaximum, Runnable ready) {
        this.socket = socket;
        publisher.connected(socket, receiveMaximum);
        ready.run();
    }

    @Override
    public void readBegins(long nowNanos) {
        this.nowNanos = nowNanos;
    }

    @Override
    public void packet(int first, ByteBuffer bytes, int at, int end) {
        switch (MqttFrames.typeOf(first)) {
            case MqttFrames.PUBACK -> acked(bytes, at, end);
            case MqttFrames.PUBREC -> received(bytes, at, end);
            case MqttFrames.PUBCOMP -> ackedInRead++;
            case MqttFrames.DISCONNECT ->
                    throw CommandFault.failed("the broker sent DISCONNECT to a publisher");
            default -> {} // PINGRESP and the like
        }
    }

    @Override
    public void readEnds() {
        replies.send(socket);
        if (ackedInRead > 0) {
            int messages = ackedInRead;
            ackedInRead = 0;
            publisher.acked(messages, nowNanos);
        }
    }

    @Override
    public void writable() {
        publisher.pump();
    }

    private void acked(ByteBuffer bytes, int at, int end) {
        ackedInRead++;
        if (isError(bytes, at, end)) {
            publisher.loop().refused(1);
        }
    }

    private void received(ByteBuffer bytes, int at, int end) {
        if (isError(bytes, at, end)) {
            acked(bytes, at, end);
        } else {
            replies.add(socket, Replies.PUBREL, bytes.getShort(at) & 0xffff);
        }
    }

    private static boolean isError(ByteBuffer bytes, int at, int end) {
        return end - at > 2 && (bytes.get(at + 2) & 0xff) >= FIRST_ERROR;
    }
}
