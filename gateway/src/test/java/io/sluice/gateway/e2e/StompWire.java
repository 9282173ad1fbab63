package io.sluice.gateway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * STOMP 1.2 by hand: every frame is sent when the test says so. Headers with letters that need an
 * escape are not for it.
 */
final class StompWire implements AutoCloseable {
    private final Socket socket = new Socket();
    private final InputStream in;
    private final OutputStream out;

    /** One frame as it came. */
    record Frame(String command, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    private StompWire(InetSocketAddress gateway) throws IOException {
        socket.connect(gateway, (int) Program.LIMIT.toMillis());
        socket.setSoTimeout((int) Program.LIMIT.toMillis());
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
    }

    /** Connects and waits for CONNECTED. */
    static StompWire connect(InetSocketAddress gateway) throws IOException {
        StompWire wire = new StompWire(gateway);
        wire.send("CONNECT", "", "accept-version:1.2", "host:sluice");
        wire.flush();
        Frame answer = wire.next();
        if (!answer.command.equals("CONNECTED")) {
            throw new AssertionError("not connected: " + answer);
        }
        return wire;
    }

    /** Subscribes under the id {@code s}, and waits until that is done. */
    void subscribe(String destination, String... more) throws IOException {
        List<String> headers =
                new ArrayList<>(List.of("id:s", "destination:" + destination, "receipt:s"));
        headers.addAll(List.of(more));
        send("SUBSCRIBE", "", headers.toArray(String[]::new));
        flush();
        Frame answer = next();
        if (!answer.header("receipt-id").equals("s")) {
            throw new AssertionError("no RECEIPT: " + answer);
        }
    }

    /** Waits for so many messages, and for what is in them. */
    List<String> bodies(int count) throws IOException {
        List<String> bodies = new ArrayList<>();
        while (bodies.size() < count) {
            bodies.add(next().body());
        }
        return bodies;
    }

    /** Writes a frame into the buffer; {@link #flush} sends it. */
    void send(String command, String body, String... headers) throws IOException {
        StringBuilder frame = new StringBuilder(command).append('\n');
        for (String header : headers) {
            frame.append(header).append('\n');
        }
        out.write(frame.append('\n').append(body).append('\0').toString().getBytes(UTF_8));
    }

    void flush() throws IOException {
        out.flush();
    }

    /** Whether the next frame can be read at least in part without waiting. */
    boolean hasMore() throws IOException {
        return in.available() > 0;
    }

    /** Waits for the next frame; an ERROR is a failure. */
    Frame next() throws IOException {
        String command = line();
        while (command.isEmpty()) {
            command = line();
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.putIfAbsent(line.substring(0, colon), line.substring(colon + 1));
        }
        Frame frame = new Frame(command, headers, until(0));
        if (command.equals("ERROR")) {
            throw new AssertionError("ERROR: " + frame);
        }
        return frame;
    }

    private String line() throws IOException {
        return until('\n');
    }

    private String until(int end) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int next = in.read(); next != end; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the gateway has closed the connection");
            }
            bytes.write(next);
        }
        return bytes.toString(UTF_8);
    }

    /** Closes the socket without a goodbye. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
