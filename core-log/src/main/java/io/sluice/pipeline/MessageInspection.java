package io.sluice.pipeline;

import io.sluice.broker.ParcelBuilder;
import io.sluice.broker.Refusal;
import io.sluice.broker.Subscription;
import io.sluice.broker.Topic;
import io.sluice.broker.TopicFilter;
import io.sluice.broker.Where;
import io.sluice.inspect.Draft;
import io.sluice.inspect.FoundMessages;
import io.sluice.inspect.LastValueSearch;
import io.sluice.inspect.LastValues;
import io.sluice.inspect.LogSearch;
import io.sluice.inspect.MessageSearch;
import io.sluice.inspect.NewestSearch;
import io.sluice.inspect.StoredMessage;
import io.sluice.lane.Crossing;
import io.sluice.log.LogChunk;
import io.sluice.log.LogReader;
import io.sluice.log.RecordLayout;
import io.sluice.subscription.FilterSet;
import io.sluice.subscription.RetainedWalk;
import io.sluice.subscription.WalkAllowance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What operators may ask of messages, and publish. */
@Crossing
public final class MessageInspection {
    private static final int RETAINED_STEP = 256;
    private static final long RETAINED_STEP_BYTES = 256 * 1024;
    private static final int QOS_MAX = 2;

    private final Enquiry enquiry;

    MessageInspection(Enquiry enquiry) {
        this.enquiry = enquiry;
    }

    /**
     * Messages between two places, the first of them first.
     *
     * @param to before this place; {@link Where#NEXT} for the end
     */
    public FoundMessages find(
            TopicFilter filter, Where from, Where to, MessageSearch.Allowance allowance) {
        FilterSet filters = filters(filter);
        long begin = within(enquiry.offset(from, filters));
        long end = within(enquiry.offset(to, filters));
        return enquiry.search(reader -> new MessageSearch(reader, filters, begin, end, allowance));
    }

    /** The newest messages before a place, the oldest of them first. */
    public FoundMessages newest(TopicFilter filter, Where to, MessageSearch.Allowance allowance) {
        FilterSet filters = filters(filter);
        long first = enquiry.log().firstOffset();
        long end = within(enquiry.offset(to, filters));
        return enquiry.search(reader -> new NewestSearch(reader, filters, first, end, allowance));
    }

    private long within(long offset) {
        long end = enquiry.log().endOffset();
        long first = enquiry.log().firstOffset();
        return offset == Outbox.NOWHERE ? end : Math.max(first, Math.min(offset, end));
    }

    private static FilterSet filters(TopicFilter filter) {
        Subscription wish = Subscription.of(filter.inner(), QOS_MAX);
        return FilterSet.of(List.of(wish), new long[] {0});
    }

    /** The message at this offset; none if it is no message, or gone, or not there yet. */
    public Optional<StoredMessage> at(long offset) {
        return enquiry.search(reader -> LogSearch.once(() -> read(reader, offset)));
    }

    private static Optional<StoredMessage> read(LogReader reader, long offset) throws IOException {
        LogChunk chunk = reader.read(offset, RecordLayout.HEADER_BYTES);
        byte[] bytes = chunk.bytes();
        for (int at = chunk.from(); at < chunk.to(); at = RecordLayout.next(bytes, at)) {
            if (RecordLayout.offset(bytes, at) == offset && StoredMessage.isOne(bytes, at)) {
                return Optional.of(StoredMessage.copyOf(bytes, at));
            }
        }
        return Optional.empty();
    }

    /** The oldest offset that the log holds. */
    public long firstOffset() {
        return enquiry.log().firstOffset();
    }

    /** The offset that the next record gets. */
    public long endOffset() {
        return enquiry.log().endOffset();
    }

    /**
     * The last message of each topic.
     *
     * @param after only topics behind this one, in the order of their names' bytes
     */
    public LastValues lastValues(TopicFilter filter, String after, int max) {
        FilterSet filters = filters(filter);
        byte[] behind = after.getBytes(StandardCharsets.UTF_8);
        return enquiry.search(
                reader ->
                        new LastValueSearch(
                                enquiry.log().survey(filters.wish(), behind, max + 1), max));
    }

    /** Retained messages, in no order: not more than {@code max}. */
    public List<StoredMessage> retained(TopicFilter filter, int max) {
        List<StoredMessage> found = new ArrayList<>();
        RetainedWalk walk =
                enquiry.ask(desk -> desk.state().retained().walk(filter, desk.nextOffset()));
        boolean isOver = false;
        while (!isOver) {
            isOver = enquiry.ask(desk -> step(walk, max, found, desk));
        }
        return found;
    }

    private static boolean step(
            RetainedWalk walk, int max, List<StoredMessage> found, LogDesk desk) {
        long now = desk.registrar().nowMs();
        WalkAllowance allowance = new WalkAllowance(RETAINED_STEP, RETAINED_STEP_BYTES);
        walk.step(
                allowance,
                now,
                record -> {
                    if (found.size() < max) {
                        found.add(new StoredMessage(record));
                    }
                });
        if (found.size() >= max) {
            walk.end();
        }
        return walk.isOver();
    }

    /**
     * Publishes a message as the broker itself.
     *
     * @return its offset; -1 if it goes to a topic that is not written
     */
    public long publish(Draft draft) {
        return enquiry.onOwnLoop(ingress -> publish(draft, ingress));
    }

    private static CompletableFuture<Long> publish(Draft draft, LoopIngress ingress) {
        CompletableFuture<Long> done = new CompletableFuture<>();
        byte[] name = draft.topic().getBytes(StandardCharsets.UTF_8);
        Optional<Topic> topic = ingress.topic(name, 0, name.length);
        if (topic.isEmpty()) {
            done.completeExceptionally(new RefusedException(Refusal.TOPICS_FULL));
            return done;
        }
        byte[] properties = draft.properties();
        byte[] payload = draft.payload();
        ParcelBuilder builder = new ParcelBuilder();
        int room = builder.add(topic.get(), draft.flags(), properties.length, payload.length);
        System.arraycopy(properties, 0, builder.array(), room, properties.length);
        System.arraycopy(payload, 0, builder.array(), room + properties.length, payload.length);
        if (draft.expirySeconds() >= 0) {
            builder.expiresAfter(room, topic.get(), draft.expirySeconds());
        }
        ingress.publish(builder.take(false, new Offset(done)));
        return done;
    }

    /** Tells the offset of what was published. */
    private record Offset(CompletableFuture<Long> to) implements io.sluice.broker.Receipt {
        @Override
        public void stored(long firstOffset) {
            to.complete(firstOffset);
        }

        @Override
        public void refused(Refusal why) {
            to.completeExceptionally(new RefusedException(why));
        }
    }
}
