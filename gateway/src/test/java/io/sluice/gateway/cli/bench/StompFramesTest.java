package io.sluice.gateway.cli.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.gateway.cli.client.CommandFault;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** STOMP frames come whole, with what the load tool wants to know of their headers. */
final class StompFramesTest {
    private final List<String> seen = new ArrayList<>();
    private final StompFrames frames = new StompFrames(this::note);
    private final FrameCutter cutter = new FrameCutter(frames);

    @Test
    void framesComeWholeWhereverTheReadsCutThem() {
        String stream =
                "\nCONNECTED\nversion:1.2\n\n\0\n\r\n"
                        + "MESSAGE\ndestination:/topic/a\nack:m\\c1\ncontent-length:3\n\na\0b\0"
                        + "MESSAGE\r\nacknowledged:no\r\n\r\ntext\0\n"
                        + "RECEIPT\nreceipt-id:7\n\n\0";
        ByteBuf bytes = Unpooled.directBuffer().writeBytes(stream.getBytes(UTF_8));

        for (int cut = 0; cut <= bytes.writerIndex(); cut++) {
            seen.clear();

            cutter.feed(bytes.slice(0, cut));
            cutter.feed(bytes.slice(cut, bytes.writerIndex() - cut));

            assertThat(seen)
                    .as("cut at %d", cut)
                    .containsExactly("C  -", "M a\0b m\\c1", "M text -", "R  -");
        }
        bytes.release();
    }

    @Test
    void aBodyThatDoesNotEndInNulIsNotStomp() {
        ByteBuf bytes = Unpooled.directBuffer();
        bytes.writeBytes("MESSAGE\ncontent-length:1\n\nab\0".getBytes(UTF_8));

        assertThatThrownBy(() -> cutter.feed(bytes))
                .isInstanceOf(CommandFault.class)
                .hasMessageContaining("not STOMP");
        bytes.release();
    }

    private void note(char command, ByteBuffer bytes, int bodyAt, int bodyEnd) {
        boolean acked = frames.ackAt() != StompFrames.NOWHERE;
        String ack = acked ? text(bytes, frames.ackAt(), frames.ackEnd()) : "-";
        seen.add(command + " " + text(bytes, bodyAt, bodyEnd) + " " + ack);
    }

    private static String text(ByteBuffer bytes, int from, int to) {
        byte[] text = new byte[to - from];
        bytes.get(from, text);
        return new String(text, UTF_8);
    }
}
