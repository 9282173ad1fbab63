package io.sluice.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
 * wrote its records anew, and is left over. One that the chain misses is damage.
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
    private final List<Found> chain;
    private final List<Found> replaced;
    private long lastNumber;
    private long lastLife;

    private SegmentFolder(Path folder, LogFiles files, boolean toRead) throws IOException {
        this.folder = folder;
        try {
            read(files, toRead);
        } catch (IOException | RuntimeException fault) {
            close();
            throw fault;
        }
        chain = findChain();
        replaced = byLife.values().stream().filter(found -> !chain.contains(found)).toList();
    }

    private void read(LogFiles files, boolean toRead) throws IOException {
        for (Path path : files.list(folder).stream().sorted().toList()) {
            String name = path.getFileName().toString();
            if (name.matches("\\d{10}\\.seg")) {
                lastNumber = Math.max(lastNumber, Long.parseLong(name.substring(0, 10)));
                take(path, toRead ? files.openToRead(path) : files.open(path));
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

    boolean holds(long life) {
        return byLife.containsKey(life);
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
            throw new CorruptLogException(path, length, 0, "it ends within its header");
        }
        ByteBuffer page = SegmentLayout.page();
        file.readAll(page, 0);
        if (!SegmentLayout.isWhole(page)) {
            throw new CorruptLogException(path, 0, 0, "its header does not verify");
        }
        SegmentLayout.Header header = SegmentLayout.header(page);
        if (header.isSpare()) {
            spares.add(new Spare(path, file, header.salt(), header.capacity()));
            return;
        }
        lastLife = Math.max(lastLife, header.life());
        Segment segment = new Segment(path, file, header, length);
        boolean sealed = SegmentLayout.isSealed(page);
        Found same =
                byLife.put(header.life(), new Found(segment, sealed, SegmentLayout.seal(page)));
        if (same != null) {
            throw new CorruptLogException(
                    path, 0, header.baseOffset(), same.segment().path() + " is the same segment");
        }
    }

    private List<Found> findChain() {
        long top = 0;
        for (Found found : byLife.values()) {
            if (found.segment().header().committedBy() == found.life()) {
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

    /** Throws if the log lacks a segment between others. */
    void checkNothingIsMissing() {
        if (chain.isEmpty()) {
            return;
        }
        SegmentLayout.Header first = chain.get(0).segment().header();
        for (Found found : replaced) {
            if (first.previousLife() != 0 && found.life() < first.life()) {
                throw new CorruptLogException(
                        folder.resolve("*" + SegmentStock.SUFFIX),
                        0,
                        found.segment().baseOffset(),
                        "the segment of life %d is missing".formatted(first.previousLife()));
            }
        }
    }
}
