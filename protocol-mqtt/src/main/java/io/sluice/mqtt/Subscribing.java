package io.sluice.mqtt;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.sluice.broker.Receipt;
import io.sluice.broker.Refusal;
import io.sluice.broker.Subscription;
import io.sluice.broker.TopicFilter;
import io.sluice.broker.Where;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.mqtt.packet.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One SUBSCRIBE: what of it is ordinary is asked for at once, each reading by itself. */
@OwnedBy(Lane.EVENT_LOOP)
final class Subscribing implements Receipt {
    private final MqttLoop loop;
    private final Client client;
    private final Subscriptions subscriptions;
    private final Readings readings;
    private final SubAck subAck;
    private final int identifier;
    private final List<String> places;
    private final List<Subscription> wanted = new ArrayList<>();
    private final List<Integer> numbers = new ArrayList<>();
    private final List<String> added = new ArrayList<>();

    Subscribing(
            MqttLoop loop,
            Client client,
            Subscriptions subscriptions,
            MqttProperties properties,
            SubAck subAck) {
        this.loop = loop;
        this.client = client;
        this.subscriptions = subscriptions;
        this.readings = subscriptions.readings();
        var property = properties.getProperty(MqttProperties.SUBSCRIPTION_IDENTIFIER);
        this.identifier = property == null ? 0 : (Integer) property.value();
        this.places = ReplayFilter.placesIn(properties);
        this.subAck = subAck;
    }

    /** The i-th wish. */
    void judge(int i, MqttTopicSubscription wish) {
        String text = wish.topicFilter();
        subAck.grant(i, wish.option().qos().value());
        if (ReplayFilter.isOne(text) || !places.isEmpty() || readings.has(text)) {
            judgeReading(i, wish);
            return;
        }
        Optional<TopicFilter> filter = subscriptions.rules().filter(wish);
        if (filter.isEmpty()) {
            subAck.refuse(i, Reason.TOPIC_FILTER_INVALID, "");
        } else if (subscriptions.isFull(text)) {
            subAck.refuse(i, Reason.QUOTA_EXCEEDED, "");
        } else if (!subscriptions.rights().mayRead(ReservedNames.inner(text))) {
            subAck.refuse(i, Reason.NOT_AUTHORIZED, "");
        } else {
            int asked = wish.option().qos().value();
            int qos = filter.get().isQueue() ? Math.min(asked, 1) : asked;
            subAck.grant(i, qos);
            if (subscriptions.remember(text)) {
                added.add(text);
            }
            numbers.add(i);
            wanted.add(terms(filter.get(), qos, wish, Where.NEXT));
        }
    }

    private void judgeReading(int i, MqttTopicSubscription wish) {
        String text = wish.topicFilter();
        var unused = subscriptions.rules().named(text);
        ReplayFilter filter = asked(text);
        Optional<String> fault = fault(filter);
        int readingsMax = loop.assembly().config().replaysMax();
        if (fault.isPresent()) {
            boolean isName = ReplayFilter.isOne(text);
            Reason reason = isName ? Reason.TOPIC_FILTER_INVALID : Reason.IMPLEMENTATION_SPECIFIC;
            subAck.refuse(i, reason, fault.get());
        } else if (subscriptions.isFull(text)
                || !readings.has(text) && readings.count() >= readingsMax) {
            subAck.refuse(i, Reason.QUOTA_EXCEEDED, Refusal.SUBSCRIPTIONS_FULL.text());
        } else if (!readings.mayBegin(filter)) {
            subAck.refuse(i, Reason.NOT_AUTHORIZED, Refusal.NOT_AUTHORIZED.text());
        } else {
            read(i, filter, wish);
        }
    }

    /** What is there already keeps its place, whatever is said of another. */
    private ReplayFilter asked(String text) {
        if (ReplayFilter.isOne(text)) {
            return ReplayFilter.of(text);
        }
        return new ReplayFilter(text, text, places.isEmpty() ? "next" : places.get(0));
    }

    private Optional<String> fault(ReplayFilter filter) {
        if (places.size() + (ReplayFilter.isOne(filter.text()) ? 1 : 0) > 1) {
            return Optional.of("the place in the log is said more than once");
        }
        if (!loop.assembly().config().admits(filter.inner())) {
            return Optional.of("the filter has too many levels or bytes");
        }
        return filter.fault(loop.assembly().clock());
    }

    private void read(int i, ReplayFilter filter, MqttTopicSubscription wish) {
        String text = filter.text();
        Where where = filter.place(loop.assembly().clock());
        int qos = wish.option().qos().value();
        Subscription terms = terms(new TopicFilter(filter.inner()), qos, wish, where);
        subAck.await();
        if (readings.has(text)) {
            readings.change(text, terms, new Answer(subAck, i, ""));
            return;
        }
        if (!subscriptions.remember(text)) {
            TopicFilter ordinary = new TopicFilter(text);
            loop.ingress().unsubscribe(client.feed(), List.of(ordinary), Receipt.NONE);
        }
        readings.begin(filter, terms, new Answer(subAck, i, text));
        if (readings.areKept()) {
            numbers.add(i);
            wanted.add(new Subscription(filter.marker(), 0, false, false, 2, 0, Where.NEXT));
        }
    }

    private Subscription terms(
            TopicFilter filter, int qos, MqttTopicSubscription wish, Where where) {
        return new Subscription(
                filter,
                qos,
                wish.option().isNoLocal(),
                wish.option().isRetainAsPublished(),
                wish.option().retainHandling().value(),
                identifier,
                where);
    }

    /** Asks the broker for what is ordinary. */
    void ask() {
        if (!wanted.isEmpty()) {
            subAck.await();
            loop.ingress().subscribe(client.feed(), wanted, this);
        }
    }

    @Override
    public void stored(long firstOffset) {
        subscriptions.answered(subAck);
    }

    @Override
    public void refused(Refusal why) {
        numbers.forEach(i -> subAck.refuse(i, Refusals.ofSubscribe(why), ""));
        added.forEach(subscriptions::forget);
        wanted.stream()
                .map(Subscription::filter)
                .filter(filter -> ReplayFilter.isOne(filter.text()))
                .forEach(marker -> subscriptions.dropReading(ReplayFilter.ofMarker(marker).text()));
        subscriptions.answered(subAck);
    }

    /** The broker's answer to one reading. */
    private final class Answer implements Receipt {
        private final SubAck subAck;
        private final int number;
        private final String isNewAs;

        /**
         * @param isNewAs the filter that names it; empty if it was there before
         */
        Answer(SubAck subAck, int number, String isNewAs) {
            this.subAck = subAck;
            this.number = number;
            this.isNewAs = isNewAs;
        }

        @Override
        public void stored(long firstOffset) {
            subscriptions.answered(subAck);
        }

        @Override
        public void refused(Refusal why) {
            subAck.refuse(number, Refusals.ofSubscribe(why), why.text());
            subscriptions.dropReading(isNewAs);
            subscriptions.answered(subAck);
        }
    }
}
