package io.sluice.stomp;

import io.sluice.broker.Broker;
import io.sluice.broker.Close;
import io.sluice.broker.Delivery;
import io.sluice.broker.Feed;
import io.sluice.broker.Grant;
import io.sluice.broker.Inflight;
import io.sluice.broker.Ingress;
import io.sluice.broker.MessageView;
import io.sluice.broker.Parcel;
import io.sluice.broker.Receipt;
import io.sluice.broker.Refusal;
import io.sluice.broker.SessionRequest;
import io.sluice.broker.SessionState;
import io.sluice.broker.Stretch;
import io.sluice.broker.Subscriber;
import io.sluice.broker.Subscription;
import io.sluice.broker.Topic;
import io.sluice.broker.TopicFilter;
import io.sluice.log.RecordLayout;
import io.sluice.log.RecordType;
import io.sluice.log.SettledLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.zip.CRC32C;

/**
 * A broker of one event loop in memory, run by hand: what was flushed is done by {@link #run}, and
 * what then could be answered is answered unless it is held.
 */
final class RecordingBroker implements Broker, Ingress {
    final List<Parcel> parcels = new ArrayList<>();
    final List<String> introduced = new ArrayList<>();
    final List<SessionRequest> opened = new ArrayList<>();
    final List<Subscription> subscribed = new ArrayList<>();
    final List<Close> closes = new ArrayList<>();
    final HandShare share = new HandShare();
    final List<Inflight> inflights = new ArrayList<>();
    int closedFeeds;
    int barriers;

    /** What a session that is not opened anew was before. */
    SessionState sleeping = SessionState.NEW;

    int recordBytesMax = 1 << 21;
    int topicsMax = Integer.MAX_VALUE;
    boolean isFull;
    boolean holdsReceipts;
    Optional<Refusal> refusal = Optional.empty();

    /** Runs what was flushed by itself, on the one event loop that a test with sockets has. */
    boolean runsItself;

    /** Queues that are there, by their names as topics. */
    final Set<String> queuesThere = new HashSet<>();

    private final ManualClock clock;
    private final Map<String, Topic> topics = new LinkedHashMap<>();
    private final Map<Feed, Open> open = new LinkedHashMap<>();
    private final ArrayDeque<Runnable> gathered = new ArrayDeque<>();
    private final ArrayDeque<Runnable> slots = new ArrayDeque<>();
    private final ArrayDeque<Runnable> held = new ArrayDeque<>();
    private final List<byte[]> retained = new ArrayList<>();
    private Runnable whenRoom = () -> {};
    private Executor loop = Runnable::run;
    private long nextOffset = 100;
    private int nextRef = 1;

    private record Open(HandFeed feed, Subscriber subscriber, List<Subscription> wishes) {}

    RecordingBroker(ManualClock clock) {
        this.clock = clock;
    }

    /** Does all that was flushed, and what follows from it. */
    void run() {
        while (!slots.isEmpty()) {
            slots.remove().run();
        }
    }

    /** Answers what was held. */
    void answer() {
        holdsReceipts = false;
        while (!held.isEmpty()) {
            held.remove().run();
        }
        run();
    }

    /** Makes room and says so. */
    void makeRoom() {
        isFull = false;
        flush();
        Runnable resume = whenRoom;
        whenRoom = () -> {};
        resume.run();
    }

    /** Brings the newest message once more to the only member of a group, for the n-th time. */
    void redeliver(int tries) {
        Parcel parcel = parcels.get(parcels.size() - 1);
        MessageView view = views(parcel).get(0);
        share.tries.put(view.offset(), tries);
        Open session = open.values().iterator().next();
        deliverOneByOne(session, parcel);
        session.subscriber().deliverable();
    }

    /** Brings the newest message to the only subscriber as one that was sent before. */
    void resend(int packetId) {
        Parcel parcel = parcels.get(parcels.size() - 1);
        Open session = open.values().iterator().next();
        Stretch stretch = new Stretch(parcel.bytes(), 0, parcel.bytes().length, 1);
        Grant grant = new Grant(1, false, false, new int[0]);
        session.feed().add(new Delivery(Delivery.Kind.RESENT, stretch, grant, packetId));
        session.subscriber().deliverable();
    }

