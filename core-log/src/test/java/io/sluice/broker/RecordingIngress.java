package io.sluice.broker;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps what is asked of it, in order, and answers nothing: the test does. */
public final class RecordingIngress implements Ingress {
    private final List<Request> requests = new ArrayList<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private final Map<String, Topic> topics = new HashMap<>();
    private int topicsMax = Integer.MAX_VALUE;
    private boolean isFull;

    /** All that was asked, oldest first. */
    public List<Request> requests() {
        return requests;
    }

    /** All of one kind, oldest first. */
    public <T extends Request> List<T> requests(Class<T> kind) {
        return requests.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The latest of one kind. */
    public <T extends Request> T last(Class<T> kind) {
        List<T> all = requests(kind);
        return all.get(all.size() - 1);
    }

    /** From now on there is no room. */
    public void becomeFull() {
        isFull = true;
    }

    /** There is room again; those who wait are called. */
    public void becomeFree() {
        isFull = false;
        List<Runnable> called = new ArrayList<>(waiting);
        waiting.clear();
        called.forEach(Runnable::run);
    }

    /** No more topics than this are known. */
    public void knowAtMost(int topicCount) {
        topicsMax = topicCount;
    }

    @Override
    public Optional<Topic> topic(byte[] utf8, int from, int length) {
        byte[] name = Arrays.copyOfRange(utf8, from, from + length);
        String text = new String(name, StandardCharsets.UTF_8);
        if (!topics.containsKey(text)) {
            if (topics.size() >= topicsMax) {
                return Optional.empty();
            }
            topics.put(text, new Topic(topics.size(), name));
        }
        return Optional.of(topics.get(text));
    }

    @Override
    public void publish(Parcel parcel) {
        requests.add(new Request.Publish(parcel));
    }

    @Override
    public void publishIf(List<Topic> queues, Parcel parcel) {
        publish(parcel);
    }

    @Override
    public void subscribeIfThere(Feed feed, Subscription queue, Receipt receipt) {
        subscribe(feed, List.of(queue), receipt);
    }

    @Override
    public void open(SessionRequest request, Subscriber subscriber) {
        requests.add(new Request.Open(request, subscriber));
    }

    @Override
    public void subscribe(Feed feed, List<Subscription> wanted, Receipt receipt) {
        requests.add(new Request.Subscribe(feed, wanted, receipt));
    }

    @Override
    public void unsubscribe(Feed feed, List<TopicFilter> filters, Receipt receipt) {
        requests.add(new Request.Unsubscribe(feed, filters, receipt));
    }

    @Override
    public void released(Feed feed, int[] packetIds, Receipt receipt) {
        requests.add(new Request.Released(feed, ints(packetIds), receipt));
    }

    @Override
    public void sending(Feed feed, int[] packetIds, long[] offsets, Receipt receipt) {
        List<Long> places = Arrays.stream(offsets).boxed().toList();
        requests.add(new Request.Sending(feed, ints(packetIds), places, receipt));
    }

    @Override
    public void received(Feed feed, int[] packetIds, Receipt receipt) {
        requests.add(new Request.Received(feed, ints(packetIds), receipt));
    }

    @Override
    public void completed(Feed feed, int[] packetIds) {
        requests.add(new Request.Completed(feed, ints(packetIds)));
    }

    @Override
    public void barrier(Receipt receipt) {
        requests.add(new Request.Barrier(receipt));
    }

    @Override
    public void close(Feed feed, Inflight inflight, Close how) {
        requests.add(new Request.Closed(feed, inflight, how));
    }

    @Override
    public boolean flush() {
        return !isFull;
    }

    @Override
    public boolean hasRoom() {
        return !isFull;
    }

    @Override
    public void whenRoom(Runnable resume) {
        waiting.add(resume);
    }

    private static List<Integer> ints(int[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
