package io.sluice.mqtt.packet;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectPayload;
import io.netty.handler.codec.mqtt.MqttConnectVariableHeader;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;

/** Reads a CONNECT packet (3.1) of any version, strictly. */
public final class ConnectReader {
    private static final int RESERVED = 0x01;
    private static final int CLEAN = 0x02;
    private static final int WILL = 0x04;
    private static final int WILL_QOS_SHIFT = 3;
    private static final int WILL_RETAIN = 0x20;
    private static final int PASSWORD = 0x40;
    private static final int USER_NAME = 0x80;

    private final int first;
    private final ByteBuf bytes;
    private final int from;
    private final int to;
    private MqttVersion version = MqttVersion.MQTT_3_1_1;
    private boolean isVersionKnown;

    /**
     * For one packet, from behind its fixed header.
     *
     * @param first its first byte
     */
    public ConnectReader(int first, ByteBuf bytes, int from, int to) {
        this.first = first;
        this.bytes = bytes;
        this.from = from;
        this.to = to;
    }

    /** The version in which the client is to be answered, if {@link #read} came to know it. */
    public MqttVersion version() {
        return version;
    }

    /** Whether the packet came far enough to say so: otherwise there is no answer. */
    public boolean isVersionKnown() {
        return isVersionKnown;
    }

    public MqttConnectMessage read() {
        PacketReader in = new PacketReader(bytes, from, to);
        readVersion(in);
        FixedHeader.requireFlags(first, version);
        return readRest(in);
    }

    private MqttConnectMessage readRest(PacketReader in) {
        int flags = in.uint8();
        requireFlags(flags);
        int keepAliveSeconds = in.uint16();
        MqttProperties properties = properties(PropertyReader.CONNECT, in);
        requireAuthentication(properties);
        MqttConnectPayload payload = payload(in, flags);
        in.end();
        return new MqttConnectMessage(
                new MqttFixedHeader(
                        MqttMessageType.CONNECT, false, MqttQoS.AT_MOST_ONCE, false, to - from),
                new MqttConnectVariableHeader(
                        version.protocolName(),
                        version.protocolLevel(),
                        payload.userName() != null,
                        payload.passwordInBytes() != null,
                        (flags & WILL_RETAIN) != 0,
                        flags >> WILL_QOS_SHIFT & 3,
                        (flags & WILL) != 0,
                        (flags & CLEAN) != 0,
                        keepAliveSeconds,
                        properties),
                payload);
    }

    private void readVersion(PacketReader in) {
        String name = in.string();
        int level = in.uint8();
        boolean isOld = name.equals(MqttVersion.MQTT_3_1.protocolName());
        if (!isOld && !name.equals(MqttVersion.MQTT_5.protocolName())) {
            throw ProtocolViolation.malformed("MQTT-3.1.2-1", "not MQTT");
        }
        isVersionKnown = true;
        if (isOld && level == 3) {
            version = MqttVersion.MQTT_3_1;
        } else if (!isOld && level == 4) {
            version = MqttVersion.MQTT_3_1_1;
        } else if (!isOld && level == 5) {
            version = MqttVersion.MQTT_5;
        } else {
            version = dialect(in);
            throw new ProtocolViolation(
                    "MQTT-3.1.2-2", Reason.UNSUPPORTED_VERSION, "protocol level " + level);
        }
    }

    /**
     * In which of the two forms a packet of no known version is written, and so the client can read
     * a no. That of version 5 has properties; all others are answered like 3.1.1, bridges among
     * them that try a level of their own first.
     */
    private MqttVersion dialect(PacketReader in) {
        version = MqttVersion.MQTT_5;
        try {
            readRest(in);
            return MqttVersion.MQTT_5;
        } catch (ProtocolViolation notOf5) {
            return MqttVersion.MQTT_3_1_1;
        }
    }

    private void requireFlags(int flags) {
        if ((flags & RESERVED) != 0) {
            throw ProtocolViolation.malformed("MQTT-3.1.2-3", "CONNECT's reserved flag");
        }
        int willQos = flags >> WILL_QOS_SHIFT & 3;
        if ((flags & WILL) == 0 && (willQos != 0 || (flags & WILL_RETAIN) != 0)) {
            throw ProtocolViolation.malformed("MQTT-3.1.2-11", "will flags without a will");
        }
        if (willQos == 3) {
            throw ProtocolViolation.malformed("MQTT-3.1.2-12", "a will of QoS 3");
        }
        boolean userless = (flags & USER_NAME) == 0 && (flags & PASSWORD) != 0;
        if (userless && version != MqttVersion.MQTT_5) {
            throw ProtocolViolation.malformed("MQTT-3.1.2-22", "a password without a user name");
        }
    }

    private static void requireAuthentication(MqttProperties properties) {
        if (properties.getProperty(MqttProperties.AUTHENTICATION_DATA) != null
                && properties.getProperty(MqttProperties.AUTHENTICATION_METHOD) == null) {
            throw ProtocolViolation.error("MQTT-4.13.1-1", "authentication data without a method");
        }
    }

    private MqttConnectPayload payload(PacketReader in, int flags) {
        String clientId = in.string();
        MqttProperties willProperties = MqttProperties.NO_PROPERTIES;
        String willTopic = null;
        byte[] willPayload = null;
        if ((flags & WILL) != 0) {
            willProperties = properties(PropertyReader.WILL, in);
            willTopic = willTopic(in.string());
            willPayload = in.binary();
        }
        String userName = isThere(flags, USER_NAME, in) ? in.string() : null;
        byte[] password = isThere(flags, PASSWORD, in) ? in.binary() : null;
        return new MqttConnectPayload(
                clientId, willProperties, willTopic, willPayload, userName, password);
    }

    /** Version 3.1 lets the length of the packet overrule the flag. */
    private boolean isThere(int flags, int flag, PacketReader in) {
        return (flags & flag) != 0 && (in.left() > 0 || version != MqttVersion.MQTT_3_1);
    }

    private static String willTopic(String name) {
        if (name.isEmpty() || name.indexOf('+') >= 0 || name.indexOf('#') >= 0) {
            throw ProtocolViolation.malformed("MQTT-3.3.2-2", "a will topic that is no topic name");
        }
        return name;
    }

    private MqttProperties properties(PropertyReader which, PacketReader in) {
        return version == MqttVersion.MQTT_5 ? which.read(in) : MqttProperties.NO_PROPERTIES;
    }
}
