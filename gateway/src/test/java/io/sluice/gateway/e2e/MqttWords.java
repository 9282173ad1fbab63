package io.sluice.gateway.e2e;

import io.sluice.mqtt.MqttBytes;
import io.sluice.mqtt.MqttBytes.Block;
import java.util.stream.Stream;

/**
 * Packets in the words of one version, as bytes: those that a client says, and those that it
 * expects to hear.
 *
 * @param level the protocol level: 4 is 3.1.1
 */
record MqttWords(int level) {
    static final MqttWords V3 = new MqttWords(4);
    static final MqttWords V5 = new MqttWords(5);

    private static final int SESSION_EXPIRY = 0x11;

    static Stream<MqttWords> versions() {
        return Stream.of(V3, V5);
    }

    boolean is5() {
        return level == 5;
    }

    /** A CONNECT that begins anew and leaves nothing behind. */
    byte[] connect(String clientId, Block... properties) {
        return head(0x02, 0, properties).string(clientId).end();
    }

    /** A CONNECT that wants what was left, and leaves its session for an hour. */
    byte[] resume(String clientId) {
        Block[] properties = {MqttBytes.uint32(SESSION_EXPIRY, 3600)};
        return head(0x00, 0, properties).string(clientId).end();
    }

    /** A CONNECT up to where its payload begins. */
    MqttBytes head(int flags, int keepAliveSeconds, Block... properties) {
        MqttBytes packet = MqttBytes.packet(0x10).string("MQTT").uint8(level).uint8(flags);
        return properties(packet.uint16(keepAliveSeconds), properties);
    }

    /** CONNECT with a will that is not retained; such a session ends with its connection. */
    byte[] connectWithWill(String clientId, String topic, String text, Block... ofWill) {
        MqttBytes packet = head(0x06, 0).string(clientId);
        return properties(packet, ofWill).string(topic).string(text).end();
    }

    /**
     * A PUBLISH, in either direction.
     *
     * @param packetId left out with QoS 0
     */
    byte[] publish(int flags, String topic, int packetId, String text, Block... properties) {
        MqttBytes packet = MqttBytes.packet(0x30 | flags).string(topic);
        if ((flags & 0x06) != 0) {
            packet.uint16(packetId);
        }
        return properties(packet, properties).text(text).end();
    }

    /** A PUBLISH of QoS 0. */
    byte[] publish(String topic, String text) {
        return publish(0, topic, 0, text);
    }

    byte[] subscribe(int packetId, String filter, int options, Block... properties) {
        MqttBytes packet = MqttBytes.packet(0x82).uint16(packetId);
        return properties(packet, properties).string(filter).uint8(options).end();
    }

    byte[] unsubscribe(int packetId, String... filters) {
        MqttBytes packet = properties(MqttBytes.packet(0xA2).uint16(packetId));
        for (String filter : filters) {
            packet.string(filter);
        }
        return packet.end();
    }

    /** SUBACK with these codes. */
    byte[] subAck(int packetId, int... codes) {
        return properties(MqttBytes.packet(0x90).uint16(packetId)).bytes(codes).end();
    }

    /** UNSUBACK with these codes, which only version 5 has. */
    byte[] unsubAck(int packetId, int... codes) {
        MqttBytes packet = properties(MqttBytes.packet(0xB0).uint16(packetId));
        return (is5() ? packet.bytes(codes) : packet).end();
    }

    /** PUBACK, PUBREC, PUBREL or PUBCOMP without a reason. */
    static byte[] answer(int first, int packetId) {
        return MqttBytes.packet(first).uint16(packetId).end();
    }

    /** The same with a reason, which only version 5 has. */
    static byte[] answer(int first, int packetId, int reason) {
        return MqttBytes.packet(first).uint16(packetId).uint8(reason).end();
    }

    private MqttBytes properties(MqttBytes packet, Block... properties) {
        return is5() ? packet.properties(properties) : packet;
    }

    @Override
    public String toString() {
        return is5() ? "MQTT 5" : "MQTT 3.1.1";
    }
}
