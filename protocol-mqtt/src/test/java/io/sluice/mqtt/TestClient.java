package io.sluice.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sluice.broker.ManualFeed;
import io.sluice.broker.Request;
import io.sluice.broker.Subscriber;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

/** A client as the server sees it: bytes that go in, bytes that come out. */
final class TestClient {
    final ManualFeed feed;
    private final TestGateway gateway;
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private Subscriber subscriber;

    TestClient(TestGateway gateway) {
        this.gateway = gateway;
        this.feed = gateway.newFeed();
        channel.freezeTime();
        gateway.server().accept(channel, "mqtt", "tcp");
    }

    EmbeddedChannel channel() {
        return channel;
    }

    /** Sends bytes, in one read of the server's. */
    void send(byte[]... packets) {
        channel.writeInbound(Unpooled.copiedBuffer(packets));
        gateway.ingress().requests(Request.Open.class).stream()
                .reduce((first, second) -> second)
                .filter(open -> subscriber == null)
                .ifPresent(open -> subscriber = open.subscriber());
    }

    /** What the broker calls for this client. */
    Subscriber subscriber() {
        return subscriber;
    }

    /** What has come from the server since the last call, as hexadecimal digits. */
    String received() {
        run();
        StringBuilder hex = new StringBuilder();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            hex.append(HexFormat.of().formatHex(ByteBufUtil.getBytes(out)));
            out.release();
        }
        return hex.toString();
    }

    boolean isOpen() {
        run();
        return channel.isOpen();
    }

    /** Runs what is due. */
    void run() {
        channel.runPendingTasks();
    }

    /** Lets time pass. */
    void pass(Duration time) {
        gateway.clock.forward(time);
        channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
        run();
    }

    /** From now on the client's socket takes nothing. */
    void stopReading() {
        channel.pipeline().addFirst("dam", new Dam());
    }

    /** The client's socket takes everything again. */
    void startReading() {
        channel.pipeline().remove("dam");
        channel.flush();
        run();
    }

    /** Lets no flush through, so that the socket's buffer fills. */
    private static final class Dam extends ChannelDuplexHandler {
        @Override
        public void flush(ChannelHandlerContext ctx) {}
    }

    /** The client's socket breaks. */
    void breakOff() {
        var unused = channel.close();
        run();
    }
}
