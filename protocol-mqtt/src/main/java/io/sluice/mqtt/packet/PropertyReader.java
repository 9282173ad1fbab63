package io.sluice.mqtt.packet;

import static io.netty.handler.codec.mqtt.MqttProperties.*;

import io.netty.handler.codec.mqtt.MqttProperties;

/**
 * Reads the properties of a rare packet of MQTT 5 (2.2.2), and only those that may stand there,
 * each once (user properties and identifiers of a PUBLISH apart).
 */
enum PropertyReader {
    CONNECT(
            SESSION_EXPIRY_INTERVAL,
            RECEIVE_MAXIMUM,
            MAXIMUM_PACKET_SIZE,
            TOPIC_ALIAS_MAXIMUM,
            REQUEST_RESPONSE_INFORMATION,
            REQUEST_PROBLEM_INFORMATION,
            USER_PROPERTY,
            AUTHENTICATION_METHOD,
            AUTHENTICATION_DATA),
    WILL(
            WILL_DELAY_INTERVAL,
            PAYLOAD_FORMAT_INDICATOR,
            PUBLICATION_EXPIRY_INTERVAL,
            CONTENT_TYPE,
            RESPONSE_TOPIC,
            CORRELATION_DATA,
            USER_PROPERTY),
    ACKNOWLEDGEMENT(REASON_STRING, USER_PROPERTY),
    SUBSCRIBE(SUBSCRIPTION_IDENTIFIER, USER_PROPERTY),
    UNSUBSCRIBE(USER_PROPERTY),
    DISCONNECT(SESSION_EXPIRY_INTERVAL, REASON_STRING, USER_PROPERTY),
    AUTH(AUTHENTICATION_METHOD, AUTHENTICATION_DATA, REASON_STRING, USER_PROPERTY);

    /** A bit for each identifier; all are below 64. */
    private final long allowed;

    PropertyReader(int... identifiers) {
        long bits = 0;
        for (int id : identifiers) {
            bits |= 1L << id;
        }
        this.allowed = bits;
    }

    /** The properties that begin here with their length. */
    MqttProperties read(PacketReader in) {
        PacketReader block = in.part(in.varInt());
        MqttProperties properties = new MqttProperties();
        while (block.left() > 0) {
            readOne(block.varInt(), block, properties);
        }
        return properties;
    }

    private void readOne(int id, PacketReader in, MqttProperties into) {
        if (id > 63 || (allowed >>> id & 1) == 0) {
            throw ProtocolViolation.malformed("MQTT-4.13.1-1", "property " + id + " in " + this);
        }
        if (id == USER_PROPERTY) {
            into.add(new UserProperty(in.string(), in.string()));
            return;
        }
        if (into.getProperty(id) != null) {
            throw ProtocolViolation.error("MQTT-4.13.1-1", "property " + id + " twice");
        }
        into.add(value(id, in));
    }

    private static MqttProperty<?> value(int id, PacketReader in) {
        return switch (id) {
            case REQUEST_RESPONSE_INFORMATION,
                    REQUEST_PROBLEM_INFORMATION,
                    PAYLOAD_FORMAT_INDICATOR ->
                    new IntegerProperty(id, bit(id, in.uint8()));
            case RECEIVE_MAXIMUM -> new IntegerProperty(id, notZero(id, in.uint16()));
            case TOPIC_ALIAS_MAXIMUM -> new IntegerProperty(id, in.uint16());
            case MAXIMUM_PACKET_SIZE -> new IntegerProperty(id, notZero(id, in.uint32()));
            case SESSION_EXPIRY_INTERVAL, WILL_DELAY_INTERVAL, PUBLICATION_EXPIRY_INTERVAL ->
                    new IntegerProperty(id, in.uint32());
            case SUBSCRIPTION_IDENTIFIER -> new IntegerProperty(id, notZero(id, in.varInt()));
            case CORRELATION_DATA, AUTHENTICATION_DATA -> new BinaryProperty(id, in.binary());
            case RESPONSE_TOPIC -> new StringProperty(id, responseTopic(in.string()));
            default -> new StringProperty(id, in.string());
        };
    }

    private static int bit(int id, int value) {
        if (value > 1) {
            throw ProtocolViolation.error("MQTT-4.13.1-1", "property " + id + " is " + value);
        }
        return value;
    }

    private static int notZero(int id, int value) {
        if (value == 0) {
            throw ProtocolViolation.error("MQTT-4.13.1-1", "property " + id + " is 0");
        }
        return value;
    }

    private static String responseTopic(String name) {
        if (name.isEmpty() || name.indexOf('+') >= 0 || name.indexOf('#') >= 0) {
            throw ProtocolViolation.error(
                    "MQTT-3.3.2-14", "a response topic that is no topic name");
        }
        return name;
    }
}
