package io.sluice.mqtt;

import io.sluice.auth.Action;
import io.sluice.broker.Receipt;
import io.sluice.broker.SessionName;
import io.sluice.broker.SessionRequest;
import io.sluice.broker.Subscription;
import io.sluice.broker.TopicFilter;
import io.sluice.broker.Will;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The subscriptions of one client that began at a place in the log, by the filters that name them.
 * Those of a session that outlives its connection are kept under names made of its own, and the
 * session keeps a marker of each.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class Readings {
    private final MqttLoop loop;
    private final Client client;
    private final MqttSession session;
    private final OutboundDeliveries deliveries;
    private final Map<String, Reading> byText = new LinkedHashMap<>();

    Readings(MqttLoop loop, Client client, MqttSession session, OutboundDeliveries deliveries) {
        this.loop = loop;
        this.client = client;
        this.session = session;
        this.deliveries = deliveries;
    }

    int count() {
        return byText.size();
    }

    boolean has(String text) {
        return byText.containsKey(text);
    }

    /** The one of this name, which must be {@link #has there}. */
    ReplayFilter filter(String text) {
        return byText.get(text).filter();
    }

    /** Whether the session outlives its connection, so that it must keep a marker of each. */
    boolean areKept() {
        return client.terms().expirySeconds() > 0;
    }

    /** Whether the client may read this filter's past, or at least some of it. */
    boolean mayBegin(ReplayFilter filter) {
        return rights().mayRead(filter.inner());
    }

    void begin(ReplayFilter filter, Subscription terms, Receipt answer) {
        Reading reading = add(filter);
        reading.begin(request(filter, true), terms, answer);
    }

    /** Other terms for one that is {@link #has there}. */
    void change(String text, Subscription terms, Receipt answer) {
        byText.get(text).change(terms, answer);
    }

    /** Goes on with one of an earlier connection; the answer says whether there is one. */
    void resume(ReplayFilter filter, Receipt answer) {
        Reading reading = add(filter);
        reading.resume(request(filter, false), answer);
    }

    /** Ends one; returns the marker that the session is to forget, if it has one. */
    Optional<TopicFilter> end(String text) {
        Reading reading = byText.remove(text);
        reading.unsubscribe();
        return areKept() ? Optional.of(reading.filter().marker()) : Optional.empty();
    }

    /** Those that are no longer allowed. */
    List<String> forbidden() {
        return byText.entrySet().stream()
                .filter(entry -> !entry.getValue().isAllowed())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The connection is gone; the session lives so long. */
    void close(long expirySeconds) {
        byText.values().forEach(reading -> reading.close(expirySeconds));
    }

    private Reading add(ReplayFilter filter) {
        DeliveryRights rights = rights();
        boolean unused = rights.mayRead(filter.inner()); // if but some of it, it knows from now on
        Reading reading = new Reading(loop, session, deliveries, filter, rights);
        byText.put(filter.text(), reading);
        return reading;
    }

    private DeliveryRights rights() {
        return new DeliveryRights(
                loop.assembly().authorizer(), client, Action.SUBSCRIBE, Action.REPLAY);
    }

    private SessionRequest request(ReplayFilter filter, boolean isNew) {
        if (isNew && !areKept()) {
            return SessionRequest.volatileOne(SessionName.anonymous("mqtt"));
        }
        SessionName name = new SessionName("mqtt", client.id()).annex(filter.marker());
        return new SessionRequest(name, isNew, client.terms().expirySeconds(), Will.NONE);
    }
}
