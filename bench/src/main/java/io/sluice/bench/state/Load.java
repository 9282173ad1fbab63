package io.sluice.bench.state;

import io.sluice.broker.Close;
import io.sluice.broker.Feed;
import io.sluice.broker.Inflight;
import io.sluice.broker.Ingress;
import io.sluice.broker.MessageFlags;
import io.sluice.broker.ParcelBuilder;
import io.sluice.broker.Receipt;
import io.sluice.broker.Refusal;
import io.sluice.broker.SessionName;
import io.sluice.broker.SessionRequest;
import io.sluice.broker.SessionState;
import io.sluice.broker.Subscriber;
import io.sluice.broker.Subscription;
import io.sluice.broker.Topic;
import io.sluice.broker.TopicFilter;
import io.sluice.broker.Will;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.function.IntConsumer;

/** What clients do to a broker, as fast as it takes it, from one loop. */
final class Load {
    private static final int AT_ONCE = 10_000;
    private static final int PARCEL = 50;
    private static final int PAYLOAD_BYTES = 200;
    private static final int PAYLOAD_BYTES_RETAINED = 64;
    private static final int TOPICS = 10_000;
    private static final int RETAINED_EVERY = 100;
    private static final int SESSION_EVERY = 2_000;
    private static final long EXPIRY_SECONDS = 7 * 24 * 3600;

    private final Ingress ingress;
    private final ExecutorService loop;
    private final ParcelBuilder builder = new ParcelBuilder();
    private final Semaphore room = new Semaphore(AT_ONCE);
    private int turn;

    /** What was done in which time. */
    record Took(int count, double seconds) {}

    Load(Ingress ingress, ExecutorService loop) {
        this.ingress = ingress;
        this.loop = loop;
    }

    /** Durable sessions with two subscriptions each, whose clients have gone. */
    Took sleepers(int count) {
        return each(count, 1, i -> ingress.open(request(i), new Sleeper(i)));
    }

    /** Retained messages, each on a topic of its own. */
    Took retained(int count) {
        return each(count, PARCEL, this::addRetained);
    }

    /** Messages on some topics; one in a hundred retained, and now and then a client looks in. */
    Took traffic(int count, int sessions, int retained) {
        return each(
                count,
                PARCEL,
                i -> {
                    int each = turn++;
                    if (retained > 0 && each % RETAINED_EVERY == 0) {
                        addRetained((int) (each * 2654435761L % retained & 0x7FFF_FFFF) % retained);
                    } else {
                        add("plant/" + each % TOPICS + "/value", 1, PAYLOAD_BYTES);
                    }
                    if (sessions > 0 && each % SESSION_EVERY == 0) {
                        int who = each / SESSION_EVERY % sessions;
                        ingress.open(request(who), new Sleeper(-1));
                    }
                });
    }

    /** Messages, one a parcel, that every sleeper is to get. */
    Took broadcasts(int count) {
        return each(count, 1, i -> add("group/all/news", 1, PAYLOAD_BYTES));
    }

    private void addRetained(int i) {
        add("site/" + i + "/state", 1 | MessageFlags.RETAIN, PAYLOAD_BYTES_RETAINED);
    }

    private void add(String name, int flags, int payloadBytes) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        Topic topic = ingress.topic(utf8, 0, utf8.length).orElseThrow();
        builder.add(topic, flags | MessageFlags.FROM_MQTT, 0, payloadBytes);
    }

    /** Does it so many times on the loop, a few at a time, and waits for the last receipt. */
    private Took each(int count, int atOnce, IntConsumer work) {
        long startedNanos = System.nanoTime();
        for (int i = 0; i < count; i += atOnce) {
            int first = i;
            int last = Math.min(count, i + atOnce);
            room.acquireUninterruptibly();
            loop.execute(
                    () -> {
                        for (int each = first; each < last; each++) {
                            work.accept(each);
                        }
                        if (builder.count() > 0) {
                            ingress.publish(builder.take(false, new Freed()));
                        } else {
                            ingress.barrier(new Freed());
                        }
                        ingress.flush();
                    });
        }
        room.acquireUninterruptibly(AT_ONCE);
        room.release(AT_ONCE);
        return new Took(count, (System.nanoTime() - startedNanos) / 1e9);
    }

    private static SessionRequest request(int i) {
        SessionName name = new SessionName("mqtt", "device-%08d".formatted(i));
        return new SessionRequest(name, false, EXPIRY_SECONDS, Will.NONE);
    }

    private final class Freed implements Receipt {
        @Override
        public void stored(long firstOffset) {
            room.release();
        }

        @Override
        public void refused(Refusal why) {
            throw new IllegalStateException(why.name());
        }
    }

    /** Subscribes, if it is new, and goes to sleep. */
    private final class Sleeper implements Subscriber {
        private final int number;

        Sleeper(int number) {
            this.number = number;
        }

        @Override
        public void opened(Feed feed, SessionState state) {
            if (number >= 0) {
                ingress.subscribe(
                        feed,
                        List.of(
                                Subscription.of(new TopicFilter("device/" + number + "/set"), 1),
                                Subscription.of(
                                        new TopicFilter("group/" + number % 100 + "/#"), 1)),
                        Receipt.NONE);
            }
            ingress.close(feed, Inflight.NONE, new Close(false, EXPIRY_SECONDS));
            ingress.flush();
        }

        @Override
        public void refused(Refusal why) {
            throw new IllegalStateException(why.name());
        }

        @Override
        public void deliverable() {}

        @Override
        public void takenOver() {}

        @Override
        public void dismissed(Refusal why) {
            throw new IllegalStateException(why.name());
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
}
