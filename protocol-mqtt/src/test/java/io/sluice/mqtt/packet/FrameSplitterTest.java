package io.sluice.mqtt.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.sluice.mqtt.MqttBytes;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where packets begin and end. */
final class FrameSplitterTest {
    private static final byte[] STREAM =
            MqttBytes.raw("c000" + "30040001 6131" + "308001" + "78".repeat(128) + "4002 0007");

    private final Recorder recorder = new Recorder();
    private final FrameSplitter splitter = new FrameSplitter(recorder, ByteBufAllocator.DEFAULT);

    @AfterEach
    void close() {
        splitter.close();
    }

    @Test
    void splitAtEveryByteItIsTheSame() {
        splitter.feed(Unpooled.copiedBuffer(STREAM));
        List<String> whole = List.copyOf(recorder.packets);
        assertThat(whole)
                .containsExactly("c0:", "30:00016131", "30:" + "78".repeat(128), "40:0007");

        for (int cut = 1; cut < STREAM.length; cut++) {
            recorder.packets.clear();
            splitter.feed(Unpooled.copiedBuffer(STREAM, 0, cut));
            splitter.feed(Unpooled.copiedBuffer(STREAM, cut, STREAM.length - cut));
            assertThat(recorder.packets).as("cut at " + cut).isEqualTo(whole);
        }
        recorder.packets.clear();
        for (byte one : STREAM) {
            splitter.feed(Unpooled.wrappedBuffer(new byte[] {one}));
        }
        assertThat(recorder.packets).isEqualTo(whole);
    }

    @Test
    void heldPacketsWaitInOrder() {
        recorder.heldAfter = 1;
        splitter.feed(Unpooled.copiedBuffer(STREAM));
        splitter.feed(Unpooled.copiedBuffer(STREAM));

        assertThat(recorder.packets).containsExactly("c0:");
        assertThat(splitter.hasWaiting()).isTrue();
        recorder.heldAfter = Integer.MAX_VALUE;
        splitter.resume();

        assertThat(recorder.packets).hasSize(8).endsWith("40:0007");
        assertThat(splitter.hasWaiting()).isFalse();
    }

    @Test
    @io.sluice.mqtt.Clause("MQTT-1.5.5-1")
    void fifthByteOfALengthIsAViolation() {
        assertThatThrownBy(
                        () -> splitter.feed(Unpooled.copiedBuffer(MqttBytes.raw("30ffffffff01"))))
                .isInstanceOf(ProtocolViolation.class);
    }

    @Test
    void headerIsToldBeforeThePacketIsThere() {
        splitter.feed(Unpooled.copiedBuffer(MqttBytes.raw("30ffffff7f")));

        assertThat(recorder.headers).containsExactly("30 268435455 4");
        assertThat(recorder.packets).isEmpty();
    }

    @Test
    void closedInTheMiddleItForgetsTheRest() {
        recorder.closesAfter = 2;
        ByteBuf in = Unpooled.copiedBuffer(STREAM);

        splitter.feed(in);
        splitter.feed(Unpooled.copiedBuffer(STREAM));

        assertThat(recorder.packets).hasSize(2);
        assertThat(in.refCnt()).isZero();
    }

    /** Keeps the packets as text. */
    private final class Recorder implements FrameSplitter.Packets {
        private final List<String> packets = new ArrayList<>();
        private final List<String> headers = new ArrayList<>();
        private int heldAfter = Integer.MAX_VALUE;
        private int closesAfter = Integer.MAX_VALUE;

        @Override
        public boolean isHeld() {
            return packets.size() >= heldAfter;
        }

        @Override
        public void header(int first, int remaining, int lengthBytes) {
            headers.add(Integer.toHexString(first) + " " + remaining + " " + lengthBytes);
        }

        @Override
        public void packet(int first, ByteBuf in, int from, int to) {
            byte[] body = new byte[to - from];
            in.getBytes(from, body);
            packets.add(Integer.toHexString(first) + ":" + HexFormat.of().formatHex(body));
            if (packets.size() == closesAfter) {
                splitter.close();
            }
        }
    }
}
