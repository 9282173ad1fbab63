package io.sluice.log;

import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A log's folder in a test: opens logs in it with small segments, and takes copies as of now. */
final class LogFolder {
    static final int SEGMENT_BYTES = 1 << 20;

    private final Path path;
    private final ManualClock clock = new ManualClock(1_000_000);
    private LogFiles files = LogFiles.onDisk();
    private int tailCacheBytes;
    private long retainBytesMax = 1L << 40;
    private Duration retainFor = Duration.ofDays(365_000);
    private long freeBytesMin;

    LogFolder(Path path) {
        this.path = path;
    }

    LogFolder on(LogFiles other) {
        files = other;
        return this;
    }

    LogFolder withTailCache(int bytes) {
        tailCacheBytes = bytes;
        return this;
    }

    LogFolder retaining(long bytes, Duration age) {
        retainBytesMax = bytes;
        retainFor = age;
        return this;
    }

    LogFolder leavingFree(long bytes) {
        freeBytesMin = bytes;
        return this;
    }

    Path path() {
        return path;
    }

    ManualClock clock() {
        return clock;
    }

    LogConfig config() {
        return new LogConfig(
                path,
                SEGMENT_BYTES,
                SEGMENT_BYTES / 4,
                retainBytesMax,
                retainFor,
                freeBytesMin,
                2,
                tailCacheBytes);
    }

    CommitLog open() throws IOException {
        return CommitLog.open(config(), files, clock, new LogMetrics(new CollectorRegistry()));
    }

    /** What a killed process leaves behind: the files as they are now, in another folder. */
    LogFolder copiedTo(Path other) throws IOException {
        Files.createDirectories(other);
        try (Stream<Path> all = Files.list(path)) {
            for (Path file : all.toList()) {
                Files.copy(file, other.resolve(file.getFileName()));
            }
        }
        LogFolder copy = new LogFolder(other);
        copy.clock.set(clock.millis());
        return copy;
    }

    void delete() throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** The segments' files that hold records, in the order of their offsets. */
    List<Path> segments() throws IOException {
        try (SegmentFolder found = SegmentFolder.openToRead(path, LogFiles.onDisk())) {
            return found.chain().stream().map(one -> one.segment().path()).toList();
        }
    }

    /** Overwrites bytes of a file. */
    static void overwrite(Path file, long position, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), position);
        }
    }

    /** Turns over one bit. */
    static void flip(Path file, long position) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, position);
            one.put(0, (byte) (one.get(0) ^ 1)).clear();
            channel.write(one, position);
        }
    }
}
