package io.sluice.stomp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.sluice.broker.ClientReport;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's socket: hands over what comes, stops reading, closes. A paused socket keeps what is
 * not decoded and decodes nothing.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class StompConnection extends ChannelInboundHandlerAdapter
        implements StompOutbound, Heart.Body {
    private static final Logger LOG = LoggerFactory.getLogger(StompConnection.class);

    /** The report of one that was not let in yet. */
    static final ClientReport NOBODY = new ClientReport("stomp", "", "", "", "", "", "", 0, 0);

    private final Channel channel;
    private final Wire wire;
    private final Desk desk;
    private final Door door;
    private final ConnectionLimits limits;
    private final StompSession session;
    private final Intake intake;
    private final Heart heart;
    private final Alarm loginAlarm;
    private final Alarm pauseAlarm;
    private final Alarm closeAlarm;
    private final Alarm expiryAlarm;
    private final Set<Pause> pauses = EnumSet.noneOf(Pause.class);

    private boolean inputEnded;
    private long sentBytes;
    private volatile ClientReport report = NOBODY;
    private CloseReason closeReason = CloseReason.CLIENT_GONE;

    StompConnection(Channel channel, Wire wire, Desk desk, Door door) {
        this.channel = channel;
        this.wire = wire;
        this.desk = desk;
        this.door = door;
        limits = desk.config().connection();
        session = new StompSession(desk, door, this);
        intake = new Intake(session, desk.config().frames(), this::isDeaf);
        heart = new Heart(this, channel.eventLoop());
        loginAlarm = new Alarm(channel.eventLoop(), this::loginTookTooLong);
        pauseAlarm = new Alarm(channel.eventLoop(), this::pausedTooLong);
        closeAlarm = new Alarm(channel.eventLoop(), this::hangUp);
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
        heart.heard();
        intake.add(ctx.alloc(), in);
        intake.decode();
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
        heart.stop();
        expiryAlarm.cancel();
        session.connectionLost();
        desk.traffic().connectionClosed(door.transport(), closeReason.label());
        intake.drop();
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
            heart.said();
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
        intake.loggedIn(version);
        heart.begin(heartBeat, limits.idleTimeout());
        report = session.client().report(door, desk.clock().millis());
    }

    @Override
    public void beat() {
        if (channel.isWritable()) {
            send(buffer(1).writeByte('\n'), true);
            flush();
        }
    }

    @Override
    public boolean isDeaf() {
        return !pauses.isEmpty();
    }

    @Override
    public void silent(boolean broken) {
        session.fail(
                new StompError(
                        broken ? CloseReason.HEART_BEAT : CloseReason.IDLE,
                        "nothing heard",
                        "Neither a frame nor a heart-beat has come for too long."));
    }

    @Override
    public void endAfter(long nanos) {
        expiryAlarm.set(nanos);
    }

    @Override
    public void closing() {
        loginAlarm.cancel();
        pauseAlarm.cancel();
        heart.stop();
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

    private void readOn() {
        if (!session.isOpen() || !pauses.isEmpty()) {
            return;
        }
        heart.heard();
        intake.decode();
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
