package io.sluice.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.ScheduledFuture;
import io.sluice.auth.Credentials;
import io.sluice.broker.ClientReport;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.mqtt.packet.FrameSplitter;
import io.sluice.mqtt.packet.ProtocolViolation;
import io.sluice.mqtt.packet.Reason;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket of one client: hands bytes over, stops reading, keeps the time, closes. What it reads
 * means nothing to it; that is {@link MqttSession}'s.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class MqttConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(MqttConnection.class);

    /** The report of one that was not let in yet. */
    static final ClientReport NOBODY = new ClientReport("mqtt", "", "", "", "", "", "", 0, 0);

    private static final long LINGER_MS = 2_000;

    private final MqttLoop loop;
    private final Door door;
    private final Consumer<MqttConnection> onClosed;
    private final MqttConfig config;
    private final Set<Hold> holds = EnumSet.noneOf(Hold.class);

    private ChannelHandlerContext context;
    private Outlet outlet;
    private MqttSession session;
    private FrameSplitter splitter;

    private ScheduledFuture<?> silence;
    private ScheduledFuture<?> pause;
    private ScheduledFuture<?> expiry;
    private long silenceMaxNanos;
    private long heardNanos;
    private boolean isDue;
    private boolean isEnding;
    private boolean isClosed;
    private volatile ClientReport report = NOBODY;
    private String endedBy = Ending.LOST.label();

    /**
     * @param onClosed told once when the socket is gone
     */
    MqttConnection(MqttLoop loop, Door door, Consumer<MqttConnection> onClosed) {
        this.loop = loop;
        this.door = door;
        this.onClosed = onClosed;
        this.config = loop.assembly().config();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        outlet = new Outlet(added, loop.tally(), config.outgoingBytesMax());
        session = new MqttSession(loop, this, outlet);
        splitter = new FrameSplitter(session, added.alloc());
        loop.assembly().traffic().connectionOpened(door.transport());
        silence = schedule(this::neverConnected, config.connectTimeout().toNanos());
    }

    // bytes that come

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object read) {
        ByteBuf in = (ByteBuf) read;
        heardNanos = nanoTime();
        loop.tally().bytesReceived(in.readableBytes());
        if (!isEnding && !loop.ingress().hasRoom()) {
            hold(Hold.NO_ROOM);
        }
        try {
            splitter.feed(in);
        } catch (ProtocolViolation violation) {
            session.violated(violation);
        } finally {
            session.handOver();
        }
        loop.soon(this);
    }

    private void readOn() {
        try {
            splitter.resume();
        } catch (ProtocolViolation violation) {
            session.violated(violation);
        } finally {
            session.handOver();
        }
        loop.soon(this);
    }

    boolean isHeld() {
        return isEnding || !holds.isEmpty();
    }

    /** Reads no further until {@link #release}. What has come already waits undecoded. */
    void hold(Hold why) {
        if (!holds.add(why)) {
            return;
        }
        context.channel().config().setAutoRead(false);
        if (why == Hold.NO_ROOM) {
            loop.awaitRoom(this);
        }
        if (why != Hold.ARRIVING && pause == null) {
            pause = schedule(this::pausedTooLong, config.pauseMax().toNanos());
        }
    }

    void release(Hold why) {
        if (!holds.remove(why) || !holds.isEmpty() || isEnding) {
            return;
        }
        if (pause != null) {
            pause.cancel(false);
            pause = null;
        }
        heardNanos = nanoTime();
        context.channel().config().setAutoRead(true);
        run(this::readOn);
    }

    /** The ring has room again. */
    void roomAgain() {
        release(Hold.NO_ROOM);
    }

    // turns

    /** There is something to write. */
    void soon() {
        loop.soon(this);
    }

    /** Whether the connection must be put in line: it stood in none. */
    boolean becomesDue() {
        boolean wasDue = isDue;
        isDue = true;
        return !wasDue;
    }

    /** Delivers and writes. A fault ends this connection and no other. */
    void turn() {
        isDue = false;
        if (isClosed) {
            return;
        }
        try {
            session.turn();
        } catch (RuntimeException fault) {
            failed(fault);
        }
        outlet.flush();
        if (outlet.isStuffed() && !isEnding) {
            hold(Hold.STUFFED);
        } else {
            release(Hold.STUFFED);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            loop.soon(this);
        }
        ctx.fireChannelWritabilityChanged();
    }

    // time

    /** The client has been let in: from now on its silence is timed. */
    void connected(Client client) {
        int keepAliveSeconds = client.terms().keepAliveSeconds();
        report =
                new ClientReport(
                        "mqtt",
                        client.id(),
                        client.terms().versionText(),
                        client.principal().name(),
                        name(),
                        door.listener(),
                        door.transport(),
                        loop.assembly().clock().millis(),
                        keepAliveSeconds);
        silence.cancel(false);
        silenceMaxNanos = TimeUnit.MILLISECONDS.toNanos(keepAliveSeconds * 1_500L);
        heardNanos = nanoTime();
        if (silenceMaxNanos > 0) {
            silence = schedule(this::checkSilence, silenceMaxNanos);
        }
    }

    /**
     * The client may stay so long, then it has to show again who it is.
     *
     * @param nanos {@link Long#MAX_VALUE} for ever
     */
    void endAfter(long nanos) {
        if (nanos != Long.MAX_VALUE) {
            expiry = schedule(this::expired, nanos);
        }
    }

    private void expired() {
        session.end(Ending.told(Reason.MAXIMUM_CONNECT_TIME, "the credentials have ended"));
    }

    private void checkSilence() {
        long silent = holds.isEmpty() ? nanoTime() - heardNanos : 0;
        if (silent >= silenceMaxNanos) {
            session.end(Ending.told(Reason.KEEP_ALIVE_TIMEOUT, "silent for too long"));
        } else {
            silence = schedule(this::checkSilence, silenceMaxNanos - silent);
        }
    }

    private void neverConnected() {
        session.end(Ending.untold(Ending.CONNECT_TIMEOUT));
    }

    private void pausedTooLong() {
        session.end(Ending.told(Reason.QUOTA_EXCEEDED, "not read for " + config.pauseMax()));
    }

    private long nanoTime() {
        return context.executor().ticker().nanoTime();
    }

    private ScheduledFuture<?> schedule(Runnable task, long nanos) {
        return context.executor().schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    /** Runs a task on this connection's loop, at once if it is here. */
    void run(Runnable task) {
        if (context.executor().inEventLoop()) {
            task.run();
        } else {
            context.executor().execute(task);
        }
    }

    /** What the client shows at the door. */
    Credentials credentials(String clientId, Optional<String> userName, Optional<byte[]> password) {
        return door.credentials(context.channel(), clientId, userName, password);
    }

    /** Who it serves. Any thread may ask. */
    ClientReport report() {
        return report;
    }

    /** As people write an address. */
    String name() {
        return String.valueOf(Door.remote(context.channel())).replaceFirst("^.*/", "");
    }

    // the end

    /** The gateway stops. */
    void stop() {
        String where = config.serverReference();
        session.end(
                where.isEmpty()
                        ? Ending.told(Reason.SERVER_SHUTTING_DOWN, "the server is shutting down")
                        : Ending.told(Reason.USE_ANOTHER_SERVER, "the server is shutting down"));
    }

    /** An operator wants it gone. */
    void dismiss() {
        session.end(Ending.told(Reason.ADMINISTRATIVE_ACTION, "an operator has ended it"));
    }

    /** Closes when all that was written has left. Nothing more is read. */
    void end(String label) {
        if (isEnding) {
            return;
        }
        isEnding = true;
        endedBy = label;
        cancelTimers();
        splitter.close();
        context.channel().config().setAutoRead(true);
        silence = schedule(this::close, TimeUnit.MILLISECONDS.toNanos(LINGER_MS));
        var unused = outlet.end().addListener(written -> closeGently());
    }

    /**
     * Says that nothing more comes and waits a moment for the client to go: a socket closed with
     * bytes unread is reset, and the client might lose our last packet.
     */
    private void closeGently() {
        if (door.isPlain() && context.channel() instanceof DuplexChannel socket) {
            var unused = socket.shutdownOutput();
        } else {
            close();
        }
    }

    private void close() {
        var unused = context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        session.end(Ending.LOST);
        gone();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        session.end(Ending.LOST);
        gone();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable fault) {
        if (fault instanceof IOException) {
            session.end(Ending.LOST);
            close();
        } else {
            failed(fault);
        }
    }

    private void failed(Throwable fault) {
        LOG.error("Closing {} after a fault.", name(), fault);
        session.end(Ending.FAULT);
    }

    private void gone() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        cancelTimers();
        splitter.close();
        outlet.close();
        loop.assembly().traffic().connectionClosed(door.transport(), endedBy);
        onClosed.accept(this);
    }

    private void cancelTimers() {
        silence.cancel(false);
        if (pause != null) {
            pause.cancel(false);
        }
        if (expiry != null) {
            expiry.cancel(false);
        }
    }
}
