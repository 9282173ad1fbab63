package io.sluice.gateway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;

/**
 * MQTT 3.1.1 by hand: every packet is sent when the test says so, and nothing is answered by
 * itself. A library would hide what happens between a PUBREC and a kill.
 */
final class Wire implements AutoCloseable {
    static final int CONNACK = 2;
    static final int PUBLISH = 3;
    static final int PUBACK = 4;
    static final int PUBREC = 5;
    static final int PUBREL = 6;
    static final int PUBCOMP = 7;
    static final int SUBACK = 9;
    static final int PINGRESP = 13;

    private static final int WILL_QOS_1 = 0x0C;
    private static final int CLEAN_SESSION = 0x02;

    /**
     * One packet as it came.
     *
     * @param packetId 0 where the packet has none
     * @param body what stands behind the packet id; of a PUBLISH the payload
     */
    record Packet(int type, int flags, int packetId, String topic, byte[] body) {
        boolean isDup() {
            return (flags & 0x08) != 0;
        }

        int qos() {
            return flags >> 1 & 3;
        }

        String text() {
            return new String(body, UTF_8);
        }
    }

    private final Socket socket;
    private final BufferedInputStream in;
    private final DataOutputStream out;
    private final boolean sessionPresent;

    private Wire(InetSocketAddress gateway, byte[] connect) throws IOException {
        socket = new Socket();
        socket.connect(gateway, (int) Program.LIMIT.toMillis());
        socket.setSoTimeout((int) Program.LIMIT.toMillis());
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 1 << 16));
        send(0x10, connect);
        flush();
        Packet connAck = next(CONNACK);
        if (connAck.body[1] != 0) {
            throw new AssertionError("CONNACK says " + connAck.body[1]);
        }
        sessionPresent = connAck.body[0] == 1;
    }

    /** Connects and waits for CONNACK. */
    static Wire connect(InetSocketAddress gateway, String clientId, boolean clean)
            throws IOException {
        return new Wire(gateway, connectBody(clientId, clean ? CLEAN_SESSION : 0));
    }

    /** Connects with a will of QoS 1, in a session that is not clean. */
    static Wire connectWithWill(
            InetSocketAddress gateway, String clientId, String topic, String payload)
            throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(connectBody(clientId, WILL_QOS_1));
        DataOutputStream will = new DataOutputStream(body);
        text(will, topic);
        text(will, payload);
        return new Wire(gateway, body.toByteArray());
    }

    private static byte[] connectBody(String clientId, int flags) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream to = new DataOutputStream(body);
        text(to, "MQTT");
        to.writeByte(4);
        to.writeByte(flags);
        to.writeShort(0); // no keep-alive
        text(to, clientId);
        return body.toByteArray();
    }

    boolean sessionPresent() {
        return sessionPresent;
    }

    /** Writes a PUBLISH into the buffer; {@link #flush} sends it. */
    void publish(String topic, int qos, boolean dup, int packetId, byte[] payload)
            throws IOException {
        publish(topic, qos, dup, false, packetId, payload);
    }

    /** Writes a PUBLISH, retained or not. */
    void publish(String topic, int qos, boolean dup, boolean retain, int packetId, byte[] payload)
            throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream to = new DataOutputStream(body);
        text(to, topic);
        if (qos > 0) {
            to.writeShort(packetId);
        }
        to.write(payload);
        send(PUBLISH << 4 | (dup ? 8 : 0) | qos << 1 | (retain ? 1 : 0), body.toByteArray());
    }

    /** Writes a packet that is nothing but a packet id. */
    void answer(int type, int packetId) throws IOException {
        int flags = type == PUBREL ? 2 : 0;
        send(type << 4 | flags, new byte[] {(byte) (packetId >> 8), (byte) packetId});
    }

    /** Subscribes and waits for SUBACK. What comes before it is lost: there must be nothing. */
    void subscribe(String filter, int qos) throws IOException {
        askFor(filter, qos);
        next(SUBACK);
    }

    /** Sends a SUBSCRIBE and waits for nothing. */
    void askFor(String filter, int qos) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream to = new DataOutputStream(body);
        to.writeShort(1);
        text(to, filter);
        to.writeByte(qos);
        send(0x82, body.toByteArray());
        flush();
    }

    /** Sends a PINGREQ; who has the answer knows that all before it was taken. */
    void ping() throws IOException {
        send(0xC0, new byte[0]);
        flush();
    }

    void disconnect() throws IOException {
        send(0xE0, new byte[0]);
        flush();
        socket.close();
    }

    void flush() throws IOException {
        out.flush();
    }

    /** Whether the next packet can be read at least in part without waiting. */
    boolean hasMore() throws IOException {
        return in.available() > 0;
    }

    /** The next packet, which must be of this type. */
    Packet next(int type) throws IOException {
        Packet packet = next();
        if (packet.type != type) {
            throw new AssertionError("packet type %d instead of %d".formatted(packet.type, type));
        }
        return packet;
    }

    /** Waits for the next packet. */
    Packet next() throws IOException {
        DataInputStream from = new DataInputStream(in);
        int first = from.readUnsignedByte();
        byte[] bytes = new byte[readLength(from)];
        from.readFully(bytes);
        int type = first >> 4;
        int flags = first & 0x0F;
        return type == PUBLISH
                ? published(flags, bytes)
                : new Packet(type, flags, hasPacketId(type) ? shortAt(bytes, 0) : 0, "", bytes);
    }

    private static boolean hasPacketId(int type) {
        return type != CONNACK && type != PINGRESP;
    }

    private static Packet published(int flags, byte[] bytes) {
        int topicBytes = shortAt(bytes, 0);
        int at = 2 + topicBytes;
        int packetId = 0;
        if ((flags & 0x06) != 0) {
            packetId = shortAt(bytes, at);
            at += 2;
        }
        byte[] payload = Arrays.copyOfRange(bytes, at, bytes.length);
        return new Packet(
                PUBLISH, flags, packetId, new String(bytes, 2, topicBytes, UTF_8), payload);
    }

    private static int shortAt(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
    }

    private static int readLength(DataInputStream from) throws IOException {
        int length = 0;
        for (int shift = 0; ; shift += 7) {
            int next = from.readUnsignedByte();
            length |= (next & 0x7F) << shift;
            if ((next & 0x80) == 0) {
                return length;
            }
        }
    }

    private void send(int first, byte[] body) throws IOException {
        out.writeByte(first);
        int left = body.length;
        do {
            int next = left & 0x7F;
            left >>= 7;
            out.writeByte(left > 0 ? next | 0x80 : next);
        } while (left > 0);
        out.write(body);
    }

    private static void text(DataOutputStream to, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        to.writeShort(bytes.length);
        to.write(bytes);
    }

    /** Closes the socket without a goodbye. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
