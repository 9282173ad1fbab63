package io.sluice.log;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;

/**
 * Notes at the append where records lie that may change state, and writes that down in the {@link
 * ChangeIndex} of the segment whenever some MiB of records are in its file. So an opening looks
 * through no more than that at the end of the log, however fast it had grown.
 */
@OwnedBy(Lane.LOG)
final class ChangeNotes {
    /** What an opening may have to look through. */
    private static final int BLOCK_BYTES = 4 << 20;

    private final ChangeIndexWriter writer;
    private PositionList changes = new PositionList();
    private Segment segment;
    private int from;
    private long fromOffset;
    private long timeMs;

    /** Goes on with the segment at the end of a log that was opened. */
    ChangeNotes(LogFiles files, Place end) {
        writer = new ChangeIndexWriter(files);
        if (end.position() > SegmentLayout.PAGE_BYTES) {
            writer.resume(end.segment());
        }
        begin(end.segment(), end.position(), end.endOffset());
    }

    /** From now on records are appended to this segment, the first one here. */
    void begin(Segment next, int position, long offset) {
        segment = next;
        from = position;
        fromOffset = offset;
        timeMs = -1;
        changes = new PositionList();
    }

    /** Looks at a record that was just sealed and will lie at this position. */
    void note(byte[] records, int at, int position) {
        if (timeMs < 0) {
            timeMs = RecordLayout.storeTimeMs(records, at);
        }
        if (RecordLayout.mayChangeState(records, at)) {
            changes.add(position);
        }
    }

    /** All that was noted is in the file, which ends here; it is written down if it is enough. */
    void reached(int position, long offset) {
        if (position - from >= BLOCK_BYTES) {
            close(position, offset);
        }
    }

    /** All that was noted is in the file, and is written down in any case. */
    void close(int position, long offset) {
        if (position > from) {
            writer.add(
                    segment,
                    new ChangeIndex.Block(from, position, fromOffset, offset, timeMs, changes));
            begin(segment, position, offset);
        }
    }
}
