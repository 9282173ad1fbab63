package io.sluice.mqtt;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectVariableHeader;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttProperty;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.sluice.broker.SessionName;
import io.sluice.broker.SessionRequest;
import io.sluice.broker.Will;
import io.sluice.mqtt.packet.ProtocolViolation;
import io.sluice.mqtt.packet.Reason;
import io.sluice.mqtt.packet.ServerPackets;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** What becomes of a CONNECT: the terms of the connection, the session asked for, the answer. */
final class Admission {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ASSIGNED_RANDOM_BYTES = 16;
    private static final int UINT16_MAX = 0xFFFF;

    private final MqttConfig config;

    Admission(MqttConfig config) {
        this.config = config;
    }

    /** What the client asks for, within what we allow; a violation if it may not ask so. */
    Terms terms(MqttConnectMessage packet) {
        MqttConnectVariableHeader header = packet.variableHeader();
        MqttVersion version =
                MqttVersion.fromProtocolNameAndLevel(header.name(), (byte) header.version());
        String given = packet.payload().clientIdentifier();
        requireClientId(given, version, header.isCleanSession());
        MqttProperties properties = header.properties();
        boolean is5 = version == MqttVersion.MQTT_5;
        int keepAlive = keepAlive(header.keepAliveTimeSeconds(), is5);
        long askedExpiry = askedExpiry(header, is5);
        long expiry = is5 ? capped(askedExpiry) : askedExpiry;
        long packetBytes =
                number(properties, MqttProperties.MAXIMUM_PACKET_SIZE, Integer.MAX_VALUE);
        return new Terms(
                version,
                given.isEmpty() ? newClientId() : given,
                given.isEmpty(),
                header.isCleanSession(),
                keepAlive,
                keepAlive != header.keepAliveTimeSeconds(),
                expiry,
                expiry != askedExpiry,
                atMost(
                        config.inflightMax(),
                        number(properties, MqttProperties.RECEIVE_MAXIMUM, UINT16_MAX)),
                atMost(Integer.MAX_VALUE, packetBytes),
                atMost(
                        config.topicAliasOutMax(),
                        number(properties, MqttProperties.TOPIC_ALIAS_MAXIMUM, 0)),
                number(properties, MqttProperties.REQUEST_PROBLEM_INFORMATION, 1) == 1,
                number(properties, MqttProperties.REQUEST_RESPONSE_INFORMATION, 0) == 1);
    }

    private void requireClientId(String id, MqttVersion version, boolean isClean) {
        boolean isTooLong =
                id.getBytes(StandardCharsets.UTF_8).length > config.clientIdBytesMax()
                        || version == MqttVersion.MQTT_3_1
                                && id.codePointCount(0, id.length()) > config.clientIdCharsMaxV31();
        if (isTooLong) {
            throw new ProtocolViolation(
                    "MQTT-3.1.3-8",
                    Reason.CLIENT_ID_NOT_VALID,
                    "the client identifier is too long");
        }
        boolean mayBeEmpty =
                version == MqttVersion.MQTT_5 || version == MqttVersion.MQTT_3_1_1 && isClean;
        if (id.isEmpty() && !mayBeEmpty) {
            throw new ProtocolViolation(
                    "MQTT-3.1.3-8", Reason.CLIENT_ID_NOT_VALID, "no client identifier");
        }
    }

    private int keepAlive(int asked, boolean is5) {
        int most = (int) config.keepAliveMax().toSeconds();
        boolean isTooLong = asked == 0 || asked > most;
        return is5 && most > 0 && isTooLong ? most : asked;
    }

    private long askedExpiry(MqttConnectVariableHeader header, boolean is5) {
        if (is5) {
            return number(header.properties(), MqttProperties.SESSION_EXPIRY_INTERVAL, 0);
        }
        return header.isCleanSession() ? 0 : config.sessionExpiryV3().toSeconds();
    }

    /** What version 5 gets of the expiry that it asks for. */
    long capped(long expirySeconds) {
        return Math.min(expirySeconds, config.sessionExpiryMax().toSeconds());
    }

    /** The session to be opened. */
    static SessionRequest request(Terms terms, Will will) {
        return new SessionRequest(
                new SessionName("mqtt", terms.clientId()),
                terms.isCleanStart(),
                terms.expirySeconds(),
                will);
    }

    /**
     * What CONNACK tells version 5: all that binds the client, and the rest as far as the client
     * takes a packet of that length.
     */
    MqttProperties told(Terms terms) {
        MqttProperties told = new MqttProperties();
        if (!terms.is5()) {
            return told;
        }
        if (terms.isExpiryOurs()) {
            told.add(integer(MqttProperties.SESSION_EXPIRY_INTERVAL, (int) terms.expirySeconds()));
        }
        if (config.receiveMax() < UINT16_MAX) {
            told.add(integer(MqttProperties.RECEIVE_MAXIMUM, config.receiveMax()));
        }
        if (terms.isKeepAliveOurs()) {
            told.add(integer(MqttProperties.SERVER_KEEP_ALIVE, terms.keepAliveSeconds()));
        }
        if (terms.isAssigned()) {
            int id = MqttProperties.ASSIGNED_CLIENT_IDENTIFIER;
            told.add(new StringProperty(id, terms.clientId()));
        }
        for (MqttProperty<?> more : spared(terms)) {
            int bytes = ServerPackets.bytesOf(told) + ServerPackets.bytesOf(more);
            if (ServerPackets.connAckBytes(bytes) <= terms.packetBytesMax()) {
                told.add(more);
            }
        }
        return told;
    }

    /** What may be left out: a client that goes beyond a limit is told then. */
    private List<MqttProperty<?>> spared(Terms terms) {
        List<MqttProperty<?>> more = new ArrayList<>();
        more.add(integer(MqttProperties.MAXIMUM_PACKET_SIZE, config.packetBytesMax()));
        if (config.topicAliasMax() > 0) {
            more.add(integer(MqttProperties.TOPIC_ALIAS_MAXIMUM, config.topicAliasMax()));
        }
        if (terms.wantsResponses() && !config.responseInformation().isEmpty()) {
            String topic = config.responseInformation().replace("%c", levelOf(terms.clientId()));
            more.add(new StringProperty(MqttProperties.RESPONSE_INFORMATION, topic));
        }
        return more;
    }

    /** The client identifier as one level of a topic name. */
    private static String levelOf(String clientId) {
        return clientId.replaceAll("[/+#]", "_");
    }

    private static IntegerProperty integer(int id, int value) {
        return new IntegerProperty(id, value);
    }

    /** The number with this id, unsigned; {@code otherwise} if it is not there. */
    static long number(MqttProperties properties, int id, long otherwise) {
        var property = properties.getProperty(id);
        return property == null
                ? otherwise
                : Integer.toUnsignedLong(((IntegerProperty) property).value());
    }

    private static int atMost(int most, long asked) {
        return (int) Math.min(most, asked);
    }

    private static String newClientId() {
        byte[] random = new byte[ASSIGNED_RANDOM_BYTES];
        RANDOM.nextBytes(random);
        return "auto-" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }
}
