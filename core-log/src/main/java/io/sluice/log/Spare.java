package io.sluice.log;

import java.nio.file.Path;

/**
 * A file that is ready to become a segment: its blocks are there, its header with the salt of its
 * next life is on the disk.
 *
 * @param capacity bytes of the file
 */
record Spare(Path path, LogFile file, int salt, int capacity) {
    /** Whether an append of this many bytes finds room in it. */
    boolean fits(int bytes) {
        return bytes <= capacity - SegmentLayout.PAGE_BYTES - SegmentLayout.CLOSING_BYTES;
    }
}
