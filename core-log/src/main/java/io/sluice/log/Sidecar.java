package io.sluice.log;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A topic index on the disk, in a file as {@link SidecarLayout} draws it. In memory is only the
 * first name of every block; the file is opened for each search, so nothing keeps it from being
 * deleted.
 */
final class Sidecar implements TopicIndex {
    private final Path path;
    private final LogFiles files;
    private final SidecarLayout.Header header;
    private final NameBlocks blocks;

    private Sidecar(Path path, LogFiles files, SidecarLayout.Header header, NameBlocks blocks) {
        this.path = path;
        this.files = files;
        this.header = header;
        this.blocks = blocks;
    }

    /**
     * The one beside a closed segment, which gets the marks that are in it.
     *
     * @throws DamagedIndexException if it is not as it was written, or of another segment
     * @throws IOException if there is none
     */
    static Sidecar open(Path path, LogFiles files, Segment segment) throws IOException {
        try (LogFile file = files.openToRead(path)) {
            ByteBuffer first = read(file, path, 0, SidecarLayout.HEADER_BYTES);
            if (!SidecarLayout.isWhole(first)) {
                throw new DamagedIndexException(path, "its header does not verify");
            }
            SidecarLayout.Header header = SidecarLayout.header(first);
            if (header.life() != segment.life()
                    || header.salt() != segment.salt()
                    || header.endPosition() != segment.readableTo()) {
                throw new DamagedIndexException(path, "it belongs to another segment");
            }
            ByteBuffer directory = read(file, path, header.directoryAt(), header.directoryBytes());
            if (!SidecarLayout.isWhole(directory, 0, header.directoryBytes())) {
                throw new DamagedIndexException(path, "its directory does not verify");
            }
            NameBlocks blocks = NameBlocks.from(directory.flip(), header.blockCount(), path);
            for (int mark = 0; mark < header.markCount(); mark++) {
                segment.mark(directory.getLong(), directory.getInt(), directory.getLong());
            }
            return new Sidecar(path, files, header, blocks);
        }
    }

    private static ByteBuffer read(LogFile file, Path path, int at, int bytes) throws IOException {
        ByteBuffer into = SidecarLayout.buffer(bytes);
        fill(into, file, path, at);
        return into;
    }

    private static void fill(ByteBuffer into, LogFile file, Path path, int at) throws IOException {
        try {
            file.readAll(into, at);
        } catch (EOFException shorter) {
            throw new DamagedIndexException(path, "it is too short");
        }
    }

    /** One behind the offset of the segment's last record. */
    long endOffset() {
        return header.endOffset();
    }

    @Override
    public int recordCount() {
        return header.recordCount();
    }

    @Override
    public boolean find(TopicWish wish, PositionList into) throws IOException {
        try (LogFile file = files.openToRead(path)) {
            NameSearch search = new NameSearch(blocks, file, wish, header.recordCount());
            if (!search.look()) {
                return false;
            }
            PositionList runs = search.runs();
            for (int i = 0; i < runs.count(); i += 2) {
                readPositions(file, runs.at(i), runs.at(i + 1), into);
            }
            return true;
        }
    }

    @Override
    public void findLast(LastSeen wanted) throws IOException {
        try (LogFile file = files.openToRead(path)) {
            int left = wanted.max();
            for (TopicWish.Range range : wanted.wish().ranges()) {
                int block = blocks.firstBlock(wanted.begin(range));
                while (left > 0 && blocks.isIn(block, range)) {
                    left -= findLast(file, block, range, wanted, left);
                    block++;
                }
            }
        }
    }

    /** How many topics of this block were told. */
    private int findLast(LogFile file, int block, TopicWish.Range range, LastSeen wanted, int max)
            throws IOException {
        NameBlocks.Names names = blocks.read(file, block);
        PositionList last = new PositionList();
        int told = 0;
        while (told < max && names.next()) {
            if (wanted.wants(range, names.bytes(), names.at(), names.length())) {
                readPositions(file, names.endRecord() - 1, names.endRecord(), last);
                wanted.into().take(names.name(), last.at(told++));
            }
        }
        return told;
    }

    private void readPositions(LogFile file, int first, int end, PositionList into)
            throws IOException {
        int firstPage = first / SidecarLayout.PAGE_POSITIONS;
        int pages = (end - 1) / SidecarLayout.PAGE_POSITIONS + 1 - firstPage;
        if (end == first) {
            return;
        }
        int at = SidecarLayout.PAGE_BYTES * (1 + firstPage);
        ByteBuffer bytes = read(file, path, at, pages * SidecarLayout.PAGE_BYTES);
        for (int page = 0; page < pages; page++) {
            int from = page * SidecarLayout.PAGE_BYTES;
            if (!SidecarLayout.isWhole(bytes, from, SidecarLayout.PAGE_BYTES)) {
                throw new DamagedIndexException(
                        path, "its page " + (firstPage + page) + " does not verify");
            }
            int base = (firstPage + page) * SidecarLayout.PAGE_POSITIONS;
            int last = Math.min(end, base + SidecarLayout.PAGE_POSITIONS);
            for (int i = Math.max(first, base); i < last; i++) {
                into.add(bytes.getInt(from + (i - base) * Integer.BYTES));
            }
        }
    }
}
