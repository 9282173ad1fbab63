package io.sluice.gateway.cli.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.sluice.gateway.cli.client.CommandFault;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.nio.ByteBuffer;

/** One MQTT connection: the opening and the end; what is between belongs to its {@link Role}. */
@OwnedBy(Lane.EVENT_LOOP)
final class MqttLink implements Link, MqttFrames.Packets {
    private static final int RECEIVE_MAXIMUM = 0x21;

    private enum State {
        AWAITING_CONNACK,
        OPEN,
        LEAVING
    }

    /** What a connection is for. */
    interface Role {
        /** Connects, and is content. */
        Role NONE =
                new Role() {
                    @Override
                    public void connected(ChannelHandlerContext socket, int max, Runnable ready) {
                        ready.run();
                    }

                    @Override
                    public void packet(int first, ByteBuffer bytes, int at, int end) {}
                };

        /** The broker let us in; {@code ready} is to be run when load may begin. */
        void connected(ChannelHandlerContext socket, int receiveMaximum, Runnable ready);

        void packet(int first, ByteBuffer bytes, int at, int end);

        default void readBegins(long nowNanos) {}

        default void readEnds() {}

        default void writable() {}
    }

    private final MqttDialect dialect;
    private final Dialect.Guest guest;
    private final Role role;
    private final MqttFrames frames = new MqttFrames(this);
    private final Presence presence;
    private State state = State.AWAITING_CONNACK;
    private ChannelHandlerContext socket;

    MqttLink(MqttDialect dialect, Dialect.Guest guest, Role role, Faults faults) {
        this.dialect = dialect;
        this.guest = guest;
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
        var unused = socket.writeAndFlush(dialect.direct(socket.alloc(), dialect.connect(guest)));
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
    public void packet(int first, ByteBuffer bytes, int at, int end) {
        if (state == State.OPEN) {
            role.packet(first, bytes, at, end);
        } else if (state == State.AWAITING_CONNACK) {
            connAck(first, bytes, at, end);
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
            ByteBuf goodbye = dialect.direct(socket.alloc(), dialect.disconnect());
            socket.writeAndFlush(goodbye).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void closed(String why) {
        presence.gone(why);
    }

    private void connAck(int first, ByteBuffer bytes, int at, int end) {
        int code = end - at < 2 ? -1 : bytes.get(at + 1) & 0xff;
        if (MqttFrames.typeOf(first) != MqttFrames.CONNACK || code != 0) {
            throw CommandFault.cannotConnect(
                    "the broker refused the connection (code %d); check -u, -P and -V"
                            .formatted(code));
        }
        state = State.OPEN;
        role.connected(socket, receiveMaximum(bytes, at + 2, end), presence::arrived);
    }

    // The properties before it are of known lengths; a broker that puts others first is taken as
    // saying nothing, and then its window is ours.
    private int receiveMaximum(ByteBuffer bytes, int at, int end) {
        ConnAckProperties properties = new ConnAckProperties(bytes, at, end);
        return dialect.version().isFive() ? properties.number(RECEIVE_MAXIMUM, 65_535) : 65_535;
    }
}
