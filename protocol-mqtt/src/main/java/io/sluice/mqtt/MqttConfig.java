package io.sluice.mqtt;

import io.sluice.broker.SessionRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What MQTT clients may do, and how much of it.
 *
 * @param packetBytesMax the longest packet taken, fixed header included, 128 B to 256 MiB; version
 *     5 is told
 * @param connectBytesMax the longest CONNECT taken, 128 B to 1 MiB
 * @param connectTimeout from the socket's opening to CONNACK, 100 ms to 10 min
 * @param receiveMax publishes of QoS 1 and 2 that a client may have unanswered, 1 to 65,535; told
 *     to and demanded of version 5
 * @param inflightMax deliveries of QoS 1 and 2 that may be unanswered by a client, 1 to 65,535; it
 *     may ask for fewer
 * @param topicAliasMax topic aliases of each client that are remembered, 0 to 65,535
 * @param topicAliasOutMax topic aliases that a client is taught if it takes some, 0 to 65,535
 * @param sessionExpiryV3 how long a session with clean session 0 outlives its connection, whole
 *     seconds, 1 s to 136 years
 * @param sessionExpiryMax the longest that version 5 may ask for, the same range
 * @param keepAliveMax keep alive that version 5 is told if it asks for more or none, whole seconds
 *     to 65,535 s; 0 leaves it to the client
 * @param subscriptionsMax subscriptions of one session, 1 to 10,000,000
 * @param replaysMax of these, those that began at a place in the log, 0 to 10,000: each costs what
 *     a session does
 * @param topicLevelsMax levels of a topic name or filter, 1 to 65,536
 * @param topicBytesMax bytes of a topic name or filter, 1 to 65,535
 * @param clientIdBytesMax the longest client identifier, 1 to 65,535
 * @param clientIdCharsMaxV31 the same for version 3.1, whose standard has 23; in characters, 1 to
 *     65,535
 * @param outgoingBytesMax bytes that may wait for a client's socket before nothing more is
 *     delivered, 16 KiB to 64 MiB
 * @param pauseMax how long a client may stay unread because the broker has no room, or because it
 *     does not take its answers, before it is disconnected, 1 s to 1 h
 * @param responseInformation what version 5 is told if it asks for it; {@code %c} is its client
 *     identifier; empty for nothing
 * @param serverReference where version 5 is sent when the gateway stops; empty for nowhere
 */
public record MqttConfig(
        int packetBytesMax,
        int connectBytesMax,
        Duration connectTimeout,
        int receiveMax,
        int inflightMax,
        int topicAliasMax,
        int topicAliasOutMax,
        Duration sessionExpiryV3,
        Duration sessionExpiryMax,
        Duration keepAliveMax,
        int subscriptionsMax,
        int replaysMax,
        int topicLevelsMax,
        int topicBytesMax,
        int clientIdBytesMax,
        int clientIdCharsMaxV31,
        int outgoingBytesMax,
        Duration pauseMax,
        String responseInformation,
        String serverReference) {

    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;
    private static final int UINT16_MAX = 65_535;
    private static final Duration EVER = Duration.ofSeconds(SessionRequest.NEVER_EXPIRES);

    public MqttConfig {
        requireWithin("packet-bytes-max", packetBytesMax, 128, 256 * MIB);
        requireWithin("connect-bytes-max", connectBytesMax, 128, MIB);
        requireWithin("connect-timeout", connectTimeout, Duration.ofMillis(100), minutes(10));
        requireWithin("receive-max", receiveMax, 1, UINT16_MAX);
        requireWithin("inflight-max", inflightMax, 1, UINT16_MAX);
        requireWithin("topic-alias-max", topicAliasMax, 0, UINT16_MAX);
        requireWithin("topic-alias-out-max", topicAliasOutMax, 0, UINT16_MAX);
        requireWithin("session-expiry-v3", sessionExpiryV3, seconds(1), EVER);
        requireWithin("session-expiry-max", sessionExpiryMax, seconds(1), EVER);
        requireWithin("keep-alive-max", keepAliveMax, Duration.ZERO, seconds(UINT16_MAX));
        requireWithin("subscriptions-max", subscriptionsMax, 1, 10_000_000);
        requireWithin("replays-max", replaysMax, 0, 10_000);
        requireWithin("topic-levels-max", topicLevelsMax, 1, UINT16_MAX + 1);
        requireWithin("topic-bytes-max", topicBytesMax, 1, UINT16_MAX);
        requireWithin("client-id-bytes-max", clientIdBytesMax, 1, UINT16_MAX);
        requireWithin("client-id-chars-max-v31", clientIdCharsMaxV31, 1, UINT16_MAX);
        requireWithin("outgoing-bytes-max", outgoingBytesMax, 16 * KIB, 64 * MIB);
        requireWithin("pause-max", pauseMax, seconds(1), minutes(60));
        requireWithin("response-information", responseInformation.length(), 0, 1024);
        requireWithin("server-reference", serverReference.length(), 0, 1024);
    }

    /** What is good for most. */
    public static MqttConfig defaults() {
        return new MqttConfig(
                4 * MIB,
                512 * KIB,
                seconds(10),
                1024,
                1024,
                64,
                64,
                Duration.ofDays(7),
                Duration.ofDays(30),
                Duration.ZERO,
                200_000,
                100,
                128,
                UINT16_MAX,
                UINT16_MAX,
                23,
                256 * KIB,
                minutes(1),
                "reply/%c/",
                "");
    }

    /** Whether a topic name or filter has no more levels and bytes than any may. */
    boolean admits(String topic) {
        return topic.chars().filter(c -> c == '/').count() < topicLevelsMax
                && topic.getBytes(StandardCharsets.UTF_8).length <= topicBytesMax;
    }

    private static Duration seconds(long count) {
        return Duration.ofSeconds(count);
    }

    private static Duration minutes(long count) {
        return Duration.ofMinutes(count);
    }

    private static <T extends Comparable<T>> void requireWithin(
            String key, T value, T least, T most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "mqtt.%s is out of range: %s is not within %s and %s"
                            .formatted(key, value, least, most));
        }
    }
}
