package io.sluice.broker;

import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import io.sluice.lane.Crossing;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * What all protocols tell Prometheus of connections and messages: one family each, parted by the
 * label {@code protocol}. Every sample whose labels are known beforehand is there from the start,
 * so that an alert sees its first step from 0. Made once a registry. May be called from any thread;
 * callers count once a batch, not once a message.
 */
@Crossing
public final class TrafficMetrics {
    private static final List<String> TRANSPORTS = List.of("tcp", "tls", "ws", "wss");
    private static final List<String> AUTH_RESULTS = List.of("accepted", "denied", "unavailable");
    private static final double[] LATENCY_SECONDS = {
        .0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10
    };

    private final Gauge connections;
    private final Counter opened;
    private final Counter closed;
    private final Counter connectFailures;
    private final Gauge subscriptions;
    private final Counter received;
    private final Counter delivered;
    private final Counter redelivered;
    private final Counter dropped;
    private final Counter bytesReceived;
    private final Counter bytesSent;
    private final Counter publishBytesReceived;
    private final Counter publishBytesSent;
    private final Counter protocolErrors;
    private final Counter headersLeftOut;
    private final Counter auth;
    private final Histogram publishToAck;
    private final Histogram publishToDeliver;
    private final DropLedger drops;

    /** With a ledger of its own, of a thousand drops. */
    public TrafficMetrics(CollectorRegistry registry) {
        this(registry, new DropLedger(1000, Duration.ofHours(24), Clock.systemUTC()));
    }

    /**
     * Registers all of them.
     *
     * @param drops where each message that is counted as dropped is written down too
     */
    public TrafficMetrics(CollectorRegistry registry, DropLedger drops) {
        this.drops = drops;
        connections =
                Gauge.build("sluice_connections", "Open connections.")
                        .labelNames("protocol", "transport")
                        .register(registry);
        opened =
                counter("connections_opened_total", "Connections opened.", "protocol")
                        .register(registry);
        closed =
                counter("connections_closed_total", "Connections closed.", "protocol", "reason")
                        .register(registry);
        connectFailures =
                counter("connect_failures_total", "Clients not let in.", "reason")
                        .register(registry);
        subscriptions =
                Gauge.build("sluice_subscriptions", "Subscriptions of open connections.")
                        .labelNames("protocol")
                        .register(registry);
        received =
                counter("messages_received_total", "Messages published.", "protocol", "qos")
                        .register(registry);
        delivered =
                counter("messages_delivered_total", "Messages delivered.", "protocol", "qos")
                        .register(registry);
        redelivered =
                counter("messages_redelivered_total", "Messages delivered once more.")
                        .register(registry);
        dropped =
                counter("messages_dropped_total", "Messages not stored or delivered.", "reason")
                        .register(registry);
        bytesReceived =
                counter("bytes_received_total", "Bytes that came from clients.", "protocol")
                        .register(registry);
        bytesSent =
                counter("bytes_sent_total", "Bytes that went to clients.", "protocol")
                        .register(registry);
        publishBytesReceived =
                counter(
                                "publish_bytes_received_total",
                                "Bytes of PUBLISH packets that came from clients.",
                                "protocol")
                        .register(registry);
        publishBytesSent =
                counter(
                                "publish_bytes_sent_total",
                                "Bytes of PUBLISH packets that went to clients.",
                                "protocol")
                        .register(registry);
        protocolErrors =
                counter("protocol_errors_total", "Clients that broke a rule.", "protocol")
                        .register(registry);
        headersLeftOut =
                counter(
                                "headers_left_out_total",
                                "Properties of messages that a client's protocol cannot say.",
                                "protocol")
                        .register(registry);
        auth =
                counter("auth_total", "Clients that asked to be let in.", "result")
                        .register(registry);
        publishToAck =
                Histogram.build(
                                "sluice_publish_to_ack_seconds",
                                "From a publish read to its acknowledgement written; a sample.")
                        .buckets(LATENCY_SECONDS)
                        .register(registry);
        publishToDeliver =
                Histogram.build(
                                "sluice_publish_to_deliver_seconds",
                                "From a message stored to its delivery written; a sample.")
                        .buckets(LATENCY_SECONDS)
                        .register(registry);
        Arrays.stream(DropReason.values()).forEach(reason -> dropped.labels(reason.label()));
        AUTH_RESULTS.forEach(auth::labels);
    }

    private static Counter.Builder counter(String name, String help, String... labels) {
        return Counter.build("sluice_" + name, help).labelNames(labels);
    }

    /**
     * The same, for one protocol, with its counters at hand.
     *
     * @param protocol {@code "mqtt"}, {@code "stomp"}
     * @param endings why its connections may end, as {@link Of#connectionClosed} and {@link
     *     Of#connectFailed} are told
     */
    public Of forProtocol(String protocol, Collection<String> endings) {
        return new Of(protocol, endings);
    }

