package io.sluice.gateway.cli.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.sluice.gateway.cli.client.CommandFault;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.nio.ByteBuffer;

/** One STOMP connection: the opening and the end; what is between belongs to its {@link Role}. */
@OwnedBy(Lane.EVENT_LOOP)
final class StompLink implements Link, StompFrames.Listener {
    private static final int REASON_BYTES = 200;

    private enum State {
        AWAITING_CONNECTED,
        OPEN,
        LEAVING
    }

    /** What a connection is for. */
    interface Role {
        /** Connects, and is content. */
        Role NONE =
                new Role() {
                    @Override
                    public void connected(ChannelHandlerContext socket, Runnable ready) {
                        ready.run();
                    }
                };

        /** The broker let us in; {@code ready} is to be run when load may begin. */
        void connected(ChannelHandlerContext socket, Runnable ready);

        default void receipt() {}

        default void message(StompFrames frames, ByteBuffer bytes, int bodyAt, int bodyEnd) {}

        default void readBegins(long nowNanos) {}

        default void readEnds() {}

        default void writable() {}
    }

    private final StompDialect dialect;
    private final Role role;
    private final StompFrames frames = new StompFrames(this);
    private final Presence presence;
    private State state = State.AWAITING_CONNECTED;
    private ChannelHandlerContext socket;

    StompLink(StompDialect dialect, Dialect.Guest guest, Role role, Faults faults) {
        this.dialect = dialect;
        this.role = role;
        presence = new Presence(guest.clientId(), faults);
    }

    @Override
    public Presence presence() {
        return presence;
    }

    @Override
    public void opened(ChannelHandlerContext socket) {
        this.socket = socket;
        var unused = socket.writeAndFlush(StompDialect.bytes(socket.alloc(), dialect.connect()));
    }

    @Override
    public void readBegins(long nowNanos) {
        role.readBegins(nowNanos);
    }

    @Override
    public int take(ByteBuffer bytes, int from, int to) {
        return frames.take(bytes, from, to);
    }

    @Override
    public void frame(char command, ByteBuffer bytes, int bodyAt, int bodyEnd) {
        switch (command) {
            case 'M' -> role.message(frames, bytes, bodyAt, bodyEnd);
            case 'R' -> role.receipt();
            case 'C' -> connected();
            case 'E' -> throw refused(bytes, bodyAt, bodyEnd);
            default -> throw CommandFault.failed("what came back is not STOMP");
        }
    }

    @Override
    public void readEnds() {
        if (state == State.OPEN) {
            role.readEnds();
        }
    }

    @Override
    public void writable() {
        if (state == State.OPEN) {
            role.writable();
        }
    }

    @Override
    public void leave() {
        if (state == State.OPEN) {
            state = State.LEAVING;
            presence.leaves();
            socket.writeAndFlush(StompDialect.bytes(socket.alloc(), StompDialect.disconnect()))
                    .addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void closed(String why) {
        presence.gone(why);
    }

    private void connected() {
        state = State.OPEN;
        role.connected(socket, presence::arrived);
    }

    private CommandFault refused(ByteBuffer bytes, int bodyAt, int bodyEnd) {
        byte[] text = new byte[Math.min(REASON_BYTES, bodyEnd - bodyAt)];
        bytes.get(bodyAt, text);
        String said = new String(text, UTF_8).strip();
        return state == State.AWAITING_CONNECTED
                ? CommandFault.cannotConnect("the broker said ERROR to CONNECT: " + said)
                : CommandFault.failed("the broker said ERROR: " + said);
    }
}