    /** The only subscriber that is open. */
    Subscriber subscriber() {
        return open.values().iterator().next().subscriber();
    }

    /** The messages of all parcels, topic and body. */
    List<String> published() {
        List<String> found = new ArrayList<>();
        for (Parcel parcel : parcels) {
            for (MessageView view : views(parcel)) {
                String body =
                        new String(
                                view.bytes(),
                                view.payloadAt(),
                                view.payloadBytes(),
                                StandardCharsets.UTF_8);
                found.add(view.topic() + "=" + body);
            }
        }
        return found;
    }

    /** The last message that was published. */
    MessageView last() {
        List<MessageView> views = views(parcels.get(parcels.size() - 1));
        return views.get(views.size() - 1);
    }

    /** What of messages of groups stands in all parcels: offset and outcome. */
    List<String> settled() {
        List<String> found = new ArrayList<>();
        for (Parcel parcel : parcels) {
            byte[] bytes = parcel.bytes();
            for (int at = 0; at < bytes.length; at = RecordLayout.next(bytes, at)) {
                if (RecordLayout.type(bytes, at) == RecordType.SETTLED) {
                    for (int i = 0; i < SettledLayout.count(bytes, at); i++) {
                        found.add(
                                "%d of %d: %d"
                                        .formatted(
                                                SettledLayout.offset(bytes, at, i),
                                                RecordLayout.publisherRef(bytes, at),
                                                SettledLayout.outcome(bytes, at, i)));
                    }
                }
            }
        }
        return found;
    }

    static List<MessageView> views(Parcel parcel) {
        List<MessageView> views = new ArrayList<>();
        for (int at = 0; at < parcel.bytes().length; at = RecordLayout.next(parcel.bytes(), at)) {
            if (RecordLayout.type(parcel.bytes(), at) == RecordType.PUBLISH) {
                views.add(new MessageView().on(parcel.bytes(), at));
            }
        }
        return views;
    }

    @Override
    public Ingress ingress(Executor eventLoop) {
        loop = eventLoop;
        return this;
    }

    @Override
    public int recordBytesMax() {
        return recordBytesMax;
    }

    @Override
    public int introduce(String label) {
        introduced.add(label);
        return -introduced.size();
    }

    @Override
    public Optional<Topic> topic(byte[] utf8, int from, int length) {
        String name = new String(utf8, from, length, StandardCharsets.UTF_8);
        if (!topics.containsKey(name) && topics.size() >= topicsMax) {
            return Optional.empty();
        }
        return Optional.of(
                topics.computeIfAbsent(
                        name,
                        key -> new Topic(topics.size(), key.getBytes(StandardCharsets.UTF_8))));
    }

    @Override
    public void publish(Parcel parcel) {
        gathered.add(
                () -> {
                    if (refusal.isPresent()) {
                        Refusal why = refusal.get();
                        answerWith(() -> parcel.receipt().refused(why));
                        return;
                    }
                    parcels.add(parcel);
                    long first = nextOffset;
                    route(parcel);
                    answerWith(() -> parcel.receipt().stored(first));
                });
    }

    @Override
    public void publishIf(List<Topic> queues, Parcel parcel) {
        if (queues.stream().map(Topic::name).allMatch(queuesThere::contains)) {
            publish(parcel);
        } else {
            gathered.add(() -> answerWith(() -> parcel.receipt().refused(Refusal.QUEUE_UNKNOWN)));
        }
    }

    @Override
    public void open(SessionRequest request, Subscriber subscriber) {
        gathered.add(
                () -> {
                    opened.add(request);
                    HandFeed feed = new HandFeed(nextRef++);
                    open.put(feed, new Open(feed, subscriber, new ArrayList<>()));
                    SessionState was = request.cleanStart() ? SessionState.NEW : sleeping;
                    answerWith(() -> subscriber.opened(feed, was));
                });
    }

    @Override
    public void subscribe(Feed feed, List<Subscription> wanted, Receipt receipt) {
        gathered.add(
                () -> {
                    if (refusal.isPresent()) {
                        receipt.refused(refusal.get());
                        return;
                    }
                    subscribed.addAll(wanted);
                    Open session = open.get(feed);
                    session.wishes().addAll(wanted);
                    retained.forEach(record -> deliverRetained(session, record));
                    answerWith(() -> receipt.stored(-1));
                });
    }

