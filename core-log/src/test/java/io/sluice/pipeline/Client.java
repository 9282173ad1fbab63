package io.sluice.pipeline;

import static org.awaitility.Awaitility.await;

import io.sluice.broker.Close;
import io.sluice.broker.Delivery;
import io.sluice.broker.Feed;
import io.sluice.broker.Inflight;
import io.sluice.broker.Ingress;
import io.sluice.broker.MessageFlags;
import io.sluice.broker.MessageProperties;
import io.sluice.broker.MessageView;
import io.sluice.broker.ParcelBuilder;
import io.sluice.broker.Receipt;
import io.sluice.broker.Refusal;
import io.sluice.broker.SessionName;
import io.sluice.broker.SessionRequest;
import io.sluice.broker.SessionState;
import io.sluice.broker.Settlement;
import io.sluice.broker.Share;
import io.sluice.broker.Subscriber;
import io.sluice.broker.Subscription;
import io.sluice.broker.Topic;
import io.sluice.broker.TopicFilter;
import io.sluice.broker.Where;
import io.sluice.broker.Will;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A client of the counter, as a protocol would be one: a session on its own loop. */
final class Client implements Subscriber {
    private final ExecutorService loop;
    private final Ingress ingress;
    private final ParcelBuilder builder = new ParcelBuilder();
    private final List<String> delivered = Collections.synchronizedList(new ArrayList<>());
    private final List<Integer> resentIds = new CopyOnWriteArrayList<>();
    private final List<Integer> gone = new CopyOnWriteArrayList<>();
    private final CompletableFuture<SessionState> opened = new CompletableFuture<>();
    private final CompletableFuture<Void> left = new CompletableFuture<>();
    private final AtomicInteger appetite = new AtomicInteger(Integer.MAX_VALUE);
    private final List<Integer> tries = new CopyOnWriteArrayList<>();
    private final List<Got> got = new CopyOnWriteArrayList<>();
    private volatile List<String> done = List.of();
    private volatile Settling settling = Settling.ACKNOWLEDGING;
    private volatile Feed feed;
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong skipped = new AtomicLong();
    private final AtomicInteger withOffset = new AtomicInteger();
    private final AtomicInteger resets = new AtomicInteger();
    private volatile long lastOffset = -1;
    private volatile boolean finishes;
    private Inflight inflight = Inflight.NONE;
    private int publisherRef;

    Client(Pipeline pipeline, ExecutorService loop) {
        this.loop = loop;
        this.ingress = pipeline.ingress(loop);
    }

    /** Publishes without a session from now on, under a reference of its own. */
    Client introducedAs(int ref) {
        publisherRef = ref;
        return this;
    }

    Client open(String id, boolean cleanStart, long expirySeconds) {
        return open(
                new SessionRequest(
                        new SessionName("test", id), cleanStart, expirySeconds, Will.NONE));
    }

    Client open(SessionRequest request) {
        onLoop(() -> ingress.open(request, this));
        opened.orTimeout(10, java.util.concurrent.TimeUnit.SECONDS).join();
        return this;
    }

    /** Asks for the session and does not wait for it. */
    Client askFor(SessionRequest request) {
        onLoop(() -> ingress.open(request, this));
        return this;
    }

    boolean hasOpened() {
        return opened.isDone() && !opened.isCompletedExceptionally();
    }

    /** Whether it was told anything: that the session is open, or that it is refused. */
    boolean isAnswered() {
        return opened.isDone();
    }

    SessionState state() {
        return opened.orTimeout(10, java.util.concurrent.TimeUnit.SECONDS).join();
    }

    Client subscribe(String filter, int qos) {
        Subscription wanted = Subscription.of(new TopicFilter(filter), qos);
        settled(receipt -> ingress.subscribe(feed, List.of(wanted), receipt)).join();
        return this;
    }

    CompletableFuture<Long> subscribeLater(String filter, int qos) {
        Subscription wanted = Subscription.of(new TopicFilter(filter), qos);
        return settled(receipt -> ingress.subscribe(feed, List.of(wanted), receipt));
    }

    /** Reads the log from a place on. */
    Client read(String filter, int qos, Where where) {
        readLater(filter, qos, where).join();
        return this;
    }

    CompletableFuture<Long> readLater(String filter, int qos, Where where) {
        Subscription wanted =
                new Subscription(new TopicFilter(filter), qos, false, false, 0, 0, where);
        return settled(receipt -> ingress.subscribe(feed, List.of(wanted), receipt));
    }

    Client unsubscribe(String filter) {
        settled(receipt -> ingress.unsubscribe(feed, List.of(new TopicFilter(filter)), receipt))
                .join();
        return this;
    }

    /** Publishes all in one parcel; the offset of the first. */
    CompletableFuture<Long> publish(String topic, int flags, String... payloads) {
        return settled(
                receipt -> {
                    for (String payload : payloads) {
                        add(topic, flags, payload);
                    }
                    ingress.publish(builder.take(false, receipt));
                });
    }

