package io.sluice.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What lies in the log's folder: which segments make up the log and in what order, which files are
 * spares, and which are left over.
 *
 * <p>The segment with the highest life that commits itself is the last one; each names the life
 * that comes before it. A segment that this chain passes over was replaced when an earlier opening
 * wrote its records anew, and is left over. If one that the chain names is missing while there are
 * earlier ones, the chain ends before it; whether that is damage, {@link LogTail} knows.
 */
final class SegmentFolder implements AutoCloseable {
    /** A segment's file, and its seal if it has one. */
    record Found(Segment segment, boolean isSealed, SegmentLayout.Seal seal) {
        long life() {
            return segment.life();
        }
    }

    private final Path folder;
    private final Map<Long, Found> byLife = new HashMap<>();
    private final List<Spare> spares = new ArrayList<>();
    private final List<Path> unfinished = new ArrayList<>();
    private final List<CorruptLogException> damages = new ArrayList<>();
    private final List<Found> unrooted = new ArrayList<>();
    private final List<Found> chain;
    private final List<Found> replaced;
    private long lastNumber;
    private long lastLife;

    private SegmentFolder(Path folder, LogFiles files, boolean toRead) throws IOException {
        this.folder = folder;
        try {
            read(files, toRead);
        } catch (IOException fault) {
            close();
            throw fault;
        }
        chain = findChain();
        replaced = byLife.values().stream().filter(found -> !chain.contains(found)).toList();
    }

    private void read(LogFiles files, boolean toRead) throws IOException {
        for (Path path : files.list(folder).stream().sorted().toList()) {
            String name = path.getFileName().toString();
            if (name.matches("\\d{10}\\..*")) {
                lastNumber = Math.max(lastNumber, Long.parseLong(name.substring(0, 10)));
            }
            if (name.matches("\\d{10}\\.seg")) {
                LogFile file = toRead ? files.openToRead(path) : files.open(path);
                take(path, file);
            } else if (name.endsWith(SegmentStock.PREPARING)) {
                unfinished.add(path);
            }
        }
    }

    static SegmentFolder open(Path folder, LogFiles files) throws IOException {
        return new SegmentFolder(folder, files, false);
    }

    static SegmentFolder openToRead(Path folder, LogFiles files) throws IOException {
        return new SegmentFolder(folder, files, true);
    }

    Path folder() {
        return folder;
    }

    /** What is wrong with the files as such. */
    List<CorruptLogException> damages() {
        return damages;
    }

    /** Throws if something is. */
    void check() {
        if (!damages.isEmpty()) {
            throw damages.get(0);
        }
    }

    /** The segments in the order of their offsets. */
    List<Found> chain() {
        return chain;
    }

    List<Found> replaced() {
        return replaced;
    }

    List<Spare> spares() {
        return spares;
    }

    /** Files that were being prepared. */
    List<Path> unfinished() {
        return unfinished;
    }

    /** The highest number in a file's name. */
    long lastNumber() {
        return lastNumber;
    }

    /** The highest life that a header tells of. */
    long lastLife() {
        return lastLife;
    }

    /** All segments that there are, in no order. */
    Collection<Found> all() {
        return byLife.values();
    }

    boolean holds(long life) {
        return byLife.containsKey(life) && indexOf(unrooted, life) < 0;
    }

    /** Segments that come after one that is missing. */
    List<Found> unrooted() {
        return unrooted;
    }

    /** Index of the segment of this life, or -1. */
    static int indexOf(List<Found> chain, long life) {
        for (int i = 0; i < chain.size(); i++) {
            if (chain.get(i).life() == life) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        for (Found found : byLife.values()) {
            found.segment().file().close();
        }
        for (Spare spare : spares) {
            spare.file().close();
        }
    }

    private void take(Path path, LogFile file) throws IOException {
        long length = file.length();
        if (length < SegmentLayout.PAGE_BYTES) {
            refuse(file, path, length, "it ends within its header");
            return;
        }
        ByteBuffer page = SegmentLayout.page();
        file.readAll(page, 0);
        if (!SegmentLayout.isWhole(page)) {
            refuse(file, path, 0, "its header does not verify");
            return;
        }
        SegmentLayout.Header header = SegmentLayout.header(page);
        if (header.isSpare()) {
            spares.add(new Spare(path, file, header.salt(), header.capacity()));
        } else if (byLife.containsKey(header.life())) {
            String other = byLife.get(header.life()).segment().path().toString();
            refuse(file, path, 0, other + " is the same segment");
        } else {
            lastLife = Math.max(lastLife, header.life());
            Segment segment = new Segment(path, file, header, length);
            boolean sealed = SegmentLayout.isSealed(page);
            Found found = new Found(segment, sealed, SegmentLayout.seal(page));
            byLife.put(header.life(), found);
        }
    }

    private void refuse(LogFile file, Path path, long position, String what) throws IOException {
        file.close();
        damages.add(new CorruptLogException(path, position, 0, what));
    }

    /**
     * The chain with the highest life that hangs together. One that a missing segment cuts off from
     * lower lives is put aside: a power cut may have taken the missing one's header back.
     */
    private List<Found> findChain() {
        List<Found> found = chainBelow(Long.MAX_VALUE);
        while (isCutOff(found)) {
            unrooted.addAll(found);
            found = chainBelow(found.get(0).life());
        }
        return found;
    }

    private List<Found> chainBelow(long lifeMax) {
        long top = 0;
        for (Found found : byLife.values()) {
            boolean commits = found.segment().header().committedBy() == found.life();
            if (commits && found.life() < lifeMax) {
                top = Math.max(top, found.life());
            }
        }
        Deque<Found> found = new ArrayDeque<>();
        for (long life = top; byLife.containsKey(life); ) {
            found.addFirst(byLife.get(life));
            life = found.getFirst().segment().header().previousLife();
        }
        return List.copyOf(found);
    }

    private boolean isCutOff(List<Found> found) {
        if (found.isEmpty() || found.get(0).segment().header().previousLife() == 0) {
            return false;
        }
        long life = found.get(0).life();
        return byLife.keySet().stream().anyMatch(lower -> lower < life);
    }
}
