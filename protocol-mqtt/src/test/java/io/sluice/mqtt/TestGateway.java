package io.sluice.mqtt;

import io.prometheus.client.CollectorRegistry;
import io.sluice.auth.Access;
import io.sluice.auth.Action;
import io.sluice.auth.Authenticator;
import io.sluice.auth.Authorizer;
import io.sluice.auth.Credentials;
import io.sluice.auth.Exchange;
import io.sluice.auth.Principal;
import io.sluice.auth.Verdict;
import io.sluice.broker.Delivery;
import io.sluice.broker.Grant;
import io.sluice.broker.ManualFeed;
import io.sluice.broker.RecordedMessages;
import io.sluice.broker.RecordingBroker;
import io.sluice.broker.RecordingIngress;
import io.sluice.broker.Request;
import io.sluice.broker.SessionState;
import io.sluice.broker.Stretch;
import io.sluice.broker.TrafficMetrics;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An MQTT server over a recording broker, with everything that a test wants to turn. */
final class TestGateway {
    static final int REF = 77;

    final RecordingBroker broker = new RecordingBroker();
    final ManualClock clock = new ManualClock();
    final CollectorRegistry registry = new CollectorRegistry();
    final Rights rights = new Rights();
    Authenticator authenticator =
            shown ->
                    CompletableFuture.completedFuture(
                            new Verdict.Accepted(new Principal(shown.userName().orElse(""))));
    private final MqttServer server;

    TestGateway() {
        this(MqttConfig.defaults());
    }

    TestGateway(MqttConfig config) {
        server =
                new MqttServer(
                        config,
                        broker,
                        new Changeable(),
                        rights,
                        clock,
                        new TrafficMetrics(registry));
    }

    MqttServer server() {
        return server;
    }

    RecordingIngress ingress() {
        return broker.ingress();
    }

    /** A socket on which nothing was said yet. */
    TestClient socket() {
        return new TestClient(this);
    }

    /** A client of version 3.1.1 that was let in, its CONNACK read. */
    TestClient connected3(String clientId) {
        return connected(MqttBytes.connect3(clientId));
    }

    /** A client of version 5 that was let in, its CONNACK read. */
    TestClient connected5(String clientId, MqttBytes.Block... properties) {
        return connected(MqttBytes.connect5(clientId, properties));
    }

    /** A client that was let in with this CONNECT, its CONNACK read. */
    TestClient connected(byte[] connect) {
        TestClient client = socket();
        client.send(connect);
        open(client, SessionState.NEW);
        client.received();
        return client;
    }

    /** Opens the session that was asked for last. */
    void open(TestClient client, SessionState state) {
        ingress().last(Request.Open.class).subscriber().opened(client.feed, state);
        client.run();
    }

    /** Brings messages to a client, under terms that grant QoS 2 and nothing special. */
    void deliver(TestClient client, RecordedMessages messages) {
        deliver(client, messages.stretch(), new Grant(2, false, false, new int[0]));
    }

    void deliver(TestClient client, Stretch stretch, Grant grant) {
        deliver(client, new Delivery(Delivery.Kind.LIVE, stretch, grant, 0));
    }

    void deliver(TestClient client, Delivery delivery) {
        client.feed.add(delivery);
        client.subscriber().deliverable();
        client.run();
    }

    /** Messages of the log, from this offset on. */
    RecordedMessages messages(long firstOffset) {
        return new RecordedMessages(firstOffset, clock.millis());
    }

    double metric(String name, String... labelsAndValues) {
        String[] labels = new String[labelsAndValues.length / 2];
        String[] values = new String[labels.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = labelsAndValues[2 * i];
            values[i] = labelsAndValues[2 * i + 1];
        }
        Double value = registry.getSampleValue(name, labels, values);
        return value == null ? 0 : value;
    }

    ManualFeed newFeed() {
        return new ManualFeed(REF);
    }

    /** Asks whoever is the authenticator now. */
    private final class Changeable implements Authenticator {
        @Override
        public CompletionStage<Verdict> authenticate(Credentials shown) {
            return authenticator.authenticate(shown);
        }

        @Override
        public Optional<Exchange> begin(String method, Credentials shown) {
            return authenticator.begin(method, shown);
        }
    }

    /** Everything is allowed that was not forbidden. */
    static final class Rights implements Authorizer {
        private final Map<String, Access> answers = new HashMap<>();
        private final Set<String> withoutReplay = new HashSet<>();
        private long version;

        /** From now on the answer for this topic or filter is another. */
        void set(String topicOrFilter, Access access) {
            answers.put(topicOrFilter, access);
            version++;
        }

        /** From now on nobody may read this filter from a place in the log. */
        void forbidReplay(String filter) {
            withoutReplay.add(filter);
            version++;
        }

        @Override
        public Access decide(Principal who, String clientId, Action action, String topicOrFilter) {
            if (action == Action.REPLAY && withoutReplay.contains(topicOrFilter)) {
                return Access.DENIED;
            }
            boolean isOfAll = action == Action.PUBLISH && topicOrFilter.equals("#");
            Access other = isOfAll && !answers.isEmpty() ? Access.PARTLY : Access.ALLOWED;
            return answers.getOrDefault(topicOrFilter, other);
        }

        @Override
        public long version() {
            return version;
        }
    }
}
