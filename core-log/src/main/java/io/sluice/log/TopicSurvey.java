package io.sluice.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for the last message of each wanted topic, from the newest segment back, a piece a step. It
 * asks the indexes for places, and reads one message a topic; only what is not indexed yet, or not
 * well, is read through. Belongs to one thread.
 */
public final class TopicSurvey {
    private static final Logger LOG = LoggerFactory.getLogger(TopicSurvey.class);
    private static final int READ_BYTES = 256 * 1024;

    private final LogReader reader;
    private final TopicWish wish;
    private final byte[] after;
    private final int topicsMax;
    private final Segment[] all;
    private final long end;
    private final CRC32C crc = new CRC32C();
    private final TreeMap<byte[], byte[]> found = new TreeMap<>(Arrays::compareUnsigned);
    private final TreeMap<byte[], byte[]> scanned = new TreeMap<>(Arrays::compareUnsigned);
    private int segment;
    private long scanFrom;
    private long scanTo;

    TopicSurvey(
            SegmentList segments,
            LogEnds ends,
            LogReader reader,
            TopicWish wish,
            byte[] after,
            int topicsMax) {
        this.reader = reader;
        this.wish = wish;
        this.after = after;
        this.topicsMax = topicsMax;
        end = ends.written().endOffset();
        all = segments.all();
        segment = all.length - 1;
        scanFrom = all[segment].topics().offset();
        scanTo = end;
    }

    /** Looks through a piece of the log; whether all was looked through. */
    public boolean step() throws IOException {
        if (segment < 0) {
            return true;
        }
        if (scanFrom < scanTo) {
            scan();
            return false;
        }
        scanned.forEach(this::keep);
        scanned.clear();
        lookUp(all[segment]);
        return segment < 0;
    }

    /** Names and records, in the order of names; complete when {@link #step} has said so. */
    public SortedMap<byte[], byte[]> found() {
        return found;
    }

    private void scan() throws IOException {
        LogChunk chunk = reader.read(scanFrom, READ_BYTES);
        byte[] bytes = chunk.bytes();
        for (int at = chunk.from(); at < chunk.to(); at = RecordLayout.next(bytes, at)) {
            if (isWanted(bytes, at) && RecordLayout.offset(bytes, at) < scanTo) {
                scanned.put(name(bytes, at), record(bytes, at));
                shorten(scanned);
            }
        }
        boolean isOver = chunk.isEmpty() && chunk.endOffset() <= scanFrom;
        scanFrom = isOver ? scanTo : chunk.endOffset();
    }

    private boolean isWanted(byte[] bytes, int at) {
        int topicAt = RecordLayout.topicAt(at);
        int topicBytes = RecordLayout.topicBytes(bytes, at);
        return RecordLayout.type(bytes, at) == RecordType.PUBLISH
                && (RecordLayout.flags(bytes, at) & RecordLayout.FLAG_DELAYED) == 0
                && Arrays.compareUnsigned(
                                bytes, topicAt, topicAt + topicBytes, after, 0, after.length)
                        > 0
                && wish.wants(bytes, topicAt, topicBytes);
    }

    private void lookUp(Segment here) throws IOException {
        SegmentTopics topics = here.topics();
        if (!here.pin()) {
            segment = -1; // trimmed, and all before it
            return;
        }
        try {
            for (int part = topics.parts().size() - 1; part >= 0; part--) {
                LastSeen.Into into = (name, position) -> load(here, name, position);
                topics.parts().get(part).findLast(new LastSeen(wish, after, topicsMax, into));
            }
            goBack();
        } catch (DamagedIndexException damage) {
            LOG.warn("{}; it is made again", damage.getMessage());
            here.topics(SegmentTopics.wrong(here.baseOffset()));
            scanFrom = here.baseOffset();
            scanTo = topics.offset();
        } finally {
            here.unpin();
        }
    }

    private void goBack() {
        segment--;
        if (segment >= 0) {
            scanFrom = all[segment].topics().offset();
            scanTo = all[segment + 1].baseOffset();
        }
    }

    private void load(Segment here, byte[] name, int position) throws IOException {
        if (found.containsKey(name)) {
            return;
        }
        byte[] header = new byte[RecordLayout.HEADER_BYTES];
        here.file().readAll(ByteBuffer.wrap(header), position);
        int room = here.readableTo() - position;
        if (!RecordLayout.isFormed(header, 0, header.length, room)) {
            throw new DamagedIndexException(here.path(), "no message at byte " + position);
        }
        byte[] record = new byte[RecordLayout.next(header, 0)];
        here.file().readAll(ByteBuffer.wrap(record), position);
        if (!RecordLayout.isWhole(record, 0, record.length, here.salt(), crc)
                || !Arrays.equals(name, name(record, 0))) {
            throw new DamagedIndexException(here.path(), "no message at byte " + position);
        }
        if (isWanted(record, 0)) {
            keep(name, record);
        }
    }

    private void keep(byte[] name, byte[] record) {
        found.putIfAbsent(name, record);
        shorten(found);
    }

    private void shorten(NavigableMap<byte[], byte[]> map) {
        while (map.size() > topicsMax) {
            map.pollLastEntry();
        }
    }

    private static byte[] name(byte[] bytes, int at) {
        int topicAt = RecordLayout.topicAt(at);
        return Arrays.copyOfRange(bytes, topicAt, topicAt + RecordLayout.topicBytes(bytes, at));
    }

    private static byte[] record(byte[] bytes, int at) {
        return Arrays.copyOfRange(bytes, at, RecordLayout.next(bytes, at));
    }
}
