package io.sluice.log;

import io.sluice.lane.Crossing;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log: records in one order, each under its offset, in segments of a folder that belongs to
 * this process alone.
 *
 * <p>Three lanes use it at once, each its own methods: the log lane appends and writes, the flush
 * lane asks the disk, housekeeping prepares, trims and checkpoints. They meet in a few published
 * numbers and lists. Readers may be on any lane.
 *
 * <p>A write or flush that the disk refuses is final: everything after throws {@link
 * LogFailedException}, the disk is not asked again, and the durable end stays where it was.
 */
@Crossing
public final class CommitLog implements AutoCloseable {
    /** In place of an offset: no segment is to be taken away now. */
    public static final long NOTHING_TO_TRIM = -1;

    /** The file that who has the log holds locked. */
    public static final String LOCK = "lock";

    private static final Logger LOG = LoggerFactory.getLogger(CommitLog.class);

    private final LogFiles files;
    private final KnownDamage damage;
    private final LogMetrics metrics;
    private final Closeable lock;
    private final Recovery recovery;
    private final CheckpointFile checkpoints;
    private final SegmentList segments;
    private final SegmentStock stock;
    private final LogEnds ends;
    private final LogFailure failure = new LogFailure();
    private final LogAppender appender;
    private final LogFlusher flusher;
    private final Retention retention;
    private final Indexer indexer;
    private boolean closed;

    private CommitLog(
            LogConfig config,
            LogFiles files,
            Clock clock,
            LogMetrics metrics,
            Closeable lock,
            LogRecovery opened) {
        this.files = files;
        damage = new KnownDamage(config.directory(), files);
        this.metrics = metrics;
        this.lock = lock;
        recovery = opened.report();
        checkpoints = opened.checkpoints();
        segments = new SegmentList(opened.segments());
        stock = opened.stock();
        ends = new LogEnds(opened.end());
        appender = new LogAppender(config, files, segments, stock, ends, failure, clock);
        flusher = new LogFlusher(ends, failure);
        retention = new Retention(config, files, clock, segments, stock, checkpoints);
        indexer = new Indexer(config, files, segments, opened.end().segment().life());
    }

    /**
     * Opens the log, makes it if it is missing, and puts its end in order after an unclean stop.
     *
     * @throws CorruptLogException if records that had been on the disk are not there as they were
     * @throws IOException if another process has it, or the disk does not obey
     */
    public static CommitLog open(LogConfig config, LogFiles files, Clock clock, LogMetrics metrics)
            throws IOException {
        files.makeFolder(config.directory());
        Closeable lock = files.lock(config.directory().resolve(LOCK));
        try {
            LogRecovery opened = LogRecovery.run(config, files, clock);
            CommitLog log = new CommitLog(config, files, clock, metrics, lock, opened);
            metrics.watch(log::status);
            return log;
        } catch (IOException | RuntimeException fault) {
            lock.close();
            throw fault;
        }
    }

    /** What the opening found and did. */
    public Recovery recovery() {
        return recovery;
    }

    /**
     * Whether an append of so many bytes will find room. If not, the disk is full or down to what
     * is to be left free; it may come to be otherwise after a {@link #trim} or {@link #prepare}. A
     * log that has failed says yes, and the append says why not.
     *
     * @param control whether these are control records, which may use a reserve
     */
    @OwnedBy(Lane.LOG)
    public boolean canTake(int bytes, boolean control) {
        assert Lane.LOG.isHere();
        return appender.canTake(bytes, control);
    }

    /**
     * Adds records behind the end: sets offset, store time and checksum of each in place. From now
     * on nobody may change the array; readers will share it. It is readable after {@link #write}.
     *
     * @param records {@code count} whole records back to back, padding included, which fill the
     *     array
     * @return the first one's offset; the others' follow without a hole
     * @throws IllegalArgumentException if the array is not that; nothing is appended
     * @throws IllegalStateException if {@link #canTake} would have said no
     */
    @OwnedBy(Lane.LOG)
    public long append(byte[] records, int count) throws IOException {
        assert Lane.LOG.isHere();
        return appender.append(records, count);
    }

    /** Ends a batch: hands what was appended to the file system, and lets readers have it. */
    @OwnedBy(Lane.LOG)
    public void write() throws IOException {
        assert Lane.LOG.isHere();
        int count = appender.write();
        if (count > 0) {
            metrics.wrote(count);
        }
    }

    /** How many segments have been begun since the opening. */
    @OwnedBy(Lane.LOG)
    public int rolls() {
        return appender.rolls();
    }

    /** One behind the last readable record: the offset of the next. */
    public long endOffset() {
        return ends.written().endOffset();
    }

    /** Where in the last segment's file the written records end. */
    int writtenPosition() {
        return ends.written().position();
    }

    /** Makes durable what is written when this is called. */
    @OwnedBy(Lane.FLUSH)
    public void flush() throws IOException {
        assert Lane.FLUSH.isHere();
        long startedNanos = System.nanoTime();
        if (flusher.flush()) {
            metrics.flushed(System.nanoTime() - startedNanos);
        }
    }

