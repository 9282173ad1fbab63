package io.sluice.gateway.cli.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.gateway.cli.client.CommandFault;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Packets come whole, however the reads cut them. */
final class FrameCutterTest {
    private final List<String> packets = new ArrayList<>();
    private final FrameCutter cutter =
            new FrameCutter(
                    new MqttFrames(
                            (first, bytes, at, end) -> {
                                byte[] body = new byte[end - at];
                                bytes.get(at, body);
                                packets.add("%02x %s".formatted(first, new String(body, UTF_8)));
                            }));

    @Test
    void packetsComeWholeWhereverTheReadsCutThem() {
        String long1 = "x".repeat(300);
        ByteBuf stream = Unpooled.directBuffer();
        write(stream, 0x30, "a");
        write(stream, 0xd0, "");
        write(stream, 0x32, long1);
        write(stream, 0x31, "last");
        List<String> expected = List.of("30 a", "d0 ", "32 " + long1, "31 last");

        for (int first = 0; first <= stream.writerIndex(); first++) {
            for (int second = first; second <= stream.writerIndex(); second += 7) {
                packets.clear();

                cutter.feed(stream.slice(0, first));
                cutter.feed(stream.slice(first, second - first));
                cutter.feed(stream.slice(second, stream.writerIndex() - second));

                assertThat(packets).as("cut at %d and %d", first, second).isEqualTo(expected);
            }
        }
        stream.release();
    }

    @Test
    void aPacketMuchLongerThanTheReadsComesWhole() {
        String body = "0123456789".repeat(10_000);
        ByteBuf stream = Unpooled.directBuffer();
        write(stream, 0x30, body);
        write(stream, 0x30, "next");

        while (stream.isReadable()) {
            cutter.feed(stream.readSlice(Math.min(777, stream.readableBytes())));
        }

        assertThat(packets).containsExactly("30 " + body, "30 next");
        stream.release();
    }

    @Test
    void aLengthOfFiveBytesIsNotMqtt() {
        ByteBuf stream = Unpooled.directBuffer();
        stream.writeByte(0x30).writeInt(-1).writeByte(1);

        assertThatThrownBy(() -> cutter.feed(stream))
                .isInstanceOf(CommandFault.class)
                .hasMessageContaining("not MQTT");
        stream.release();
    }

    private static void write(ByteBuf stream, int first, String body) {
        stream.writeByte(first);
        int length = body.length();
        while (length > 0x7f) {
            stream.writeByte(length & 0x7f | 0x80);
            length >>>= 7;
        }
        stream.writeByte(length).writeBytes(body.getBytes(UTF_8));
    }
}
