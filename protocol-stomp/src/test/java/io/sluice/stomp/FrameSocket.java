package io.sluice.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A client's socket that says and hears whole frames. */
final class FrameSocket implements AutoCloseable {
    private static final int PATIENCE_MS = 10_000;

    private final Socket socket;

    FrameSocket(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    FrameSocket(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MS);
    }

    /** Sends a frame; its NUL is added. */
    FrameSocket say(String frame) throws IOException {
        socket.getOutputStream().write((frame + "\0").getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Sends a frame and waits for its receipt. */
    FrameSocket done(String command, String headers) throws IOException {
        String id = command + System.nanoTime();
        say(command + "\n" + headers + "receipt:" + id + "\n\n");
        String answer = next();
        while (answer.startsWith("MESSAGE")) {
            answer = next();
        }
        assertThat(answer).isEqualTo("RECEIPT\nreceipt-id:" + id + "\n\n");
        return this;
    }

    FrameSocket subscribe(String destination, String headers) throws IOException {
        return done("SUBSCRIBE", "id:s\ndestination:" + destination + "\n" + headers);
    }

    FrameSocket send(String destination, String headers, String... bodies) throws IOException {
        for (String body : bodies) {
            say("SEND\ndestination:" + destination + "\n" + headers + "\n" + body);
        }
        return done("SEND", "destination:/topic/fence\n");
    }

    /** Waits for a frame that begins so. */
    String await(String beginning) throws IOException {
        String frame = next();
        assertThat(frame).startsWith(beginning);
        return frame;
    }

    /** The next frame, without its NUL and the LFs before it. */
    String next() throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        int b = read();
        while (b == '\n') {
            b = read();
        }
        while (b != 0) {
            frame.write(b);
            b = read();
        }
        return frame.toString(StandardCharsets.UTF_8);
    }

    /** Whether nothing comes for a moment. */
    boolean isSilent(int ms) throws IOException {
        socket.setSoTimeout(ms);
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException silent) {
            return true;
        } finally {
            socket.setSoTimeout(PATIENCE_MS);
        }
    }

    static String header(String frame, String name) {
        int at = frame.indexOf("\n" + name + ":");
        assertThat(at).as("%s in %s", name, frame).isNotNegative();
        int from = at + name.length() + 2;
        return frame.substring(from, frame.indexOf('\n', from));
    }

    static String body(String frame) {
        return frame.substring(frame.indexOf("\n\n") + 2);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private int read() throws IOException {
        int b = socket.getInputStream().read();
        assertThat(b).as("end of the connection").isNotNegative();
        return b;
    }
}
