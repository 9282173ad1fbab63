package io.sluice.log;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The file {@code N.cidx} beside a segment {@code N.seg}: which records of it may change state, so
 * that the next opening need not look at the others. The append writes it, a block for every few
 * MiB ({@link ChangeNotes}), and does not force it: a block that does not verify, or does not
 * follow the one before, ends it, and what lies behind is looked through. All integers are
 * little-endian.
 *
 * <pre>
 *    0  magic "SLUICECI"
 *    8  version, 4 bytes: 2
 *   12  salt, 4 bytes: the segment's
 *   16  life, 8 bytes: the segment's
 *   24  crc32c of bytes 0 to 24
 *   28  blocks, each a {@link ChangeBlock}
 * </pre>
 *
 * <p>A file with another version, or of another life, is as if it were not there. Version 1 had no
 * copies.
 */
final class ChangeIndex {
    static final String SUFFIX = ".cidx";
    static final int HEADER_BYTES = 28;

    private static final long MAGIC = 0x4943_4543_4955_4C53L; // "SLUICECI"
    private static final int VERSION = 2;
    private static final int HEADER_CRC_AT = 24;
    private static final int FILE_BYTES_MAX = 1 << 28;

    private final List<ChangeBlock> blocks = new ArrayList<>();
    private int endPosition;
    private long endOffset;
    private int length;

    private ChangeIndex(Segment segment) {
        endPosition = SegmentLayout.PAGE_BYTES;
        endOffset = segment.baseOffset();
    }

    /** One that knows nothing. */
    static ChangeIndex none(Segment segment) {
        return new ChangeIndex(segment);
    }

    /**
     * What the segment's file says, as far as it verifies; nothing if there is none. Notes in the
     * segment where its blocks begin, for readers.
     */
    static ChangeIndex of(Segment segment, LogFiles files) {
        ChangeIndex index = new ChangeIndex(segment);
        Path path = segment.beside(SUFFIX);
        try (LogFile file = files.openToRead(path)) {
            index.read(file, segment);
        } catch (IOException missing) {
            return index; // as far as it came
        }
        return index;
    }

    /** Up to this position in the segment it knows all. */
    int endPosition() {
        return endPosition;
    }

    /** How much of the file it has read, header included; 0 if that does not fit. */
    int length() {
        return length;
    }

    /** The block that covers this offset of the segment; none if it is not covered. */
    Optional<ChangeBlock> blockOf(long offset) {
        int low = 0;
        int high = blocks.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (blocks.get(middle).toOffset() <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < blocks.size() ? Optional.of(blocks.get(low)) : Optional.empty();
    }

    private void read(LogFile file, Segment segment) throws IOException {
        long fileBytes = file.length();
        if (fileBytes > FILE_BYTES_MAX) {
            throw new EOFException("no such index is so long");
        }
        byte[] bytes = new byte[(int) fileBytes];
        file.readAll(ByteBuffer.wrap(bytes), 0);
        boolean fits =
                fileBytes >= HEADER_BYTES
                        && ByteBuffer.wrap(bytes, 0, HEADER_BYTES).equals(header(segment));
        if (fits) {
            length = HEADER_BYTES;
            take(bytes, segment);
        }
    }

    private void take(byte[] bytes, Segment segment) {
        Optional<ChangeBlock> next = ChangeBlock.at(bytes, length);
        while (next.isPresent() && follows(next.get(), segment)) {
            ChangeBlock block = next.get();
            if (block.timeMs() >= 0) {
                segment.mark(endOffset, endPosition, block.timeMs());
            }
            blocks.add(block);
            endPosition = block.toPosition();
            endOffset = block.toOffset();
            length += block.length();
            next = ChangeBlock.at(bytes, length);
        }
    }

    private boolean follows(ChangeBlock block, Segment segment) {
        return block.fromPosition() == endPosition
                && block.fromOffset() == endOffset
                && block.toPosition() <= segment.readableTo();
    }

    /** How a file of this segment begins. */
    static ByteBuffer header(Segment segment) {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(MAGIC).putInt(VERSION).putInt(segment.salt()).putLong(segment.life());
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), 0, HEADER_CRC_AT);
        return bytes.putInt((int) crc.getValue()).flip();
    }
}
