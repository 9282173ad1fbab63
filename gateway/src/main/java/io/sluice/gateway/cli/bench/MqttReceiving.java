package io.sluice.gateway.cli.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.sluice.gateway.cli.client.CommandFault;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.nio.ByteBuffer;
import java.util.List;

/** A connection that subscribes, and acknowledges what comes. */
@OwnedBy(Lane.EVENT_LOOP)
final class MqttReceiving implements MqttLink.Role {
    private static final int FIRST_ERROR = 0x80;

    private final MqttDialect dialect;
    private final Dialect.Guest guest;
    private final Wish wish;
    private final Receiver receiver;
    private final boolean five;
    private final Replies replies = new Replies();
    private ChannelHandlerContext socket;
    private Runnable ready;

    /**
     * What it subscribes to.
     *
     * @param filter with or without wildcards
     * @param qos at most wanted
     */
    record Wish(String filter, int qos) {}

    MqttReceiving(MqttDialect dialect, Dialect.Guest guest, Wish wish, Receiver receiver) {
        this.dialect = dialect;
        this.guest = guest;
        this.wish = wish;
        this.receiver = receiver;
        five = dialect.version().isFive();
    }

    @Override
    public void connected(ChannelHandlerContext socket, int receiveMaximum, Runnable ready) {
        this.socket = socket;
        this.ready = ready;
        if (guest.visit() == Dialect.Visit.RETURNING) {
            ready.run();
        } else {
            ByteBuf packet = dialect.subscribe(List.of(wish.filter()), wish.qos());
            var unused = socket.writeAndFlush(dialect.direct(socket.alloc(), packet));
        }
    }

    @Override
    public void readBegins(long nowNanos) {
        receiver.readBegins(nowNanos);
    }

    @Override
    public void packet(int first, ByteBuffer bytes, int at, int end) {
        switch (MqttFrames.typeOf(first)) {
            case MqttFrames.PUBLISH -> publish(first, bytes, at, end);
            case MqttFrames.PUBREL ->
                    replies.add(socket, Replies.PUBCOMP, bytes.getShort(at) & 0xffff);
            case MqttFrames.SUBACK -> subAck(bytes.get(end - 1) & 0xff);
            case MqttFrames.DISCONNECT ->
                    throw CommandFault.failed("the broker sent DISCONNECT to a receiver");
            default -> {} // PINGRESP and the like
        }
    }

    @Override
    public void readEnds() {
        replies.send(socket);
        receiver.readEnds();
    }

    private void publish(int first, ByteBuffer bytes, int at, int end) {
        int topicEnd = at + 2 + (bytes.getShort(at) & 0xffff);
        int granted = MqttFrames.qosOf(first);
        int payloadAt = topicEnd;
        if (granted > 0) {
            int kind = granted == 1 ? Replies.PUBACK : Replies.PUBREC;
            replies.add(socket, kind, bytes.getShort(topicEnd) & 0xffff);
            payloadAt += 2;
        }
        if (five) {
            payloadAt = MqttFrames.behindProperties(bytes, payloadAt);
        }
        receiver.message(bytes, payloadAt, end - payloadAt);
    }

    private void subAck(int code) {
        if (code >= FIRST_ERROR) {
            throw CommandFault.failed(
                    "the broker refused the subscription to %s (code %d); check its rights"
                            .formatted(wish.filter(), code));
        }
        if (code < wish.qos()) {
            throw CommandFault.failed(
                    "the broker grants QoS %d at most; run again with -q %d".formatted(code, code));
        }
        ready.run();
    }
}
