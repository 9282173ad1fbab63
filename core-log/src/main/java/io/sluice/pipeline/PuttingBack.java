package io.sluice.pipeline;

import io.sluice.broker.Close;
import io.sluice.broker.Delivery;
import io.sluice.broker.Feed;
import io.sluice.broker.Inflight;
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
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Puts dead letters back into their queue: a member of the dead letters like any other, which
 * publishes each to the queue and settles it by the same group of records. So none is lost, and
 * none is there twice.
 */
@OwnedBy(Lane.INSPECTION)
final class PuttingBack implements Subscriber {
    private static final String DEAD = "$dlq/";
    private static final String QUEUE = "$queue/";
    private static final long IDLE_MS_MAX = 2000;
    private static final String DEATH = "x-death-";
    private static final int KEPT_FLAGS =
            MessageFlags.BODY_UTF8 | MessageFlags.FROM_MQTT | MessageFlags.FROM_STOMP;

    private final LoopIngress ingress;
    private final String queue;
    private final long max;
    private final CompletableFuture<Long> done = new CompletableFuture<>();
    private final MessageView view = new MessageView();
    private final ParcelBuilder builder = new ParcelBuilder();
    private Feed feed;
    private long taken;
    private long back;

    private PuttingBack(LoopIngress ingress, String queue, long max) {
        this.ingress = ingress;
        this.queue = queue;
        this.max = max;
    }

    /**
     * Begins.
     *
     * @param lane on which it lives; it looks there now and then whether anything has come
     * @param queue its name, without {@code $queue/}
     * @param max how many, 1 or more
     */
    static CompletableFuture<Long> begin(
            LoopIngress ingress, ScheduledExecutorService lane, String queue, long max) {
        PuttingBack putting = new PuttingBack(ingress, queue, max);
        ingress.open(SessionRequest.volatileOne(SessionName.anonymous("gateway")), putting);
        putting.watch(lane, -1);
        return putting.done;
    }

    /** Goes when nothing has come for a while: others have had the rest. */
    private void watch(ScheduledExecutorService lane, long seen) {
        long now = taken + back;
        if (now == seen) {
            leave();
        } else {
            var unused = lane.schedule(() -> watch(lane, now), IDLE_MS_MAX, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void opened(Feed opened, SessionState state) {
        feed = opened;
        Subscription wanted = Subscription.of(new TopicFilter(DEAD + queue), 1);
        ingress.subscribe(opened, List.of(wanted), new Told());
        ingress.flush();
    }

    @Override
    public void deliverable() {
        if (feed == null) {
            return;
        }
        Delivery head = feed.head();
        while (head != Delivery.NONE && taken < max) {
            view.on(head.stretch().bytes(), head.at());
            taken++;
            putBack(head.share());
            feed.consume(view.next());
            head = feed.head();
        }
        ingress.flush();
    }

    private void putBack(Share share) {
        long offset = view.offset();
        byte[] name = (QUEUE + queue).getBytes(StandardCharsets.UTF_8);
        Optional<Topic> topic = ingress.topic(name, 0, name.length);
        if (topic.isEmpty()) {
            giveUp(Refusal.TOPICS_FULL);
            return;
        }
        byte[] properties = properties();
        int payload = view.payloadBytes();
        int room =
                builder.add(topic.get(), view.flags() & KEPT_FLAGS | 1, properties.length, payload);
        System.arraycopy(properties, 0, builder.array(), room, properties.length);
        System.arraycopy(
                view.bytes(), view.payloadAt(), builder.array(), room + properties.length, payload);
        if (share.claim(offset)) {
            Settlement.Outcome outcome = Settlement.Outcome.ACKNOWLEDGED;
            builder.settle(new Settlement(share.ref(), offset, outcome));
            ingress.publish(builder.take(true, new Stored(share, offset)));
        } else {
            builder.drop();
        }
    }

    /** Those that it had before it died. */
    private byte[] properties() {
        byte[] bytes = view.bytes();
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        int end = view.propertiesAt() + view.propertiesBytes();
        int next;
        for (int at = view.propertiesAt(); at < end; at = next) {
            next = MessageProperties.next(bytes, at);
            if (!isOfItsDeath(bytes, at)) {
                kept.write(bytes, at, next - at);
            }
        }
        return kept.toByteArray();
    }

    private static boolean isOfItsDeath(byte[] bytes, int at) {
        if ((bytes[at] & 0xFF) != MessageProperties.USER_PROPERTY) {
            return false;
        }
        int length = MessageProperties.valueBytes(bytes, at + 1);
        return new String(bytes, at + 3, length, StandardCharsets.UTF_8).startsWith(DEATH);
    }

    /** One of them is in its queue again, or is not. */
    private final class Stored implements Receipt {
        private final Share share;
        private final long offset;

        Stored(Share share, long offset) {
            this.share = share;
            this.offset = offset;
        }

        @Override
        public void stored(long firstOffset) {
            share.acknowledged(offset);
            if (++back == max) {
                ingress.tell(PuttingBack.this::leave); // behind what was said to the group
            }
        }

        @Override
        public void refused(Refusal why) {
            giveUp(why);
        }
    }

    /** The subscription holds, or does not. */
    private final class Told implements Receipt {
        @Override
        public void stored(long firstOffset) {}

        @Override
        public void refused(Refusal why) {
            giveUp(why);
        }
    }

    private void giveUp(Refusal why) {
        done.completeExceptionally(new RefusedException(why));
        ingress.tell(this::leave);
    }

    /** It goes with what it has done. */
    private void leave() {
        if (feed != null) {
            ingress.close(feed, Inflight.NONE, new Close(false, 0));
            ingress.flush();
            feed = null;
        }
        done.complete(back);
    }

    @Override
    public void refused(Refusal why) {
        done.completeExceptionally(new RefusedException(why));
    }

    @Override
    public void takenOver() {
        leave();
    }

    @Override
    public void dismissed(Refusal why) {
        giveUp(why);
    }

    @Override
    public void lost(long records) {}

    @Override
    public void skipped(long records) {}

    @Override
    public Inflight inflight() {
        return Inflight.NONE;
    }
}
