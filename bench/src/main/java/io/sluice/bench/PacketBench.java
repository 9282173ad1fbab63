package io.sluice.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.sluice.broker.MessageView;
import io.sluice.broker.ParcelBuilder;
import io.sluice.broker.Receipt;
import io.sluice.broker.Topic;
import io.sluice.mqtt.packet.FrameSplitter;
import io.sluice.mqtt.packet.PublishEncoder;
import io.sluice.mqtt.packet.PublishView;
import io.sluice.mqtt.packet.Scratch;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one MQTT PUBLISH costs where it comes in and where it goes out: split off the stream and
 * copied into a parcel; encoded from its record and copied into a buffer of the socket's kind.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class PacketBench {
    private static final int PACKETS = 512;
    private static final int[] NO_IDS = {};

    @Param({"64", "1024", "16384"})
    public int payloadBytes;

    @Param({"false", "true"})
    public boolean is5;

    private final Topic topic = new Topic(0, "bench/0".getBytes(StandardCharsets.UTF_8));
    private final ByteBufAllocator buffers = PooledByteBufAllocator.DEFAULT;
    private final Gathering gathering = new Gathering();
    private final FrameSplitter splitter = new FrameSplitter(gathering, buffers);
    private final MessageView message = new MessageView();
    private final Scratch scratch = new Scratch();
    private PublishEncoder encoder;
    private ByteBuf stream;
    private byte[] records;

    @Setup(Level.Trial)
    public void layOut() {
        encoder = new PublishEncoder(is5);
        ParcelBuilder builder = new ParcelBuilder();
        for (int i = 0; i < PACKETS; i++) {
            builder.add(topic, 0, 0, payloadBytes);
        }
        records = builder.take(false, Receipt.NONE).bytes();
        stream = encoded();
    }

    @TearDown(Level.Trial)
    public void release() {
        stream.release();
        splitter.close();
    }

    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public int decode() {
        splitter.feed(stream.retainedDuplicate());
        return gathering.parcel.take(false, Receipt.NONE).count();
    }

    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public int encode() {
        ByteBuf out = encoded();
        int bytes = out.readableBytes();
        out.release();
        return bytes;
    }

    private ByteBuf encoded() {
        ByteBuf out = buffers.directBuffer(PACKETS * (payloadBytes + 64));
        for (int at = 0; at < records.length; at = message.next()) {
            message.on(records, at);
            encoder.measure(message, 0, NO_IDS, -1);
            encoder.write(scratch, false, false, 0);
            scratch.drainTo(out);
            if (!encoder.isSmall()) {
                out.writeBytes(message.bytes(), message.payloadAt(), message.payloadBytes());
            }
        }
        return out;
    }

    /** Puts each packet into a parcel, as a connection does that knows the topic. */
    private final class Gathering implements FrameSplitter.Packets {
        private final PublishView packet = new PublishView();
        private final ParcelBuilder parcel = new ParcelBuilder();

        @Override
        public boolean isHeld() {
            return false;
        }

        @Override
        public void header(int first, int remaining, int lengthBytes) {}

        @Override
        public void packet(int first, ByteBuf in, int from, int to) {
            packet.on(first, in, from, to, is5);
            int room = parcel.add(topic, 0, packet.blockBytes(), packet.payloadBytes());
            packet.copyPayload(parcel.array(), room);
        }
    }
}