    /** Publishes all in one parcel, QoS 0: topics and payloads by turns. */
    CompletableFuture<Long> publishTo(String... topicsAndPayloads) {
        return settled(
                receipt -> {
                    for (int i = 0; i < topicsAndPayloads.length; i += 2) {
                        add(topicsAndPayloads[i], 0, topicsAndPayloads[i + 1]);
                    }
                    ingress.publish(builder.take(false, receipt));
                });
    }

    CompletableFuture<Long> publishLater(String topic, int flags, long seconds, String payload) {
        return settled(
                receipt -> {
                    add(topic, flags, payload, seconds);
                    ingress.publish(builder.take(false, receipt));
                });
    }

    byte[] laterMessage(String topic, int flags, long seconds, String payload) {
        add(topic, flags, payload, seconds);
        return builder.take(false, Receipt.NONE).bytes();
    }

    byte[] message(String topic, int flags, String payload) {
        add(topic, flags, payload);
        return builder.take(false, Receipt.NONE).bytes();
    }

    private void add(String name, int flags, String payload) {
        add(name, flags, payload, -1);
    }

    private void add(String name, int flags, String payload, long delaySeconds) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        byte[] body = payload.getBytes(StandardCharsets.UTF_8);
        Topic topic = ingress.topic(utf8, 0, utf8.length).orElseThrow();
        int room = builder.add(topic, flags | MessageFlags.FROM_MQTT, 0, body.length);
        System.arraycopy(body, 0, builder.array(), room, body.length);
        builder.publishedBy(room, topic, feed == null ? publisherRef : feed.ref(), 0);
        if (delaySeconds >= 0) {
            builder.delay(room, topic, delaySeconds);
        }
    }

    CompletableFuture<Long> sending(int packetId, long offset) {
        return settled(
                receipt ->
                        ingress.sending(feed, new int[] {packetId}, new long[] {offset}, receipt));
    }

    CompletableFuture<Long> received(int packetId) {
        return settled(receipt -> ingress.received(feed, new int[] {packetId}, receipt));
    }

    void completed(int packetId) {
        onLoop(() -> ingress.completed(feed, new int[] {packetId}));
    }

    void close(Inflight unfinished, boolean publishWill, long expirySeconds) {
        onLoop(() -> ingress.close(feed, unfinished, new Close(publishWill, expirySeconds)));
    }

    private interface Wish {
        void make(Receipt receipt);
    }

    private CompletableFuture<Long> settled(Wish wish) {
        CompletableFuture<Long> answer = new CompletableFuture<>();
        Receipt receipt =
                new Receipt() {
                    @Override
                    public void stored(long firstOffset) {
                        answer.complete(firstOffset);
                    }

                    @Override
                    public void refused(Refusal why) {
                        answer.completeExceptionally(new IllegalStateException(why.name()));
                    }

                    @Override
                    public void parted(long firstOffset, BitSet refused, Refusal why) {
                        answer.completeExceptionally(
                                new IllegalStateException(why.name() + " " + refused));
                    }
                };
        onLoop(() -> wish.make(receipt));
        return answer.orTimeout(10, java.util.concurrent.TimeUnit.SECONDS);
    }

    /** A message to a queue with one user property. */
    CompletableFuture<Long> publishWith(String name, String header, String value, String payload) {
        return settled(
                receipt -> {
                    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
                    Topic topic = ingress.topic(utf8, 0, utf8.length).orElseThrow();
                    byte[] block = userProperty(header, value);
                    byte[] body = payload.getBytes(StandardCharsets.UTF_8);
                    int room = builder.add(topic, 1, block.length, body.length);
                    System.arraycopy(block, 0, builder.array(), room, block.length);
                    System.arraycopy(body, 0, builder.array(), room + block.length, body.length);
                    ingress.publish(builder.take(false, receipt));
                });
    }

    private static byte[] userProperty(String name, String value) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.write(MessageProperties.USER_PROPERTY);
        for (String each : List.of(name, value)) {
            byte[] utf8 = each.getBytes(StandardCharsets.UTF_8);
            block.write(utf8.length >>> 8);
            block.write(utf8.length);
            block.writeBytes(utf8);
        }
        return block.toByteArray();
    }

    void onLoop(Runnable task) {
        loop.execute(
                () -> {
                    task.run();
                    ingress.flush();
                });
    }

    /** Takes so many messages from now on, and then no more. */
    void eat(int messages) {
        appetite.set(messages);
        onLoop(this::take);
    }

    void eatAll() {
        eat(Integer.MAX_VALUE);
    }

    @Override
    public void opened(Feed opening, SessionState state) {
        feed = opening;
        opened.complete(state);
    }

    @Override
    public void refused(Refusal why) {
        opened.completeExceptionally(new IllegalStateException(why.name()));
    }

    @Override
    public void deliverable() {
        take();
    }

    private void take() {
        if (feed == null) {
            return;
        }
        MessageView view = new MessageView();
        Delivery head = feed.head();
        while (head != Delivery.NONE && appetite.get() > 0) {
            view.on(head.stretch().bytes(), head.at());
            String text =
                    new String(
                            view.bytes(),
                            view.payloadAt(),
                            view.payloadBytes(),
                            StandardCharsets.UTF_8);
            delivered.add(text);
            withOffset.addAndGet(head.carriesOffset() ? 1 : 0);
            lastOffset = view.offset();
            if (head.kind() == Delivery.Kind.SHARED) {
                settle(head.share(), view.offset(), text);
            }
            if (head.kind() == Delivery.Kind.RESENT) {
                resentIds.add(head.packetId());
            }
            feed.consume(view.next());
            appetite.decrementAndGet();
            head = feed.head();
        }
    }

    /** It goes on with what it has of a group when it unsubscribes, as clients of MQTT do. */
    Client finishing() {
        finishes = true;
        return this;
    }

    @Override
    public boolean finishesWhatItHas() {
        return finishes;
    }

    /** Settles what it has got of groups and has said nothing of. */
    void settleAll() {
        onLoop(() -> got.forEach(each -> each.share().acknowledged(each.offset())));
    }

    /** What it does with messages of groups and queues from now on. */
    Client settlesBy(Settling way) {
        settling = way;
        return this;
    }

    enum Settling {
        ACKNOWLEDGING,
        SAYING_NOTHING,
        REJECTING,
        SOMETIMES
    }

    /**
     * Refuses each message once, notes in this list, which many fill, what it then does, and says
     * that later.
     */
    Client keepingOrderIn(List<String> list) {
        done = list;
        return settlesBy(Settling.SOMETIMES);
    }

    private void settleSometimes(Share share, long offset, String text) {
        if (share.tries(offset) == 1) {
            share.rejected(offset, true);
            return;
        }
        done.add(text);
        share.acknowledged(offset);
    }

    /** A message of a group that it has got. */
    record Got(String text, Share share, long offset, boolean isRedelivered) {
        Settlement as(Settlement.Outcome outcome) {
            return new Settlement(share.ref(), offset, outcome);
        }
    }

    /** Messages of groups, in the order in which they came. */
    List<Got> got() {
        return got;
    }

    Client awaitGot(int count) {
        await().atMost(Duration.ofSeconds(20)).until(() -> got.size() >= count);
        return this;
    }

    /** Says in the log what became of messages, beside a message of its own: all or nothing. */
    CompletableFuture<Long> commit(
            String topic, String payload, Settlement.Outcome outcome, Got... messages) {
        return settled(
                receipt -> {
                    for (Got each : messages) {
                        each.share().claim(each.offset());
                        builder.settle(each.as(outcome));
                    }
                    if (!topic.isEmpty()) {
                        add(topic, 1, payload);
                    }
                    ingress.publish(builder.take(true, receipt));
                });
    }

    /** The same without a message. */
    CompletableFuture<Long> commit(Settlement.Outcome outcome, Got... messages) {
        return commit("", "", outcome, messages);
    }

    private void settle(Share share, long offset, String text) {
        tries.add(share.tries(offset));
        got.add(new Got(text, share, offset, share.isRedelivered(offset)));
        switch (settling) {
            case ACKNOWLEDGING -> share.acknowledged(offset);
            case REJECTING -> share.rejected(offset, true);
            case SOMETIMES -> settleSometimes(share, offset, text);
            case SAYING_NOTHING -> {}
        }
    }

    /** What lies in the feed and was not taken. */
    long waitingBytes() {
        CompletableFuture<Long> answer = new CompletableFuture<>();
        onLoop(() -> answer.complete(((LoopFeed) feed).waitingBytes()));
        return answer.orTimeout(10, java.util.concurrent.TimeUnit.SECONDS).join();
    }

    List<Integer> tries() {
        return tries;
    }

    @Override
    public int window() {
        return settling == Settling.SOMETIMES ? 1 : Subscriber.super.window();
    }

    @Override
    public void takenOver() {
        ingress.close(feed, inflight, new Close(true, 100));
        ingress.flush();
        left.complete(null);
    }

    @Override
    public void dismissed(Refusal why) {
        takenOver();
    }

    @Override
    public void reset() {
        resets.incrementAndGet();
    }

    /** How many deliveries carried their offset. */
    int withOffset() {
        return withOffset.get();
    }

    int resets() {
        return resets.get();
    }

    @Override
    public void lost(long records) {
        lost.addAndGet(records);
    }

    @Override
    public void gone(Inflight exchanges) {
        for (int packetId : exchanges.packetIds()) {
            gone.add(packetId);
        }
        lost(exchanges.count());
    }

    /** Packet ids of what retention took before it could be sent again. */
    List<Integer> gone() {
        return gone;
    }

    @Override
    public void skipped(long records) {
        skipped.addAndGet(records);
    }

    @Override
    public Inflight inflight() {
        return inflight;
    }

    long lost() {
        return lost.get();
    }

    long skipped() {
        return skipped.get();
    }

    long lastOffset() {
        return lastOffset;
    }

    List<Integer> resentIds() {
        return resentIds;
    }

    CompletableFuture<Void> left() {
        return left;
    }

    List<String> delivered() {
        return new ArrayList<>(delivered);
    }

    List<String> awaitDelivered(int count) {
        await().atMost(Duration.ofSeconds(20)).until(() -> delivered.size() >= count);
        return delivered();
    }
}
