package io.sluice.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** STOMP in WebSocket frames. */
final class StompWebSocketTest {
    private static final String CONNECT = "CONNECT\naccept-version:1.0,1.1,1.2\n\n\0";

    private ServerFixture fixture = new ServerFixture();

    @Test
    void bordersOfWebSocketFramesMeanNothing() {
        EmbeddedChannel channel = fixture.webSocket("v12.stomp");

        channel.writeInbound(new TextWebSocketFrame(false, 0, CONNECT.substring(0, 9)));
        channel.writeInbound(new ContinuationWebSocketFrame(true, 0, CONNECT.substring(9)));
        fixture.settle(channel);
        assertThat(ServerFixture.text(channel)).startsWith("text CONNECTED\nversion:1.2\n");
        write(channel, "SEND\ndestination:a\n\n1\0\nSEND\ndestination:a\n\n2\0SEND\n");
        channel.writeInbound(new BinaryWebSocketFrame(ServerFixture.bytes("destination:a\n\n3\0")));
        fixture.settle(channel);

        assertThat(fixture.broker.published()).containsExactly("a=1", "a=2", "a=3");
        channel.finishAndReleaseAll();
    }

    @Test
    void messageIsTextIfItsBodyIsAndBinaryIfNot() {
        EmbeddedChannel channel = subscribed();

        write(channel, "SEND\ndestination:a\n\nhé\0");
        channel.writeInbound(new BinaryWebSocketFrame(binarySend()));
        fixture.settle(channel);

        List<String> sent = ServerFixture.outbound(channel);
        assertThat(sent).hasSize(2);
        assertThat(sent.get(0)).startsWith("text MESSAGE\n").endsWith("\n\nhé\0");
        assertThat(sent.get(1)).startsWith("binary MESSAGE\n");
        channel.finishAndReleaseAll();
    }

    @Test
    void everyFrameTravelsByItself() {
        EmbeddedChannel channel = subscribed();

        write(
                channel,
                "SEND\ndestination:a\nreceipt:1\n\n1\0SEND\ndestination:a\nreceipt:2\n\n2\0");

        assertThat(ServerFixture.outbound(channel))
                .hasSize(4)
                .allMatch(frame -> frame.indexOf('\0') == frame.length() - 1);
        channel.finishAndReleaseAll();
    }

    @Test
    void kindOfFrameCanBeSettled() {
        fixture = new ServerFixture(with(StompConfig.WsFrame.BINARY));
        EmbeddedChannel channel = subscribed();

        write(channel, "SEND\ndestination:a\n\ntext\0");

        assertThat(ServerFixture.outbound(channel).get(0)).startsWith("binary MESSAGE\n");
        channel.finishAndReleaseAll();
    }

    @Test
    @Clause("H2")
    void heartBeatIsTextFrameWithEndOfLine() {
        EmbeddedChannel channel = fixture.webSocket("");
        write(channel, "CONNECT\naccept-version:1.2\nheart-beat:0,4000\n\n\0");
        ServerFixture.outbound(channel);

        ServerFixture.advance(channel, 2_001);

        assertThat(ServerFixture.outbound(channel)).containsExactly("text \n");
        channel.finishAndReleaseAll();
    }

    @Test
    @Clause("E1")
    void errorIsFollowedByCloseFrame() {
        EmbeddedChannel channel = subscribed();

        write(channel, "NONSENSE\n\n\0");

        List<String> sent = ServerFixture.outbound(channel);
        assertThat(sent.get(0)).startsWith("text ERROR\n");
        assertThat(sent.get(1)).isEqualTo("close");
        ServerFixture.advance(channel, 2_001);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    @Clause("C2")
    void subprotocolSettlesTheVersion() {
        EmbeddedChannel channel = fixture.webSocket("v10.stomp");

        write(channel, CONNECT);

        assertThat(ServerFixture.text(channel)).contains("CONNECTED\nversion:1.0\n");
        channel.finishAndReleaseAll();
    }

    private EmbeddedChannel subscribed() {
        EmbeddedChannel channel = fixture.webSocket("v12.stomp");
        write(channel, CONNECT + "SUBSCRIBE\nid:1\ndestination:a\n\n\0");
        ServerFixture.outbound(channel);
        return channel;
    }

    private void write(EmbeddedChannel channel, String text) {
        channel.writeInbound(new TextWebSocketFrame(text));
        fixture.settle(channel);
    }

    private static io.netty.buffer.ByteBuf binarySend() {
        return Unpooled.wrappedBuffer(
                "SEND\ndestination:a\ncontent-length:2\n\n".getBytes(StandardCharsets.UTF_8),
                new byte[] {(byte) 0xFF, 0, 0});
    }

    private static StompConfig with(StompConfig.WsFrame form) {
        StompConfig defaults = StompConfig.defaults();
        return new StompConfig(
                defaults.frames(),
                defaults.connection(),
                defaults.transactions(),
                defaults.heartBeat(),
                form,
                defaults.topicSeparator(),
                defaults.serverHeader(),
                defaults.durableExpiry());
    }
}
