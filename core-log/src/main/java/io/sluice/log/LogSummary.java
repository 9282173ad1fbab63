package io.sluice.log;

import java.nio.file.Path;
import java.util.List;

/**
 * What lies in a log's folder.
 *
 * @param segments in the order of their offsets
 * @param spares files held ready
 * @param closed whether the log was closed in peace
 * @param durableEnd as of the last checkpoint; 0 without one
 */
public record LogSummary(List<Part> segments, int spares, boolean closed, long durableEnd) {
    /**
     * One segment.
     *
     * @param endOffset one behind the last record that can be read
     * @param baseTimeMs no record was stored earlier
     * @param endTimeMs no record was stored later
     * @param recordBytes of the file that hold records
     * @param fileBytes of the file
     * @param sealed whether it is known to be whole on the disk
     */
    public record Part(
            Path file,
            long baseOffset,
            long endOffset,
            long baseTimeMs,
            long endTimeMs,
            long recordBytes,
            long fileBytes,
            boolean sealed) {}

    public LogSummary {
        segments = List.copyOf(segments);
    }

    /** The offset of the oldest record; 0 without segments. */
    public long firstOffset() {
        return segments.isEmpty() ? 0 : segments.get(0).baseOffset();
    }

    /** One behind the last record; 0 without segments. */
    public long endOffset() {
        return segments.isEmpty() ? 0 : segments.get(segments.size() - 1).endOffset();
    }

    /** Bytes that the segments take on the disk. */
    public long bytes() {
        return segments.stream().mapToLong(Part::fileBytes).sum();
    }
}
