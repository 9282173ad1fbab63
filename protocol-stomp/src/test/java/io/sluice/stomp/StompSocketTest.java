package io.sluice.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client with a real socket sees. */
final class StompSocketTest {
    private static final String CONNECT = "CONNECT\naccept-version:1.2\n\n\0";

    private final ServerFixture fixture = new ServerFixture();
    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private int port;

    @BeforeEach
    void listen() {
        fixture.broker.runsItself = true;
        Channel listener =
                new ServerBootstrap()
                        .group(loop)
                        .channel(NioServerSocketChannel.class)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        fixture.server.accept(channel, "stomp", "tcp");
                                    }
                                })
                        .bind(InetAddress.getLoopbackAddress(), 0)
                        .syncUninterruptibly()
                        .channel();
        port = ((InetSocketAddress) listener.localAddress()).getPort();
    }

    @AfterEach
    void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    @Clause("R2")
    void receiptOfDisconnectArrivesBeforeTheEnd() throws IOException {
        try (Socket socket = connect()) {
            say(
                    socket,
                    CONNECT
                            + "SUBSCRIBE\nid:1\ndestination:/topic/a\nreceipt:s\n\n\0"
                            + "SEND\ndestination:/topic/a\n\nhello\0");
            String first = readUntil(socket, "hello\0");
            say(socket, "DISCONNECT\nreceipt:bye\n\n\0");
            String rest = readToTheEnd(socket);

            assertThat(first).contains("CONNECTED\n", "RECEIPT\nreceipt-id:s\n", "MESSAGE\n");
            assertThat(rest).isEqualTo("RECEIPT\nreceipt-id:bye\n\n\0");
        }
        Awaitility.await().until(() -> fixture.server.connectionCount() == 0);
    }

    @Test
    @Clause("R1")
    void scriptThatHasSaidAllGetsItsReceipts() throws IOException {
        try (Socket socket = connect()) {
            say(
                    socket,
                    CONNECT
                            + "SUBSCRIBE\nid:1\ndestination:b\nreceipt:1\n\n\0"
                            + "SEND\ndestination:a\nreceipt:2\n\nx\0");
            socket.shutdownOutput();

            assertThat(readToTheEnd(socket))
                    .endsWith("RECEIPT\nreceipt-id:1\n\n\0RECEIPT\nreceipt-id:2\n\n\0");
        }
        Awaitility.await().until(() -> fixture.server.connectionCount() == 0);
    }

    @Test
    @Clause({"E1", "C4"})
    void errorArrivesBeforeTheEndThoughMuchIsOnItsWay() throws IOException {
        try (Socket socket = connect()) {
            say(socket, CONNECT + "NONSENSE\n\n\0" + "x".repeat(100_000));

            assertThat(readToTheEnd(socket)).contains("ERROR\nmessage:unknown command\n");
        }
        Awaitility.await().until(() -> fixture.server.connectionCount() == 0);
    }

    @Test
    void clientThatStaysAfterErrorIsClosedInTheEnd() throws IOException {
        try (Socket socket = connect()) {
            say(socket, "NONSENSE\n\n\0");
            assertThat(readToTheEnd(socket)).contains("ERROR\n");

            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> fixture.server.connectionCount() == 0);
        }
    }

    @Test
    void manyMessagesArriveWholeAndInOrder() throws IOException {
        int count = 20_000;
        try (Socket reader = connect();
                Socket writer = connect()) {
            say(reader, CONNECT + "SUBSCRIBE\nid:1\ndestination:a\nreceipt:s\n\n\0");
            readUntil(reader, "receipt-id:s\n\n\0");
            StringBuilder frames = new StringBuilder(CONNECT);
            for (int i = 0; i < count; i++) {
                frames.append("SEND\ndestination:a\n\n").append(i).append("\0");
            }
            say(writer, frames.append("DISCONNECT\nreceipt:r\n\n\0").toString());

            String all = readUntil(reader, "\n\n" + (count - 1) + "\0");

            String[] messages = all.split("\0", -1);
            assertThat(messages).hasSize(count + 1);
            for (int i = 0; i < count; i++) {
                assertThat(messages[i]).endsWith("\n\n" + i);
            }
            assertThat(readToTheEnd(writer)).endsWith("RECEIPT\nreceipt-id:r\n\n\0");
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String readUntil(Socket socket, String end) throws IOException {
        StringBuilder all = new StringBuilder();
        byte[] buffer = new byte[8192];
        InputStream in = socket.getInputStream();
        while (all.length() < end.length() || all.indexOf(end, all.length() - end.length()) < 0) {
            int count = in.read(buffer);
            assertThat(count).as("read: %s", all).isPositive();
            all.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
        }
        return all.toString();
    }

    private static String readToTheEnd(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
