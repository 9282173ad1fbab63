package io.sluice.log;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How the log keeps its files.
 *
 * @param directory where the segments lie; made if it is missing
 * @param segmentBytes size of a segment's file, 1 MiB to 1 GiB
 * @param recordBytesMax the longest record accepted, header included; at most a quarter of a
 *     segment
 * @param retainBytesMax bytes of segments above which the oldest are trimmed; at least two segments
 * @param retainFor age above which a whole segment is trimmed
 * @param freeBytesMin bytes that the log leaves free on the disk
 * @param sparesKept segments held ready, 1 to 16
 * @param tailCacheBytes bytes of the newest records that are kept in memory, up to 1 GiB
 */
public record LogConfig(
        Path directory,
        int segmentBytes,
        int recordBytesMax,
        long retainBytesMax,
        Duration retainFor,
        long freeBytesMin,
        int sparesKept,
        int tailCacheBytes) {
    private static final int MIB = 1 << 20;

    public LogConfig {
        require(segmentBytes >= MIB && segmentBytes <= 1024 * MIB, "segment-bytes", segmentBytes);
        require(segmentBytes % SegmentLayout.PAGE_BYTES == 0, "segment-bytes", segmentBytes);
        require(
                recordBytesMax >= RecordLayout.HEADER_BYTES && recordBytesMax <= segmentBytes / 4,
                "record-bytes-max",
                recordBytesMax);
        require(retainBytesMax >= 2L * segmentBytes, "retain-bytes-max", retainBytesMax);
        require(!retainFor.isNegative() && !retainFor.isZero(), "retain-for", retainFor);
        require(freeBytesMin >= 0, "free-bytes-min", freeBytesMin);
        require(sparesKept >= 1 && sparesKept <= 16, "spares-kept", sparesKept);
        require(
                tailCacheBytes >= 0 && tailCacheBytes <= 1024 * MIB,
                "tail-cache-bytes",
                tailCacheBytes);
    }

    /** What holds where nothing was said: 256 MiB segments, 10 GiB or 7 days of them. */
    public static LogConfig in(Path directory) {
        return new LogConfig(
                directory,
                256 * MIB,
                16 * MIB,
                10L * 1024 * MIB,
                Duration.ofDays(7),
                1024L * MIB,
                2,
                32 * MIB);
    }

    /** The longest array that one append takes. */
    public int appendBytesMax() {
        return segmentBytes - SegmentLayout.PAGE_BYTES - SegmentLayout.CLOSING_BYTES;
    }

    private static void require(boolean holds, String key, Object value) {
        if (!holds) {
            throw new IllegalArgumentException("log." + key + " is out of range: " + value);
        }
    }
}