    /** All of it together, as of now; for who asks now and then. */
    public TrafficTotals totals() {
        return new TrafficTotals(
                sum(connections),
                sum(opened),
                sum(received),
                sum(delivered),
                sum(dropped),
                sum(bytesReceived),
                sum(bytesSent),
                sum(publishBytesReceived),
                sum(publishBytesSent));
    }

    /** A counter also has a sample for when it was created. */
    private static long sum(Collector family) {
        double sum = 0;
        for (Collector.MetricFamilySamples samples : family.collect()) {
            for (Collector.MetricFamilySamples.Sample sample : samples.samples) {
                sum += sample.name.endsWith("_created") ? 0 : sample.value;
            }
        }
        return (long) sum;
    }

    /** Messages that were not stored, or not delivered to somebody: counted and written down. */
    public void dropped(Drop drop) {
        dropped.labels(drop.reason().label()).inc(drop.count());
        drops.add(drop);
    }

    public DropLedger drops() {
        return drops;
    }

    /** The traffic of one protocol. A reason has few values, known beforehand. */
    public final class Of {
        private static final int QOS_COUNT = 3;

        private final String protocol;
        private final Counter.Child openedHere;
        private final Gauge.Child subscriptionsHere;
        private final Counter.Child[] receivedHere = new Counter.Child[QOS_COUNT];
        private final Counter.Child[] deliveredHere = new Counter.Child[QOS_COUNT];
        private final Counter.Child bytesReceivedHere;
        private final Counter.Child bytesSentHere;
        private final Counter.Child protocolErrorsHere;

        private Of(String protocol, Collection<String> endings) {
            this.protocol = protocol;
            openedHere = opened.labels(protocol);
            subscriptionsHere = subscriptions.labels(protocol);
            bytesReceivedHere = bytesReceived.labels(protocol);
            bytesSentHere = bytesSent.labels(protocol);
            protocolErrorsHere = protocolErrors.labels(protocol);
            for (int qos = 0; qos < QOS_COUNT; qos++) {
                receivedHere[qos] = received.labels(protocol, String.valueOf(qos));
                deliveredHere[qos] = delivered.labels(protocol, String.valueOf(qos));
            }
            TRANSPORTS.forEach(transport -> connections.labels(protocol, transport));
            headersLeftOut.labels(protocol);
            for (String reason : endings) {
                closed.labels(protocol, reason);
                connectFailures.labels(reason);
            }
        }

        /**
         * A connection was accepted.
         *
         * @param transport {@code "tcp"}, {@code "tls"}, {@code "ws"}, {@code "wss"}
         */
        public void connectionOpened(String transport) {
            openedHere.inc();
            connections.labels(protocol, transport).inc();
        }

        /** A connection that was counted as opened is gone. */
        public void connectionClosed(String transport, String reason) {
            closed.labels(protocol, reason).inc();
            connections.labels(protocol, transport).dec();
        }

        /** A client was not let in. */
        public void connectFailed(String reason) {
            connectFailures.labels(reason).inc();
        }

        /**
         * Somebody decided who a client is.
         *
         * @param result {@code "accepted"}, {@code "denied"}, {@code "unavailable"}
         */
        public void auth(String result) {
            auth.labels(result).inc();
        }

        /** The number of subscriptions changed by {@code delta}. */
        public void subscriptions(int delta) {
            subscriptionsHere.inc(delta);
        }

        /** Messages came from clients. */
        public void received(int qos, long count) {
            receivedHere[qos].inc(count);
        }

        /** Messages went to clients. */
        public void delivered(int qos, long count) {
            deliveredHere[qos].inc(count);
        }

        /** Messages went to clients not for the first time. */
        public void redelivered(long count) {
            redelivered.inc(count);
        }

        /** Messages were not stored, or not delivered to somebody. */
        public void dropped(Drop drop) {
            TrafficMetrics.this.dropped(drop);
        }

        public void bytesReceived(long count) {
            bytesReceivedHere.inc(count);
        }

        public void bytesSent(long count) {
            bytesSentHere.inc(count);
        }

        /** Bytes of packets that carry a message, where a protocol tells them from others. */
        public void publishBytesReceived(long count) {
            publishBytesReceived.labels(protocol).inc(count);
        }

        public void publishBytesSent(long count) {
            publishBytesSent.labels(protocol).inc(count);
        }

        /** A client broke a rule of the protocol. */
        public void protocolError() {
            protocolErrorsHere.inc();
        }

        /** Properties of messages could not be said in this protocol's form. */
        public void headersLeftOut(long count) {
            headersLeftOut.labels(protocol).inc(count);
        }

        /** One sample of the time from a publish read to its acknowledgement written. */
        public void publishToAck(long tookNanos) {
            publishToAck.observe(tookNanos / 1e9);
        }

        /** One sample of the time from a message stored to its delivery written. */
        public void publishToDeliver(long tookMs) {
            publishToDeliver.observe(tookMs / 1e3);
        }
    }
}
