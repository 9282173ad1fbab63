package io.sluice.gateway.cli.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.sluice.gateway.cli.client.Login;
import io.sluice.gateway.cli.client.MqttVersion;
import java.util.List;

/**
 * MQTT as load speaks it: packets laid out once, by hand.
 *
 * @param version of the protocol
 * @param login who we say we are
 */
record MqttDialect(MqttVersion version, Login login) implements Dialect {
    private static final int CLEAN = 0x02;
    private static final int PASSWORD = 0x40;
    private static final int USER = 0x80;
    private static final byte[] EXPIRES_IN_AN_HOUR = {5, 0x11, 0, 0, 0x0e, 0x10};
    private static final byte[] NO_PROPERTIES = {0};
    private static final byte[] NOTHING = {};

    @Override
    public Link publisher(Guest guest, Publisher publisher, Faults faults) {
        return new MqttLink(this, guest, new MqttPublishing(publisher), faults);
    }

    @Override
    public Link receiver(Guest guest, String filter, int qos, Receiver receiver, Faults faults) {
        MqttReceiving role =
                new MqttReceiving(this, guest, new MqttReceiving.Wish(filter, qos), receiver);
        return new MqttLink(this, guest, role, faults);
    }

    @Override
    public Link visitor(Guest guest, FilterShare filters, Faults faults) {
        boolean listens = filters.count() > 0;
        MqttLink.Role role = listens ? new MqttCollecting(this, filters) : MqttLink.Role.NONE;
        return new MqttLink(this, guest, role, faults);
    }

    @Override
    public Sheet.Form form(String topic, boolean numbered, int qos, byte[] payload) {
        byte[] name =
                (numbered ? topic + "0".repeat(Sheet.Form.TOPIC_DIGITS) : topic).getBytes(UTF_8);
        byte[] properties = version.isFive() ? NO_PROPERTIES : NOTHING;
        ByteBuf body = Unpooled.buffer().writeShort(name.length).writeBytes(name);
        int idAt = body.writerIndex();
        body.writeShort(0).writerIndex(qos > 0 ? idAt + 2 : idAt);
        body.writeBytes(properties).writeBytes(payload);

        int headBytes = 1 + lengthBytes(body.readableBytes());
        byte[] bytes = ByteBufUtil.getBytes(packet(MqttFrames.PUBLISH << 4 | qos << 1, body));
        int digitsAt = headBytes + idAt - Sheet.Form.TOPIC_DIGITS;
        return new Sheet.Form(
                bytes,
                bytes.length - payload.length,
                qos > 0 ? headBytes + idAt : -1,
                numbered ? digitsAt : -1,
                -1);
    }

    ByteBuf connect(Guest guest) {
        int flags =
                (guest.stays() ? 0 : CLEAN)
                        | (login.hasUser() ? USER : 0)
                        | (login.hasPassword() ? PASSWORD : 0);
        ByteBuf body = Unpooled.buffer();
        text(body, version.protocolName());
        body.writeByte(version.level()).writeByte(flags).writeShort(0);
        if (version.isFive()) {
            body.writeBytes(guest.stays() ? EXPIRES_IN_AN_HOUR : NO_PROPERTIES);
        }
        text(body, guest.clientId());
        if (login.hasUser()) {
            text(body, login.user());
        }
        if (login.hasPassword()) {
            text(body, login.password());
        }
        return packet(MqttFrames.CONNECT << 4, body);
    }

    ByteBuf subscribe(List<String> filters, int qos) {
        ByteBuf body = Unpooled.buffer().writeShort(1);
        if (version.isFive()) {
            body.writeBytes(NO_PROPERTIES);
        }
        for (String filter : filters) {
            text(body, filter);
            body.writeByte(qos);
        }
        return packet(MqttFrames.SUBSCRIBE << 4 | 2, body);
    }

    ByteBuf disconnect() {
        return packet(MqttFrames.DISCONNECT << 4, Unpooled.EMPTY_BUFFER);
    }

    ByteBuf direct(ByteBufAllocator allocator, ByteBuf packet) {
        return allocator.directBuffer(packet.readableBytes()).writeBytes(packet);
    }

    private static ByteBuf packet(int first, ByteBuf body) {
        ByteBuf packet = Unpooled.buffer(5 + body.readableBytes()).writeByte(first);
        int rest = body.readableBytes();
        while (rest > 0x7f) {
            packet.writeByte(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        return packet.writeByte(rest).writeBytes(body);
    }

    private static int lengthBytes(int length) {
        return length < 1 << 7 ? 1 : length < 1 << 14 ? 2 : length < 1 << 21 ? 3 : 4;
    }

    private static void text(ByteBuf body, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        body.writeShort(bytes.length).writeBytes(bytes);
    }
}
