package io.sluice.log;

import java.io.IOException;

/** Finds records by the time at which they were stored, which never runs back along the log. */
final class TimeSearch {
    private final SegmentList segments;
    private final LogEnds ends;

    TimeSearch(SegmentList segments, LogEnds ends) {
        this.segments = segments;
        this.ends = ends;
    }

    /** The offset of the first record stored at or after this time; the end offset if none was. */
    long offsetAt(long timeMs) throws IOException {
        long end = ends.written().endOffset();
        while (true) {
            Segment[] all = segments.all();
            int index = lastBegunBefore(all, timeMs);
            if (index < 0) {
                return Math.min(all[0].baseOffset(), end);
            }
            Segment segment = all[index];
            if (segment.pin()) {
                long found = search(segment, timeMs, end);
                if (found >= 0) {
                    return found;
                }
                return index + 1 < all.length ? Math.min(all[index + 1].baseOffset(), end) : end;
            }
        }
    }

    /** Index of the last segment all of which, or part of which, may be older; -1 if none may. */
    private static int lastBegunBefore(Segment[] all, long timeMs) {
        int low = 0;
        int high = all.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (all[middle].header().baseTimeMs() < timeMs) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    /** The offset in this segment, or -1; gives the pin back. */
    private static long search(Segment segment, long timeMs, long end) throws IOException {
        try {
            Segment.Mark mark = segment.markBeforeTime(timeMs);
            RecordWalk walk =
                    RecordWalk.over(segment, mark.position(), segment.readableTo(), mark.offset());
            while (walk.next()) {
                boolean counts = RecordType.takesOffset(walk.type());
                if (counts && walk.nextOffset() > end) {
                    return end;
                }
                if (counts && RecordLayout.storeTimeMs(walk.bytes(), walk.at()) >= timeMs) {
                    return walk.nextOffset() - 1;
                }
                segment.mark(
                        walk.nextOffset(),
                        walk.nextPosition(),
                        RecordLayout.storeTimeMs(walk.bytes(), walk.at()));
            }
            if (!walk.isAtLimit()) {
                throw new CorruptLogException(
                        segment.path(),
                        walk.nextPosition(),
                        walk.nextOffset(),
                        "it does not verify");
            }
            return -1;
        } finally {
            segment.unpin();
        }
    }
}
