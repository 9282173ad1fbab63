package io.sluice.pipeline;

import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import io.sluice.broker.Close;
import io.sluice.broker.Feed;
import io.sluice.broker.Inflight;
import io.sluice.broker.Ingress;
import io.sluice.broker.Parcel;
import io.sluice.broker.Receipt;
import io.sluice.broker.SessionRequest;
import io.sluice.broker.Settlement;
import io.sluice.broker.Subscriber;
import io.sluice.broker.Subscription;
import io.sluice.broker.Topic;
import io.sluice.broker.TopicFilter;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.log.TopicTable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * One event loop's way in, and the address under which the other lanes reach that loop.
 *
 * <p>What could not be put on the ring stays here in order. It is bounded, since a connection whose
 * flush was answered with false reads no further until there is room.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class LoopIngress implements Ingress {
    private static final int CLAIM_MAX = 64;

    /** So much is appended sooner than the log lane is woken. */
    private static final int LITTLE_SLOTS = 8;

    private static final int LITTLE_BYTES = 4096;

    private final Executor loop;
    private final RingBuffer<Slot> ring;
    private final LogLane logLane;
    private final ParkingWait flusher;
    private final TopicTable topics;
    private final RingBytes bytes;
    private final ArrayDeque<Request> gathered = new ArrayDeque<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private final ProgressReport progress = new ProgressReport(this);
    private final HandOver.Gathering deliveries = new HandOver.Gathering(this);
    private final Answers.Gathering answers = new Answers.Gathering(this);
    private int lastTopic;
    private volatile boolean wantsRoom;

    /**
     * @param bytesMax bytes of messages that this loop may have on the ring
     */
    LoopIngress(
            Executor loop,
            RingBuffer<Slot> ring,
            LogLane logLane,
            ParkingWait flusher,
            TopicTable topics,
            long bytesMax) {
        this.loop = loop;
        this.ring = ring;
        this.logLane = logLane;
        this.flusher = flusher;
        this.topics = topics;
        this.bytes = new RingBytes(bytesMax);
    }

    @Override
    public Optional<Topic> topic(byte[] utf8, int from, int length) {
        int id = topics.findOrAdd(utf8, from, length, lastTopic + 1);
        lastTopic = id;
        return id < 0
                ? Optional.empty()
                : Optional.of(new Topic(id, Arrays.copyOfRange(utf8, from, from + length)));
    }

    @Override
    public void publish(Parcel parcel) {
        gathered.add(new PublishRequest(this, parcel));
    }

    @Override
    public void publishIf(List<Topic> queues, Parcel parcel) {
        List<String> names = queues.stream().map(Topic::name).toList();
        Request publish = new PublishRequest(this, parcel);
        gathered.add(new IfQueuesRequest(this, names, publish, parcel.receipt()));
    }

    @Override
    public void open(SessionRequest request, Subscriber subscriber) {
        gathered.add(new OpenRequest(this, request, subscriber, subscriber.window()));
    }

    @Override
    public void subscribe(Feed feed, List<Subscription> wanted, Receipt receipt) {
        boolean isReading = !wanted.stream().allMatch(wish -> wish.where().isOrdinary());
        if (isReading) {
            ((LoopFeed) feed).rewindAsked();
            gathered.add(new ReadingRequest(this, outbox(feed), List.copyOf(wanted), receipt));
        } else {
            gathered.add(new SubscribeRequest(this, outbox(feed), List.copyOf(wanted), receipt));
        }
    }

    @Override
    public void subscribeIfThere(Feed feed, Subscription queue, Receipt receipt) {
        List<String> names = List.of(queue.filter().text());
        Request subscribe = new SubscribeRequest(this, outbox(feed), List.of(queue), receipt);
        gathered.add(new IfQueuesRequest(this, names, subscribe, receipt));
    }

    @Override
    public void unsubscribe(Feed feed, List<TopicFilter> filters, Receipt receipt) {
        gathered.add(new UnsubscribeRequest(this, outbox(feed), List.copyOf(filters), receipt));
    }

    @Override
    public void released(Feed feed, int[] packetIds, Receipt receipt) {
        gathered.add(QosTwoRequest.released(this, outbox(feed), packetIds, receipt));
    }

    @Override
    public void sending(Feed feed, int[] packetIds, long[] offsets, Receipt receipt) {
        sending(feed, packetIds, offsets, List.of(), receipt);
    }

    @Override
    public void sending(
            Feed feed, int[] packetIds, long[] offsets, List<Settlement> taken, Receipt receipt) {
        gathered.add(QosTwoRequest.sending(this, outbox(feed), packetIds, offsets, taken, receipt));
    }

    @Override
    public void received(Feed feed, int[] packetIds, Receipt receipt) {
        gathered.add(QosTwoRequest.received(this, outbox(feed), packetIds, receipt));
    }

    @Override
    public void completed(Feed feed, int[] packetIds) {
        gathered.add(QosTwoRequest.completed(this, outbox(feed), packetIds));
    }

    @Override
    public void barrier(Receipt receipt) {
        gathered.add(desk -> desk.answerWhenAllIsDurable(this, receipt));
    }

    @Override
    public void close(Feed feed, Inflight inflight, Close how) {
        LoopFeed closing = (LoopFeed) feed;
        gathered.add(
                new CloseRequest(
                        closing.outbox(), closing.position(), closing.unfinished(inflight), how));
        closing.end();
        progress.forget(closing);
    }

    /** Something of the broker's own, at its place in the order. */
    void ask(Request request) {
        gathered.add(request);
    }

    @Override
    public boolean flush() {
        while (!gathered.isEmpty()) {
            if (!claim()) {
                // Said first, tried again after: so the flush lane either sees the wish or made
                // room.
                wantsRoom = true;
                flusher.wakeFlusher();
                if (!claim()) {
                    return false;
                }
            }
        }
        wantsRoom = false;
        if (!waiting.isEmpty()) {
            tell(this::resumeAll);
        }
        return true;
    }

    private boolean claim() {
        if (!bytes.hasRoom()) {
            return false;
        }
        int count = Math.min(gathered.size(), CLAIM_MAX);
        long last;
        try {
            last = ring.tryNext(count);
        } catch (InsufficientCapacityException full) {
            return false;
        }
        long first = last - count + 1;
        boolean isLittle = count <= LITTLE_SLOTS;
        int claimed = 0;
        for (long sequence = first; sequence <= last; sequence++) {
            Request request = gathered.poll();
            claimed += request.bytes();
            isLittle &= request.isBrief();
            ring.get(sequence).take(request, this);
        }
        bytes.claimed(claimed);
        ring.publish(first, last);
        if (isLittle && claimed <= LITTLE_BYTES) {
            logLane.wakeOrStandIn();
        } else {
            logLane.wake();
        }
        return true;
    }

    @Override
    public boolean hasRoom() {
        return !wantsRoom;
    }

    @Override
    public void whenRoom(Runnable resume) {
        waiting.add(resume);
        if (!wantsRoom) {
            tell(this::resumeAll);
        }
    }

    /** On the flush lane, once a batch: wakes the loop if it waits and half of the room is free. */
    void roomMade() {
        if (wantsRoom
                && bytes.isHalfFree()
                && ring.remainingCapacity() >= ring.getBufferSize() / 2) {
            tell(this::resumeAll);
        }
    }

    private void resumeAll() {
        if (flush() && !waiting.isEmpty()) {
            List<Runnable> resumed = List.copyOf(waiting);
            waiting.clear();
            resumed.forEach(Runnable::run);
        }
    }

    /** Runs a task on the loop; one that is shut down has no connections left to tell. */
    void tell(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException gone) {
            return;
        }
    }

    Executor loop() {
        return loop;
    }

    RingBytes bytes() {
        return bytes;
    }

    ProgressReport progress() {
        return progress;
    }

    /** The log lane's deliveries for this loop. */
    HandOver.Gathering deliveries() {
        return deliveries;
    }

    /** The flush lane's answers for this loop. */
    Answers.Gathering answers() {
        return answers;
    }

    private static Outbox outbox(Feed feed) {
        return ((LoopFeed) feed).outbox();
    }
}
