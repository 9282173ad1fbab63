package io.sluice.bench;

import io.sluice.broker.ParcelBuilder;
import io.sluice.broker.Receipt;
import io.sluice.broker.Topic;
import java.io.IOException;
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
 * What one message costs on its way into the log, in batches of 1,024 messages: copied into a
 * parcel, sealed, written; and the same with the disk asked after each batch. With 200 bytes of
 * payload a record has 256.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class AppendBench {
    private static final int BATCH = 1_024;

    /** Messages that one read of a socket brought. */
    @Param({"1", "16", "256"})
    public int parcel;

    @Param({"64", "200", "1024"})
    public int payloadBytes;

    private final ParcelBuilder builder = new ParcelBuilder();
    private final Topic topic = new Topic(0, "bench/0".getBytes(StandardCharsets.UTF_8));
    private byte[] payload;
    private BenchLog log;

    @Setup(Level.Trial)
    public void open() throws IOException {
        payload = new byte[payloadBytes];
        log = BenchLog.open();
    }

    @TearDown(Level.Trial)
    public void close() throws Exception {
        log.close();
    }

    /** Copying alone: what the event loop does. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int gather() {
        int bytes = 0;
        for (int i = 0; i < BATCH; i += parcel) {
            bytes += nextParcel().length;
        }
        return bytes;
    }

    /** Copied, sealed and written; the disk is asked behind its back. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long append() throws IOException {
        return log.write(appendBatch());
    }

    /** The same, and on the disk before the next batch: the way of {@code durability = fsync}. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long appendAndFlush() throws IOException {
        return log.flush(log.write(appendBatch()));
    }

    private long appendBatch() throws IOException {
        long offset = 0;
        for (int i = 0; i < BATCH; i += parcel) {
            offset = log.append(nextParcel(), parcel);
        }
        return offset;
    }

    private byte[] nextParcel() {
        for (int i = 0; i < parcel; i++) {
            int at = builder.add(topic, 0, 0, payloadBytes);
            System.arraycopy(payload, 0, builder.array(), at, payloadBytes);
        }
        return builder.take(false, Receipt.NONE).bytes();
    }
}