    /** One behind the last record that is known to be on the disk. */
    public long durableEnd() {
        return ends.durable().endOffset();
    }

    /** The offset of the oldest record held, or of the next if there is none. */
    public long firstOffset() {
        return segments.first().baseOffset();
    }

    /** Whether nothing was ever taken away before {@link #firstOffset}. */
    public boolean isUntrimmed() {
        return segments.first().header().previousLife() == 0;
    }

    /** A reader for one thread. */
    public LogReader reader() {
        return new LogReader(segments, ends, appender.tail());
    }

    /** A reader of what may change state, for who opens the log. */
    public ChangeReader changes() {
        return new ChangeReader(reader(), segments, ends, files);
    }

    /**
     * Looks for the last message of each topic, for one thread.
     *
     * @param after only topics whose names come behind this one, in the order of unsigned bytes
     * @param topicsMax how many at most, the first by name
     */
    public TopicSurvey survey(TopicWish wish, byte[] after, int topicsMax) {
        LogReader reader = reader();
        return new TopicSurvey(segments, ends, reader, wish, after, topicsMax);
    }

    /** The offset of the first record stored at or after this time; the end offset if none was. */
    public long offsetAt(long timeMs) throws IOException {
        return new TimeSearch(segments, ends).offsetAt(timeMs);
    }

    /** Makes the segments that will be needed next. If the disk has no room, it does not. */
    @OwnedBy(Lane.HOUSEKEEPING)
    public void prepare() throws IOException {
        boolean isMoreToDo;
        do {
            isMoreToDo = prepareSome();
        } while (isMoreToDo);
    }

    /**
     * Some of what {@link #prepare} does: a few MiB of zeros.
     *
     * @return whether there is more to be done
     */
    @OwnedBy(Lane.HOUSEKEEPING)
    public boolean prepareSome() throws IOException {
        assert Lane.HOUSEKEEPING.isHere();
        failure.check();
        return stock.step();
    }

    /**
     * Takes the oldest segments away if there are too many bytes, they are too old, or the disk is
     * too full.
     *
     * @param neededFrom records from this offset on stay, whatever the limits say
     */
    @OwnedBy(Lane.HOUSEKEEPING)
    public void trim(long neededFrom) throws IOException {
        assert Lane.HOUSEKEEPING.isHere();
        failure.check();
        checkpointLastSegment();
        retention.trim(neededFrom);
    }

    /**
     * What {@link #trim} would take away first: one behind the last offset of that segment, or
     * {@link #NOTHING_TO_TRIM}.
     */
    @OwnedBy(Lane.HOUSEKEEPING)
    public long nextTrimEnd(long neededFrom) throws IOException {
        assert Lane.HOUSEKEEPING.isHere();
        failure.check();
        checkpointLastSegment();
        return retention.nextEnd(neededFrom);
    }

    private void checkpointLastSegment() throws IOException {
        if (ends.durable().segment().life() > checkpoints.last().orElseThrow().life()) {
            writeCheckpoint(false);
        }
    }

    /**
     * Adds to the topic index some of what was written since; readers do without what is missing.
     *
     * @return whether there is more to be done at once
     */
    @OwnedBy(Lane.HOUSEKEEPING)
    public boolean index() throws IOException {
        assert Lane.HOUSEKEEPING.isHere();
        return indexer.run();
    }

    /** Notes how far the log is on the disk, so that the next opening need not look before that. */
    @OwnedBy(Lane.HOUSEKEEPING)
    public void checkpoint() throws IOException {
        assert Lane.HOUSEKEEPING.isHere();
        failure.check();
        writeCheckpoint(false);
    }

    /**
     * If a reader met damage, it is looked for when the log is opened the next time. Any lane may
     * tell; other faults say nothing of the log.
     */
    public void remember(Throwable fault) {
        if (fault instanceof CorruptLogException met) {
            try {
                damage.note(met);
            } catch (IOException full) {
                LOG.warn("{} is not noted for the next start", met.getMessage(), full);
            }
        }
    }

    /** The log in figures. */
    public LogStatus status() {
        Segment[] all = segments.all();
        long bytes = 0;
        for (Segment segment : all) {
            bytes += segment.fileBytes();
        }
        return new LogStatus(
                bytes,
                all.length,
                stock.count(),
                all[0].baseOffset(),
                endOffset(),
                durableEnd(),
                failure.isSet());
    }

    /**
     * Writes and flushes what is there, notes that the log was closed in peace, and lets go of the
     * folder. All lanes must have stopped. A log that has failed is only let go of.
     */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (lock;
                checkpoints) {
            if (!failure.isSet()) {
                appender.close();
                flusher.flush();
                writeCheckpoint(true);
            }
        } finally {
            for (Segment segment : segments.all()) {
                segment.file().close();
            }
            stock.close();
        }
    }

    private void writeCheckpoint(boolean clean) throws IOException {
        try {
            checkpoints.write(CheckpointFile.Checkpoint.of(ends.durable(), clean));
        } catch (IOException fault) {
            throw failure.because(fault);
        }
    }
}
