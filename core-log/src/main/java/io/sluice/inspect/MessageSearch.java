package io.sluice.inspect;

import io.sluice.log.LogChunk;
import io.sluice.log.LogReader;
import io.sluice.log.RecordLayout;
import io.sluice.log.RecordType;
import io.sluice.log.TopicSearch;
import io.sluice.subscription.FilterReader;
import io.sluice.subscription.FilterSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Looks for messages between two offsets, the first of them first. Belongs to one thread. */
public final class MessageSearch implements LogSearch<FoundMessages> {
    private static final int READ_BYTES = 256 * 1024;

    private final TopicSearch search;
    private final FilterReader filters;
    private final Allowance allowance;
    private final long until;
    private final List<StoredMessage> messages = new ArrayList<>();
    private long at;
    private long bytes;

    /**
     * What may be found at most.
     *
     * @param messages how many
     * @param bytes of their records; the last one may go beyond
     */
    public record Allowance(int messages, long bytes) {}

    /**
     * A search that has not begun.
     *
     * @param from the first offset that is looked at
     * @param until the first that is not
     */
    public MessageSearch(
            LogReader reader, FilterSet filters, long from, long until, Allowance allowance) {
        this.search = reader.search(filters.wish());
        this.filters = filters.reader();
        this.allowance = allowance;
        this.until = until;
        this.at = from;
    }

    @Override
    public boolean step() throws IOException {
        if (at >= until || isFull()) {
            return true;
        }
        LogChunk chunk = search.read(at, READ_BYTES);
        if (chunk.isEmpty() && chunk.endOffset() <= at) {
            at = until;
            return true;
        }
        take(chunk);
        return at >= until || isFull();
    }

    private void take(LogChunk chunk) {
        byte[] records = chunk.bytes();
        int place = chunk.from();
        while (place < chunk.to() && !isFull()) {
            long offset = RecordLayout.offset(records, place);
            if (isMessage(records, place) && offset >= at && offset < until) {
                take(records, place, offset);
            }
            place = RecordLayout.next(records, place);
        }
        if (place >= chunk.to()) {
            at = Math.min(chunk.endOffset(), until);
        }
    }

    private void take(byte[] records, int place, long offset) {
        int topicAt = RecordLayout.topicAt(place);
        int topicBytes = RecordLayout.topicBytes(records, place);
        if (filters.grant(records, topicAt, topicBytes, offset) != FilterSet.NONE) {
            StoredMessage message = StoredMessage.copyOf(records, place);
            messages.add(message);
            bytes += message.record().length;
            at = offset + 1;
        }
    }

    /** Whether it is a message that was published: not one that still waits for its time. */
    static boolean isMessage(byte[] records, int place) {
        return RecordLayout.type(records, place) == RecordType.PUBLISH
                && (RecordLayout.flags(records, place) & RecordLayout.FLAG_DELAYED) == 0;
    }

    private boolean isFull() {
        return messages.size() >= allowance.messages() || bytes >= allowance.bytes();
    }

    @Override
    public FoundMessages found(boolean isComplete) {
        return new FoundMessages(List.copyOf(messages), at, isComplete && at >= until);
    }
}
