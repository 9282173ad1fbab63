package io.sluice.mqtt.packet;

import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnAckVariableHeader;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubAckPayload;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubAckPayload;
import java.util.ArrayList;
import java.util.List;

/** The rare packets that a server sends, as Netty's encoder takes them. */
public final class ServerPackets {
    /** CONNACK of a client that is let in. */
    public static MqttMessage accepted(boolean sessionPresent, MqttProperties properties) {
        return connAck(
                MqttConnectReturnCode.CONNECTION_ACCEPTED.byteValue(), sessionPresent, properties);
    }

    /** CONNACK of a client that is not. */
    public static MqttMessage refused(int code, MqttProperties properties) {
        return connAck((byte) code, false, properties);
    }

    private static MqttMessage connAck(byte code, boolean present, MqttProperties properties) {
        return new MqttConnAckMessage(
                header(MqttMessageType.CONNACK),
                new MqttConnAckVariableHeader(
                        MqttConnectReturnCode.valueOf(code), present, properties));
    }

    /**
     * @param codes what is granted to each topic filter, or why not
     */
    public static MqttMessage subAck(int packetId, int[] codes, MqttProperties properties) {
        return new MqttSubAckMessage(
                header(MqttMessageType.SUBACK),
                new MqttMessageIdAndPropertiesVariableHeader(packetId, properties),
                new MqttSubAckPayload(codes));
    }

    /**
     * @param codes of version 5; nobody reads them in another
     */
    public static MqttMessage unsubAck(int packetId, int[] codes) {
        List<Short> reasons = new ArrayList<>(codes.length);
        for (int code : codes) {
            reasons.add((short) code);
        }
        return new MqttUnsubAckMessage(
                header(MqttMessageType.UNSUBACK),
                identified(packetId),
                new MqttUnsubAckPayload(reasons));
    }

    /** DISCONNECT, which servers send in version 5 only. */
    public static MqttMessage disconnect(Reason reason, MqttProperties properties) {
        return reasoned(MqttMessageType.DISCONNECT, reason, properties);
    }

    public static MqttMessage auth(Reason reason, MqttProperties properties) {
        return reasoned(MqttMessageType.AUTH, reason, properties);
    }

    private static MqttMessage reasoned(
            MqttMessageType type, Reason reason, MqttProperties properties) {
        return new MqttMessage(
                header(type),
                new MqttReasonCodeAndPropertiesVariableHeader((byte) reason.code(), properties));
    }

    /** The bytes of CONNACK of version 5 with so many bytes of properties. */
    public static int connAckBytes(int properties) {
        return packetBytes(2 + varIntBytes(properties) + properties);
    }

    /** The bytes of SUBACK or UNSUBACK of version 5 with so many codes. */
    public static int codesBytes(int count) {
        return packetBytes(2 + 1 + count);
    }

    private static int packetBytes(int remaining) {
        return 1 + varIntBytes(remaining) + remaining;
    }

    private static int varIntBytes(int value) {
        return value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : value < 1 << 21 ? 3 : 4;
    }

    /** The bytes that these properties take, their length not included. */
    public static int bytesOf(MqttProperties properties) {
        int bytes = 0;
        for (MqttProperties.MqttProperty<?> property : properties.listAll()) {
            bytes += bytesOf(property);
        }
        return bytes;
    }

    /** The bytes that this property takes. */
    public static int bytesOf(MqttProperties.MqttProperty<?> property) {
        return 1 + valueBytes(property.value(), property.propertyId());
    }

    private static int valueBytes(Object value, int id) {
        if (value instanceof String text) {
            return 2 + utf8Bytes(text);
        }
        if (value instanceof byte[] binary) {
            return 2 + binary.length;
        }
        return switch (id) {
            case MqttProperties.SERVER_KEEP_ALIVE,
                    MqttProperties.RECEIVE_MAXIMUM,
                    MqttProperties.TOPIC_ALIAS_MAXIMUM ->
                    2;
            case MqttProperties.SESSION_EXPIRY_INTERVAL, MqttProperties.MAXIMUM_PACKET_SIZE -> 4;
            default -> 1;
        };
    }

    private static int utf8Bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
    }

    private static MqttMessageIdAndPropertiesVariableHeader identified(int packetId) {
        return new MqttMessageIdAndPropertiesVariableHeader(packetId, MqttProperties.NO_PROPERTIES);
    }

    private static MqttFixedHeader header(MqttMessageType type) {
        return new MqttFixedHeader(type, false, MqttQoS.AT_MOST_ONCE, false, 0);
    }

    private ServerPackets() {}
}
