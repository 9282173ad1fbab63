package io.sluice.gateway.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttProperty;
import io.netty.handler.codec.mqtt.MqttProperties.StringPair;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperty;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.sluice.gateway.cli.client.MqttClient.Arrival;
import io.sluice.gateway.cli.client.MqttClient.Publication;
import io.sluice.gateway.cli.client.MqttClient.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Between what commands say and codec-mqtt's packets, for one version of the protocol. */
final class Packets {
    private static final int FOR_EVER = -1;
    private static final int RECEIVE_MAXIMUM = 65_535;
    private static final int FIRST_ERROR = 0x80;

    private final io.sluice.gateway.cli.client.MqttVersion version;

    Packets(io.sluice.gateway.cli.client.MqttVersion version) {
        this.version = version;
    }

    MqttConnectMessage connect(Settings settings) {
        MqttClient.Identity identity = settings.identity();
        MqttProperties properties = new MqttProperties();
        if (version.isFive() && identity.stays()) {
            properties.add(new IntegerProperty(MqttProperties.SESSION_EXPIRY_INTERVAL, FOR_EVER));
        }
        MqttMessageBuilders.ConnectBuilder connect =
                MqttMessageBuilders.connect()
                        .protocolVersion(codecVersion())
                        .clientId(identity.clientId())
                        .cleanSession(!identity.stays())
                        .keepAlive(settings.keepAliveSeconds())
                        .properties(properties);
        if (identity.login().hasUser()) {
            connect.hasUser(true).username(identity.login().user());
        }
        if (identity.login().hasPassword()) {
            connect.hasPassword(true).password(identity.login().password().getBytes(UTF_8));
        }
        return connect.build();
    }

    MqttPublishMessage publish(Publication message, int packetId) {
        return MqttMessageBuilders.publish()
                .topicName(message.topic())
                .payload(Unpooled.wrappedBuffer(message.payload()))
                .qos(MqttQoS.valueOf(message.qos()))
                .retained(message.retain())
                .messageId(packetId)
                .properties(userProperties(message.properties()))
                .build();
    }

    MqttSubscribeMessage subscribe(
            List<String> filters, MqttQoS qos, List<Map.Entry<String, String>> properties) {
        MqttMessageBuilders.SubscribeBuilder subscribe =
                MqttMessageBuilders.subscribe().messageId(1).properties(userProperties(properties));
        filters.forEach(filter -> subscribe.addSubscription(qos, filter));
        return subscribe.build();
    }

    MqttMessage acknowledgement(int qos, int packetId) {
        return reply(qos == 1 ? MqttMessageType.PUBACK : MqttMessageType.PUBREC, packetId);
    }

    MqttMessage pubRel(int packetId) {
        return reply(MqttMessageType.PUBREL, packetId);
    }

    MqttMessage pubComp(int packetId) {
        return reply(MqttMessageType.PUBCOMP, packetId);
    }

    Arrival arrival(MqttPublishMessage packet) {
        List<Map.Entry<String, String>> properties = new ArrayList<>();
        for (MqttProperty<?> property :
                packet.variableHeader().properties().getProperties(MqttProperties.USER_PROPERTY)) {
            StringPair pair = (StringPair) property.value();
            properties.add(Map.entry(pair.key, pair.value));
        }
        Publication message =
                new Publication(
                        packet.variableHeader().topicName(),
                        ByteBufUtil.getBytes(packet.payload()),
                        packet.fixedHeader().qosLevel().value(),
                        packet.fixedHeader().isRetain(),
                        properties);
        return new Arrival(message, Math.max(0, packet.variableHeader().packetId()));
    }

    int receiveMaximum(MqttConnAckMessage packet) {
        MqttProperty<?> property =
                packet.variableHeader().properties().getProperty(MqttProperties.RECEIVE_MAXIMUM);
        return property == null ? RECEIVE_MAXIMUM : (Integer) property.value();
    }

    /** Why a PUBACK, PUBREC or PUBCOMP says no; none if it says yes. */
    Optional<String> refusal(MqttMessage packet) {
        if (packet.variableHeader() instanceof MqttPubReplyMessageVariableHeader reply
                && (reply.reasonCode() & 0xff) >= FIRST_ERROR) {
            String code = String.format(Locale.ROOT, "code 0x%02x", reply.reasonCode() & 0xff);
            return Optional.of(code + reasonString(reply.properties()));
        }
        return Optional.empty();
    }

    /** What a SUBACK says besides its codes; empty if nothing. */
    String reason(MqttSubAckMessage packet) {
        return reasonString(packet.idAndPropertiesVariableHeader().properties());
    }

    /** What a DISCONNECT gives as its reason, with a colon before it; empty if nothing. */
    String reason(MqttMessage packet) {
        if (packet.variableHeader() instanceof MqttReasonCodeAndPropertiesVariableHeader header) {
            String code = String.format(Locale.ROOT, ": code 0x%02x", header.reasonCode() & 0xff);
            return code + reasonString(header.properties());
        }
        return "";
    }

    String words(MqttConnectReturnCode code) {
        return code.name()
                .replaceFirst("CONNECTION_REFUSED_", "")
                .replaceFirst("_5$", "")
                .replace('_', ' ')
                .toLowerCase(Locale.ROOT);
    }

    private MqttVersion codecVersion() {
        return MqttVersion.fromProtocolNameAndLevel(version.protocolName(), (byte) version.level());
    }

    private static String reasonString(MqttProperties properties) {
        MqttProperty<?> said = properties.getProperty(MqttProperties.REASON_STRING);
        return said == null ? "" : " (" + said.value() + ")";
    }

    private MqttProperties userProperties(List<Map.Entry<String, String>> pairs) {
        if (!version.isFive() || pairs.isEmpty()) {
            return MqttProperties.NO_PROPERTIES;
        }
        MqttProperties properties = new MqttProperties();
        pairs.forEach(pair -> properties.add(new UserProperty(pair.getKey(), pair.getValue())));
        return properties;
    }

    private static MqttMessage reply(MqttMessageType type, int packetId) {
        MqttQoS flags =
                type == MqttMessageType.PUBREL ? MqttQoS.AT_LEAST_ONCE : MqttQoS.AT_MOST_ONCE;
        return new MqttMessage(
                new MqttFixedHeader(type, false, flags, false, 0),
                MqttMessageIdVariableHeader.from(packetId));
    }
}
