package io.sluice.log;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;

/**
 * Notes at the append which records may change state, and writes that down in the {@link
 * ChangeIndex} of the segment whenever some MiB of records are in its file. So an opening looks
 * through no more than that at the end of the log, however fast it had grown.
 */
@OwnedBy(Lane.LOG)
final class ChangeNotes {
    /** What an opening may have to look through. */
    private static final int BLOCK_BYTES = 4 << 20;

    private final ChangeIndexWriter writer;
    private ChangeList changes = new ChangeList();
    private Place from;

    /** Goes on with the segment at the end of a log that was opened. */
    ChangeNotes(LogFiles files, Place end) {
        writer = new ChangeIndexWriter(files);
        from = end;
        if (end.position() > SegmentLayout.PAGE_BYTES) {
            writer.resume(end.segment());
        }
    }

    /** Looks at a record that was just sealed and will lie at this position. */
    void see(byte[] records, int at, int position) {
        changes.see(records, at, position);
    }

    /** All that was seen is in the file, which ends here; it is written down if it is enough. */
    void reached(Place end) {
        if (end.position() - from.position() >= BLOCK_BYTES) {
            writeTo(end);
        }
    }

    /** All that was seen is in the file, and is written down in any case. */
    void writeTo(Place end) {
        if (end.position() > from.position()) {
            writer.add(from, end, changes);
            changes = new ChangeList();
            from = end;
        }
    }

    /** The next record is the first one of this segment. */
    void begin(Place start) {
        from = start;
    }
}
