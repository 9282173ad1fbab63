package io.sluice.stomp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.Ticker;
import io.sluice.broker.ClientReport;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's socket: hands its bytes to the decoder and its frames to the session, stops reading,
 * closes. A paused socket keeps what is not decoded and decodes nothing.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class StompConnection extends ChannelInboundHandlerAdapter implements StompOutbound {
    private static final Logger LOG = LoggerFactory.getLogger(StompConnection.class);

    /** The report of one that was not let in yet. */
    static final ClientReport NOBODY = new ClientReport("stomp", "", "", "", "", "", "", 0, 0);

    private final Channel channel;
    private final Wire wire;
    private final Desk desk;
    private final Door door;
    private final ConnectionLimits limits;
    private final Ticker ticker;
    private final StompFrameDecoder decoder;
    private final StompSession session;
    private final Alarm loginAlarm;
    private final Alarm pauseAlarm;
    private final Alarm closeAlarm;
    private final Alarm beatAlarm;
    private final Alarm deathAlarm;
    private final Alarm expiryAlarm;
    private final Set<Pause> pauses = EnumSet.noneOf(Pause.class);

    private ByteBuf undecoded = Unpooled.EMPTY_BUFFER;
    private boolean decoding;
    private boolean inputEnded;
    private long sentBytes;
    private Pulse pulse;
    private volatile ClientReport report = NOBODY;
    private CloseReason closeReason = CloseReason.CLIENT_GONE;

    StompConnection(Channel channel, Wire wire, Desk desk, Door door) {
        this.channel = channel;
        this.wire = wire;
        this.desk = desk;
        this.door = door;
        limits = desk.config().connection();
        ticker =
                channel.eventLoop() instanceof AbstractScheduledEventExecutor loop
                        ? loop.ticker()
                        : Ticker.systemTicker();
        pulse = new Pulse(HeartBeat.NONE, Duration.ZERO, ticker.nanoTime());
        decoder = new StompFrameDecoder(desk.config().frames());
        session = new StompSession(desk, door, this);
        loginAlarm = new Alarm(channel.eventLoop(), this::loginTookTooLong);
        pauseAlarm = new Alarm(channel.eventLoop(), this::pausedTooLong);
        closeAlarm = new Alarm(channel.eventLoop(), this::hangUp);
        beatAlarm = new Alarm(channel.eventLoop(), this::beat);
        deathAlarm = new Alarm(channel.eventLoop(), this::lookForLife);
        expiryAlarm = new Alarm(channel.eventLoop(), this::loginExpired);
    }

    /** Ends the connection because an operator wants it. */
    void dismiss() {
        session.fail(
                new StompError(
                        CloseReason.ADMINISTRATIVE,
                        "dismissed",
                        "An operator has ended the connection."));
    }

    /** Who it serves. Any thread may ask. */
    ClientReport report() {
        return report;
    }

    /** Ends the connection because the gateway stops. */
    void shutDown() {
        session.fail(
                new StompError(
                        CloseReason.SHUTDOWN,
                        "shutting down",
                        "The gateway is shutting down; connect again later."));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        desk.traffic().connectionOpened(door.transport());
        loginAlarm.set(limits.loginTimeout().toNanos());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object read) {
        ByteBuf in = wire.bytes(read);
        desk.traffic().bytesReceived(in.readableBytes());
        pulse.heard(ticker.nanoTime());
        undecoded =
                undecoded.isReadable()
                        ? ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), undecoded, in)
                        : in;
        decode();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        session.readComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (channel.isWritable()) {
            session.writable();
        }
    }

    /** A script that has said all may shut down its side, and still waits for its receipts. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            if (session.state() == StompSession.State.CLOSED) {
                channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> hangUp());
            } else if (pauses.isEmpty()) {
                session.saidAll();
            }
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        loginAlarm.cancel();
        pauseAlarm.cancel();
        closeAlarm.cancel();
        beatAlarm.cancel();
        deathAlarm.cancel();
        expiryAlarm.cancel();
        session.connectionLost();
        desk.traffic().connectionClosed(door.transport(), closeReason.label());
        dropUndecoded();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (session.isOpen() && !(cause instanceof IOException)) {
            closeReason = CloseReason.FAULT;
            LOG.debug("connection from {} failed", door.remote(), cause);
        }
        hangUp();
    }

    @Override
    public ByteBuf buffer(int bytes) {
        return channel.alloc().ioBuffer(bytes);
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public long bytesUntilUnwritable() {
        return channel.bytesBeforeUnwritable();
    }

    @Override
    public boolean wantsFramesApart() {
        return wire.wantsFramesApart();
    }

    @Override
    public void send(ByteBuf frames, boolean text) {
        sentBytes += frames.readableBytes();
        var unused = channel.write(wire.wrap(frames, text), channel.voidPromise());
    }

    @Override
    public void flush() {
        if (sentBytes > 0) {
            desk.traffic().bytesSent(sentBytes);
            sentBytes = 0;
            pulse.said(ticker.nanoTime());
            channel.flush();
        }
    }

    @Override
    public void pause(Pause why) {
        if (!session.isOpen() || !pauses.add(why)) {
            return;
        }
        channel.config().setAutoRead(false);
        if (why != Pause.LOGIN && !pauseAlarm.isSet()) {
            pauseAlarm.set(limits.pauseMax().toNanos());
        }
    }

    @Override
    public void resume(Pause why) {
        if (pauses.remove(why) && pauses.isEmpty()) {
            pauseAlarm.cancel();
            // in a task of its own: the caller is in the midst of something
            channel.eventLoop().execute(this::readOn);
        }
    }

    @Override
    public void loggedIn(StompVersion version, HeartBeat heartBeat) {
        loginAlarm.cancel();
        decoder.loggedIn(version);
        long now = ticker.nanoTime();
        pulse = new Pulse(heartBeat, limits.idleTimeout(), now);
        beatAlarm.set(pulse.untilBeat(now));
        deathAlarm.set(pulse.untilDeath(now));
        report = report(session.client());
    }

    private ClientReport report(Client client) {
        return new ClientReport(
                "stomp",
                client.id(),
                "STOMP " + client.version().text(),
                client.principal().name(),
                client.address(),
                door.listener(),
                door.transport(),
                desk.clock().millis(),
                0);
    }

    @Override
    public void endAfter(long nanos) {
        expiryAlarm.set(nanos);
    }

    @Override
    public void closing() {
        loginAlarm.cancel();
        pauseAlarm.cancel();
        beatAlarm.cancel();
        deathAlarm.cancel();
        expiryAlarm.cancel();
        closeAlarm.set(limits.pauseMax().toNanos());
        pauses.clear();
        // what still comes is read and dropped, so that the client's own close is seen
        channel.config().setAutoRead(true);
    }

    @Override
    public void close(CloseReason reason) {
        closeReason = reason;
        closeAlarm.set(limits.lingerMax().toNanos());
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> endOutput());
    }

    private void endOutput() {
        if (inputEnded) {
            hangUp();
        } else {
            wire.end(channel);
        }
    }

    private void decode() {
        if (decoding) {
            return;
        }
        decoding = true;
        try {
            boolean more = session.hasRoom();
            while (more && session.isOpen() && pauses.isEmpty()) {
                Optional<ClientFrame> frame = decoder.decode(undecoded);
                frame.ifPresent(session::onFrame);
                more = frame.isPresent();
            }
        } catch (StompViolation violation) {
            session.fail(violation.error().about(decoder.receiptSoFar()));
        } finally {
            decoding = false;
        }
        if (!undecoded.isReadable() || !session.isOpen()) {
            dropUndecoded();
        }
    }

    private void dropUndecoded() {
        if (!decoding) {
            undecoded.release();
            undecoded = Unpooled.EMPTY_BUFFER;
        }
    }

    private void readOn() {
        if (!session.isOpen() || !pauses.isEmpty()) {
            return;
        }
        pulse.heard(ticker.nanoTime());
        decode();
        session.readComplete();
        if (pauses.isEmpty() && inputEnded) {
            session.saidAll();
        } else if (pauses.isEmpty()) {
            channel.config().setAutoRead(true);
        }
    }

    private void hangUp() {
        var unused = channel.close();
    }

    private void beat() {
        long now = ticker.nanoTime();
        if (pulse.untilBeat(now) <= 0) {
            if (channel.isWritable()) {
                send(buffer(1).writeByte('\n'), true);
                flush();
            }
            pulse.said(now);
        }
        beatAlarm.set(pulse.untilBeat(now));
    }

    private void lookForLife() {
        long now = ticker.nanoTime();
        if (!pauses.isEmpty()) {
            pulse.heard(now);
        }
        if (pulse.untilDeath(now) > 0) {
            deathAlarm.set(pulse.untilDeath(now));
        } else {
            session.fail(
                    new StompError(
                            pulse.expectsBeats() ? CloseReason.HEART_BEAT : CloseReason.IDLE,
                            "nothing heard",
                            "Neither a frame nor a heart-beat has come for too long."));
        }
    }

    private void loginExpired() {
        session.fail(
                new StompError(
                        CloseReason.LOGIN_EXPIRED,
                        "login expired",
                        "What CONNECT showed in login and passcode holds no longer; log in"
                                + " again."));
    }

    private void loginTookTooLong() {
        session.fail(
                new StompError(
                        CloseReason.LOGIN_TIMEOUT,
                        "login took too long",
                        "CONNECT was not done within " + limits.loginTimeout() + "."));
    }

    private void pausedTooLong() {
        session.fail(
                new StompError(
                        CloseReason.PAUSED_TOO_LONG,
                        "the broker is busy",
                        "Nothing could be read for " + limits.pauseMax() + "."));
    }
}
