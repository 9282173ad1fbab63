package io.sluice.log;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A topic index on the disk, in a file as {@link SidecarLayout} draws it. In memory is only the
 * first name of every block; the file is opened for each search, so nothing keeps it from being
 * deleted.
 */
final class Sidecar implements TopicIndex {
    private final Path path;
    private final LogFiles files;
    private final SidecarLayout.Header header;
    private final int[] blockAt;
    private final int[] blockBytes;
    private final short[] blockTopics;
    private final int[] firstRecord;
    private final byte[][] firstName;

    private Sidecar(Path path, LogFiles files, SidecarLayout.Header header) {
        this.path = path;
        this.files = files;
        this.header = header;
        blockAt = new int[header.blockCount()];
        blockBytes = new int[header.blockCount()];
        blockTopics = new short[header.blockCount()];
        firstRecord = new int[header.blockCount()];
        firstName = new byte[header.blockCount()][];
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
            Sidecar sidecar = new Sidecar(path, files, header);
            sidecar.take(directory, segment);
            return sidecar;
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

    private void take(ByteBuffer directory, Segment segment) {
        directory.flip();
        for (int block = 0; block < blockAt.length; block++) {
            blockAt[block] = directory.getInt();
            blockBytes[block] = directory.getInt();
            blockTopics[block] = directory.getShort();
            firstRecord[block] = directory.getInt();
            firstName[block] = new byte[directory.getShort() & 0xFFFF];
            directory.get(firstName[block]);
        }
        for (int mark = 0; mark < header.markCount(); mark++) {
            segment.mark(directory.getLong(), directory.getInt(), directory.getLong());
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
            NameSearch search = new NameSearch(file, wish);
            for (TopicWish.Range range : wish.ranges()) {
                if (!search.look(range)) {
                    return false;
                }
            }
            PositionList runs = search.runs;
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
                int block = firstBlock(wanted.begin(range));
                while (left > 0 && isIn(block, range)) {
                    left -= findLast(file, block, range, wanted, left);
                    block++;
                }
            }
        }
    }

    /** How many topics of this block were told. */
    private int findLast(LogFile file, int block, TopicWish.Range range, LastSeen wanted, int max)
            throws IOException {
        byte[] bytes = readNames(file, block);
        ByteBuffer names = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        PositionList last = new PositionList();
        int told = 0;
        int record = firstRecord[block];
        int at = 0;
        for (int i = 0; i < blockTopics[block] && told < max; i++) {
            int nameBytes = names.getShort(at) & 0xFFFF;
            int nameAt = at + Short.BYTES;
            record += names.getInt(nameAt + nameBytes);
            if (wanted.wants(range, bytes, nameAt, nameBytes)) {
                readPositions(file, record - 1, record, last);
                byte[] name = Arrays.copyOfRange(bytes, nameAt, nameAt + nameBytes);
                wanted.into().take(name, last.at(told++));
            }
            at = nameAt + nameBytes + Integer.BYTES;
        }
        return told;
    }

    private byte[] readNames(LogFile file, int block) throws IOException {
        byte[] bytes = new byte[blockBytes[block]];
        ByteBuffer names = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        fill(names, file, path, blockAt[block]);
        if (!SidecarLayout.isWhole(names, 0, bytes.length)) {
            throw new DamagedIndexException(path, "its block " + block + " does not verify");
        }
        return bytes;
    }

    /** Goes over names, and notes the runs of positions of those that are wanted. */
    private final class NameSearch {
        private final LogFile file;
        private final TopicWish wish;
        private final SearchCost cost = new SearchCost(header.recordCount());
        private final PositionList runs = new PositionList();

        NameSearch(LogFile file, TopicWish wish) {
            this.file = file;
            this.wish = wish;
        }

        /** Whether it is still worth it. */
        boolean look(TopicWish.Range range) throws IOException {
            for (int block = firstBlock(range.name()); isIn(block, range); block++) {
                if (!cost.takesNames(blockTopics[block]) || !look(range, block)) {
                    return false;
                }
            }
            return true;
        }

        private boolean look(TopicWish.Range range, int block) throws IOException {
            byte[] bytes = readNames(file, block);
            ByteBuffer names = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            int record = firstRecord[block];
            int at = 0;
            for (int i = 0; i < blockTopics[block]; i++) {
                int nameBytes = names.getShort(at) & 0xFFFF;
                int nameAt = at + Short.BYTES;
                int hits = names.getInt(nameAt + nameBytes);
                if (range.covers(bytes, nameAt, nameBytes)
                        && wish.wants(bytes, nameAt, nameBytes)) {
                    if (!cost.takesHits(hits)) {
                        return false;
                    }
                    add(record, record + hits);
                }
                record += hits;
                at = nameAt + nameBytes + Integer.BYTES;
            }
            return true;
        }

        private void add(int first, int end) {
            if (runs.count() > 0 && runs.at(runs.count() - 1) == first) {
                runs.setLast(end);
            } else {
                runs.add(first);
                runs.add(end);
            }
        }
    }

    /** The block in which the name is, or would be. */
    private int firstBlock(byte[] name) {
        int low = 0;
        int high = firstName.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (Arrays.compareUnsigned(firstName[middle], name) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return Math.max(0, high);
    }

    private boolean isIn(int block, TopicWish.Range range) {
        if (block >= firstName.length) {
            return false;
        }
        byte[] first = firstName[block];
        return Arrays.compareUnsigned(first, range.name()) <= 0
                || range.covers(first, 0, first.length);
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
