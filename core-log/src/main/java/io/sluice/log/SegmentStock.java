package io.sluice.log;

import io.sluice.lane.Crossing;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The spares: files made in the background, so that the append never waits for blocks and never
 * meets a full disk. Housekeeping fills it, the log lane takes from it.
 *
 * <p>A spare is written full of zeros and synced, because overwriting blocks that are there costs
 * an fdatasync half of what new ones do. That takes a second or so for 256 MiB, too long for the
 * first start and for a writer that has run ahead of housekeeping; then the log lane makes a {@code
 * quick} one for itself, complete in the same way but small, and goes on in tens of milliseconds.
 *
 * <p>A file is worked on under the name {@code N.preparing} and gets its name {@code N.seg} when
 * its header is on the disk: so whatever is called {@code .seg} has a header that verifies, or is
 * damaged.
 */
@Crossing
final class SegmentStock {
    static final String SUFFIX = ".seg";
    static final String PREPARING = ".preparing";

    private static final Logger LOG = LoggerFactory.getLogger(SegmentStock.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NUMBER_DIGITS = 10;
    private static final int QUICK_BYTES = 8 << 20;

    private final LogConfig config;
    private final LogFiles files;
    private final ConcurrentLinkedQueue<Spare> spares = new ConcurrentLinkedQueue<>();
    private final AtomicLong lastNumber;
    private Optional<SpareMaking> making = Optional.empty();
    private final long retainForMs;
    private volatile boolean spaceLow;

    SegmentStock(LogConfig config, LogFiles files, long lastNumber) {
        this.config = config;
        this.files = files;
        this.lastNumber = new AtomicLong(lastNumber);
        retainForMs = config.retainFor().toMillis();
    }

    static Path path(Path folder, long number, String suffix) {
        return folder.resolve(digits(number) + suffix);
    }

    /**
     * Ten of them; by hand, since to format the first number looks up what is usual in a country.
     */
    private static String digits(long number) {
        String text = Long.toString(number);
        return "0".repeat(Math.max(0, NUMBER_DIGITS - text.length())) + text;
    }

    void add(Spare spare) {
        spares.add(spare);
    }

    int count() {
        return spares.size();
    }

    /** Whether housekeeping could not make a spare, for want of space. */
    boolean isSpaceLow() {
        return spaceLow;
    }

    /** Whether there is a spare with room for so many bytes of records. */
    boolean fits(int bytes) {
        for (Spare spare : spares) {
            if (spare.fits(bytes)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The oldest spare with room for so many bytes of records. It is found by being the same one:
     * what makes two records equal is worked out at the first question, in the midst of the start.
     */
    Optional<Spare> take(int bytes) {
        for (Spare spare : spares) {
            if (spare.fits(bytes) && spares.removeIf(each -> each == spare)) {
                return Optional.of(spare);
            }
        }
        return Optional.empty();
    }

    /**
     * Whether the segment has been written for so long that the next one had better begin, so that
     * its records do not outlive the age at which they are trimmed for want of company.
     */
    boolean isDue(Segment segment, long timeMs) {
        return timeMs - segment.header().baseTimeMs() > retainForMs && !spares.isEmpty();
    }

    /** Makes a small spare on the spot; false if the disk has no room for it. */
    @OwnedBy(Lane.LOG)
    boolean addQuick(int bytes) {
        return !spaceLow && bytes <= config.appendBytesMax() && add(quickBytes(bytes));
    }

    /** Makes a small spare even of the space that is to be left free: without one nothing opens. */
    void addFirst() throws IOException {
        spares.add(make(quickBytes(0)));
    }

    private int quickBytes(int bytes) {
        int needed = bytes + SegmentLayout.PAGE_BYTES + SegmentLayout.CLOSING_BYTES;
        int pages = (needed + SegmentLayout.PAGE_BYTES - 1) / SegmentLayout.PAGE_BYTES;
        int quick = Math.max(QUICK_BYTES, pages * SegmentLayout.PAGE_BYTES);
        return Math.min(config.segmentBytes(), quick);
    }

    /**
     * Goes on for a moment with making spares, or says that space is low: whoever makes them has
     * other things to do, and a fast writer may use them up as fast as they are made.
     *
     * @return whether there is more to be done
     */
    @OwnedBy(Lane.HOUSEKEEPING)
    boolean step() {
        if (making.isEmpty() && count() >= config.sparesKept()) {
            roomIsThere();
            return false;
        }
        try {
            if (making.isEmpty() && !begin()) {
                return false;
            }
            if (making.orElseThrow().step()) {
                spares.add(finish(making.orElseThrow()));
                making = Optional.empty();
            }
            return true;
        } catch (IOException fault) {
            making.ifPresent(unfinished -> unfinished.drop(fault));
            making = Optional.empty();
            warn(fault.getMessage(), fault);
            return false;
        }
    }

    private boolean begin() throws IOException {
        if (isFreeFor(config.segmentBytes())) {
            making = Optional.of(begin(config.segmentBytes()));
            return true;
        }
        return false;
    }

    private void roomIsThere() {
        if (spaceLow) {
            spaceLow = false;
            LOG.info("{} has room for the log again", config.directory());
        }
    }

    /** Whether it would take in a file that held records. */
    boolean wants(Segment segment) {
        return count() < config.sparesKept() && segment.fileBytes() == config.segmentBytes();
    }

    /** Makes a spare of a segment in which nobody is any more. */
    @OwnedBy(Lane.HOUSEKEEPING)
    void recycle(Segment segment) throws IOException {
        long number = lastNumber.incrementAndGet();
        files.rename(segment.path(), path(config.directory(), number, PREPARING));
        files.syncFolder(config.directory());
        spares.add(finish(number, segment.file(), config.segmentBytes(), segment.salt()));
    }

    /** What was not finished, the next opening removes. */
    void close() throws IOException {
        if (making.isPresent()) {
            making.orElseThrow().file().close();
        }
        for (Spare spare : spares) {
            spare.file().close();
        }
    }

    private boolean add(int capacity) {
        try {
            if (!isFreeFor(capacity)) {
                return false;
            }
            spares.add(make(capacity));
            return true;
        } catch (IOException fault) {
            warn(fault.getMessage(), fault);
            return false;
        }
    }

    private boolean isFreeFor(int capacity) throws IOException {
        if (files.usableBytes(config.directory()) - capacity < config.freeBytesMin()) {
            warn("less than log.free-bytes-min would be left", null);
            return false;
        }
        return true;
    }

    private void warn(String why, IOException fault) {
        if (!spaceLow) {
            spaceLow = true;
            LOG.warn("{} has no room for another segment: {}", config.directory(), why, fault);
        }
    }

    /** A new file, full of zeros. */
    private Spare make(int capacity) throws IOException {
        SpareMaking spare = begin(capacity);
        try {
            boolean isFull;
            do {
                isFull = spare.step();
            } while (!isFull);
            return finish(spare);
        } catch (IOException fault) {
            spare.drop(fault);
            throw fault;
        }
    }

    private SpareMaking begin(int capacity) throws IOException {
        long number = lastNumber.incrementAndGet();
        return SpareMaking.begin(files, config.directory(), number, capacity);
    }

    private Spare finish(SpareMaking spare) throws IOException {
        return finish(spare.number(), spare.file(), spare.capacity(), 0);
    }

    private Spare finish(long number, LogFile file, int capacity, int saltBefore)
            throws IOException {
        int salt = saltOtherThan(saltBefore);
        SegmentLayout.write(file, SegmentLayout.Header.spare(salt, capacity), SegmentLayout.page());
        file.force();
        Path path = path(config.directory(), number, SUFFIX);
        files.rename(path(config.directory(), number, PREPARING), path);
        files.syncFolder(config.directory());
        return new Spare(path, file, salt, capacity);
    }

    /** A salt that nobody can guess. */
    static int saltOtherThan(int before) {
        int salt;
        do {
            salt = RANDOM.nextInt();
        } while (salt == before);
        return salt;
    }
}