    @Override
    public void subscribeIfThere(Feed feed, Subscription queue, Receipt receipt) {
        if (queuesThere.contains(queue.filter().text())) {
            subscribe(feed, List.of(queue), receipt);
        } else {
            gathered.add(() -> answerWith(() -> receipt.refused(Refusal.QUEUE_UNKNOWN)));
        }
    }

    @Override
    public void unsubscribe(Feed feed, List<TopicFilter> filters, Receipt receipt) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void released(Feed feed, int[] packetIds, Receipt receipt) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void sending(Feed feed, int[] packetIds, long[] offsets, Receipt receipt) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void received(Feed feed, int[] packetIds, Receipt receipt) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void completed(Feed feed, int[] packetIds) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void barrier(Receipt receipt) {
        gathered.add(
                () -> {
                    barriers++;
                    answerWith(() -> receipt.stored(-1));
                });
    }

    @Override
    public void close(Feed feed, Inflight inflight, Close how) {
        gathered.add(
                () -> {
                    open.remove(feed);
                    closes.add(how);
                    inflights.add(inflight);
                    closedFeeds++;
                });
    }

    @Override
    public boolean flush() {
        if (!isFull) {
            slots.addAll(gathered);
            gathered.clear();
        }
        if (runsItself && !slots.isEmpty()) {
            loop.execute(this::run);
        }
        return gathered.isEmpty();
    }

    @Override
    public boolean hasRoom() {
        return gathered.isEmpty() || !isFull;
    }

    @Override
    public void whenRoom(Runnable resume) {
        whenRoom = resume;
    }

    private void answerWith(Runnable answer) {
        if (holdsReceipts) {
            held.add(answer);
        } else {
            answer.run();
        }
    }

    /** Seals the parcel's records and brings them, as one stretch, to all who want all of them. */
    private void route(Parcel parcel) {
        for (MessageView view : views(parcel)) {
            int at = view.topicAt() - RecordLayout.HEADER_BYTES;
            RecordLayout.seal(parcel.bytes(), at, nextOffset++, clock.millis(), 0, new CRC32C());
            if (view.isRetain()) {
                retained.add(Arrays.copyOfRange(parcel.bytes(), at, view.next()));
            }
        }
        if (views(parcel).isEmpty()) {
            return;
        }
        Stretch all = new Stretch(parcel.bytes(), 0, parcel.bytes().length, parcel.count());
        for (Open session : List.copyOf(open.values())) {
            boolean wantsAll = views(parcel).stream().allMatch(view -> wants(session, view));
            if (wantsAll && !isMember(session)) {
                deliver(session, all, Delivery.Kind.LIVE);
            } else {
                deliverOneByOne(session, parcel);
            }
            if (session.feed().head() != Delivery.NONE) {
                session.subscriber().deliverable();
            }
        }
    }

    private void deliverOneByOne(Open session, Parcel parcel) {
        for (MessageView view : views(parcel)) {
            if (wants(session, view)) {
                int at = view.topicAt() - RecordLayout.HEADER_BYTES;
                deliver(
                        session,
                        new Stretch(parcel.bytes(), at, view.next(), 1),
                        Delivery.Kind.LIVE);
            }
        }
    }

    private void deliverRetained(Open session, byte[] record) {
        if (wants(session, new MessageView().on(record, 0))) {
            deliver(session, new Stretch(record, 0, record.length, 1), Delivery.Kind.RETAINED);
        }
    }

    private static boolean wants(Open session, MessageView view) {
        return session.wishes().stream()
                .anyMatch(wish -> wish.filter().inner().matches(view.topic()));
    }

    private static boolean isMember(Open session) {
        return session.wishes().stream().anyMatch(wish -> wish.filter().isGroup());
    }

    private void deliver(Open session, Stretch stretch, Delivery.Kind kind) {
        Grant grant = new Grant(1, false, false, new int[0]);
        session.feed()
                .add(
                        isMember(session)
                                ? Delivery.shared(stretch, grant, share)
                                : new Delivery(kind, stretch, grant, 0));
    }
}
