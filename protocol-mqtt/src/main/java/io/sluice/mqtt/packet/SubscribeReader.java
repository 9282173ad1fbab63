package io.sluice.mqtt.packet;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessageIdAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttSubscribePayload;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption.RetainedHandlingPolicy;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribePayload;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.util.ArrayList;
import java.util.List;

/** Reads SUBSCRIBE (3.8) and UNSUBSCRIBE (3.10). What filters may look like is not judged here. */
public final class SubscribeReader {
    private static final int QOS = 0x03;
    private static final int NO_LOCAL = 0x04;
    private static final int RETAIN_AS_PUBLISHED = 0x08;
    private static final int RETAIN_HANDLING_SHIFT = 4;
    private static final int RESERVED_5 = 0xC0;
    private static final int RESERVED_3 = 0xFC;

    private final MqttVersion version;

    public SubscribeReader(MqttVersion version) {
        this.version = version;
    }

    public MqttSubscribeMessage subscribe(ByteBuf bytes, int from, int to) {
        PacketReader in = new PacketReader(bytes, from, to);
        int packetId = in.packetId();
        MqttProperties properties = properties(PropertyReader.SUBSCRIBE, in);
        List<MqttTopicSubscription> wanted = new ArrayList<>();
        while (in.left() > 0) {
            wanted.add(new MqttTopicSubscription(in.string(), options(in.uint8())));
        }
        if (wanted.isEmpty()) {
            throw ProtocolViolation.error("MQTT-3.8.3-2", "SUBSCRIBE without a topic filter");
        }
        return new MqttSubscribeMessage(
                header(MqttMessageType.SUBSCRIBE, to - from),
                new MqttMessageIdAndPropertiesVariableHeader(packetId, properties),
                new MqttSubscribePayload(wanted));
    }

    public MqttUnsubscribeMessage unsubscribe(ByteBuf bytes, int from, int to) {
        PacketReader in = new PacketReader(bytes, from, to);
        int packetId = in.packetId();
        MqttProperties properties = properties(PropertyReader.UNSUBSCRIBE, in);
        List<String> filters = new ArrayList<>();
        while (in.left() > 0) {
            filters.add(in.string());
        }
        if (filters.isEmpty()) {
            throw ProtocolViolation.error("MQTT-3.10.3-2", "UNSUBSCRIBE without a topic filter");
        }
        return new MqttUnsubscribeMessage(
                header(MqttMessageType.UNSUBSCRIBE, to - from),
                new MqttMessageIdAndPropertiesVariableHeader(packetId, properties),
                new MqttUnsubscribePayload(filters));
    }

    private MqttSubscriptionOption options(int bits) {
        int reserved =
                switch (version) {
                    case MQTT_3_1 -> 0; // there they are not used, and nothing is asked of them
                    case MQTT_3_1_1 -> RESERVED_3;
                    case MQTT_5 -> RESERVED_5;
                };
        if ((bits & reserved) != 0) {
            throw ProtocolViolation.malformed("MQTT-3.8.3-5", "reserved bits of a subscription");
        }
        if (version != MqttVersion.MQTT_5) {
            return MqttSubscriptionOption.onlyFromQos(qos(bits));
        }
        int retainHandling = bits >> RETAIN_HANDLING_SHIFT;
        if (retainHandling == 3) {
            throw ProtocolViolation.error("MQTT-3.8.3-4", "retain handling 3");
        }
        return new MqttSubscriptionOption(
                qos(bits),
                (bits & NO_LOCAL) != 0,
                (bits & RETAIN_AS_PUBLISHED) != 0,
                RetainedHandlingPolicy.valueOf(retainHandling));
    }

    private static MqttQoS qos(int bits) {
        if ((bits & QOS) == 3) {
            throw ProtocolViolation.error("MQTT-3.8.3-4", "a subscription of QoS 3");
        }
        return MqttQoS.valueOf(bits & QOS);
    }

    private MqttProperties properties(PropertyReader which, PacketReader in) {
        return version == MqttVersion.MQTT_5 ? which.read(in) : MqttProperties.NO_PROPERTIES;
    }

    private static MqttFixedHeader header(MqttMessageType type, int remaining) {
        return new MqttFixedHeader(type, false, MqttQoS.AT_LEAST_ONCE, false, remaining);
    }
}
