package io.sluice.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A socket that speaks to the gateway byte by byte, and tells exactly what comes back: which
 * packets, in which order, and when it is closed. It answers nothing by itself.
 */
final class MqttProbe implements AutoCloseable {
    static final byte[] PING = {(byte) 0xC0, 0};
    static final byte[] PONG = {(byte) 0xD0, 0};
    static final byte[] DISCONNECT = {(byte) 0xE0, 0};

    private static final HexFormat HEX = HexFormat.of();
    private static final AtomicInteger SILENCES = new AtomicInteger();

    private final MqttWords words;
    private final Socket socket;
    private final DataInputStream in;

    private MqttProbe(InetSocketAddress gateway, MqttWords words) throws IOException {
        this.words = words;
        socket = new Socket();
        socket.connect(gateway, (int) Program.LIMIT.toMillis());
        socket.setSoTimeout((int) Program.LIMIT.toMillis());
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
    }

    /** A socket on which nothing was said yet. */
    static MqttProbe dial(InetSocketAddress gateway, MqttWords words) throws IOException {
        return new MqttProbe(gateway, words);
    }

    /** A client that was let in, in a new session that ends with its connection. */
    static MqttProbe enter(InetSocketAddress gateway, MqttWords words, String clientId)
            throws IOException {
        return enter(gateway, words, words.connect(clientId));
    }

    /** A client that was let in with this CONNECT. */
    static MqttProbe enter(InetSocketAddress gateway, MqttWords words, byte[] connect)
            throws IOException {
        MqttProbe probe = dial(gateway, words);
        probe.say(connect);
        probe.hearsConnAck(0);
        return probe;
    }

    /** Sends these packets in one write. */
    MqttProbe say(byte[]... packets) throws IOException {
        int length = 0;
        for (byte[] packet : packets) {
            length += packet.length;
        }
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] packet : packets) {
            System.arraycopy(packet, 0, all, at, packet.length);
            at += packet.length;
        }
        socket.getOutputStream().write(all);
        return this;
    }

    /** Reads on until the next packet is whole; it is hexadecimal digits. */
    String next() throws IOException {
        int first = in.readUnsignedByte();
        StringBuilder hex = new StringBuilder(HEX.toHexDigits((byte) first));
        int length = 0;
        int digit = 0x80;
        for (int shift = 0; digit >= 0x80; shift += 7) {
            digit = in.readUnsignedByte();
            hex.append(HEX.toHexDigits((byte) digit));
            length |= (digit & 0x7F) << shift;
        }
        byte[] rest = new byte[length];
        in.readFully(rest);
        return hex.append(HEX.formatHex(rest)).toString();
    }

    /** The next packets are these, byte for byte. */
    MqttProbe hears(byte[]... packets) throws IOException {
        for (byte[] packet : packets) {
            assertThat(next()).isEqualTo(HEX.formatHex(packet));
        }
        return this;
    }

    /**
     * The next packets are these: deliveries in this order, answers in this order, but one kind may
     * overtake the other.
     */
    MqttProbe hearsMixed(byte[]... packets) throws IOException {
        List<String> expected = Arrays.stream(packets).map(HEX::formatHex).toList();
        List<String> heard = new ArrayList<>();
        for (int i = 0; i < packets.length; i++) {
            heard.add(next());
        }
        assertThat(heard).filteredOn(this::isPublish).isEqualTo(only(expected, true));
        assertThat(heard).filteredOn(hex -> !isPublish(hex)).isEqualTo(only(expected, false));
        return this;
    }

    private List<String> only(List<String> packets, boolean publishes) {
        return packets.stream().filter(hex -> isPublish(hex) == publishes).toList();
    }

    private boolean isPublish(String hex) {
        return hex.charAt(0) == '3';
    }

    /** The next packet is CONNACK with code 0. */
    MqttProbe hearsConnAck(int sessionPresent) throws IOException {
        String form = words.is5() ? "20..0%d00.*" : "20020%d00";
        assertThat(next()).matches(form.formatted(sessionPresent));
        return this;
    }

    /**
     * Nothing more comes of what was stored until now: the next delivery is a message that this
     * client publishes to itself, and the log's order is everybody's.
     */
    MqttProbe hearsNothing() throws IOException {
        String own = "~" + SILENCES.incrementAndGet();
        say(words.subscribe(0x7E7E, own, 0)).hears(words.subAck(0x7E7E, 0));
        say(words.publish(own, "")).hears(words.publish(own, ""));
        return say(words.unsubscribe(0x7E7E, own)).hears(words.unsubAck(0x7E7E, 0));
    }

    /** The gateway is awake: what comes next is the answer to a PINGREQ. */
    MqttProbe pings() throws IOException {
        return say(PING).hears(PONG);
    }

    /** Subscribes, and is granted what it asks for. */
    MqttProbe subscribes(String filter, int qos) throws IOException {
        return say(words.subscribe(1, filter, qos)).hears(words.subAck(1, qos));
    }

    /** The gateway says why if the version has a word for it, and closes. */
    void isPutOut(int reason) throws IOException {
        if (words.is5()) {
            assertThat(next()).startsWith("e0").matches("e0..%02x.*".formatted(reason));
        }
        isClosed();
    }

    /** The gateway has nothing more to say and closes. */
    void isClosed() throws IOException {
        assertThat(in.read()).as("the end of the connection").isEqualTo(-1);
    }

    /** Leaves in order; whatever was sent is read by the gateway before it closes. */
    void leaves() throws IOException {
        say(DISCONNECT).isClosed();
        close();
    }

    /** Closes the socket without a goodbye. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
