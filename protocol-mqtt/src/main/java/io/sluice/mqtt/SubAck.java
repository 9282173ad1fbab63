package io.sluice.mqtt;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.mqtt.packet.Reason;
import io.sluice.mqtt.packet.ServerPackets;

/** The answer to one SUBSCRIBE (3.9), while what it asks for is under way. */
@OwnedBy(Lane.EVENT_LOOP)
final class SubAck {
    private static final int FAILURE = 0x80;

    /** The packet without its properties, their length and its own at most. */
    private static final int PACKET_BYTES = 1 + 4 + 2 + 4;

    private final Terms terms;
    private final int packetId;
    private final int[] codes;
    private String text = "";
    private int outstanding;

    /**
     * @param count of topic filters
     */
    SubAck(Terms terms, int packetId, int count) {
        this.terms = terms;
        this.packetId = packetId;
        this.codes = new int[count];
    }

    /** The i-th filter may be had, as far as is known. */
    void grant(int i, int qos) {
        codes[i] = qos;
    }

    /**
     * The i-th filter cannot be had. Version 3.1 knows no failure: it looks granted.
     *
     * @param why for a person; of several, the first is told
     */
    void refuse(int i, Reason reason, String why) {
        if (text.isEmpty()) {
            text = why;
        }
        switch (terms.version()) {
            case MQTT_3_1 -> {}
            case MQTT_3_1_1 -> codes[i] = FAILURE;
            case MQTT_5 -> codes[i] = reason.code();
        }
    }

    /** One answer more is due. */
    void await() {
        outstanding++;
    }

    /** It has come; true if no other is due. */
    boolean answered() {
        return --outstanding == 0;
    }

    /** A reason string that the client does not want, or that is too long for it, is left out. */
    MqttMessage packet() {
        MqttProperties properties = new MqttProperties();
        StringProperty said = new StringProperty(MqttProperties.REASON_STRING, text);
        int bytes = PACKET_BYTES + codes.length + ServerPackets.bytesOf(said);
        if (terms.is5()
                && terms.wantsProblems()
                && !text.isEmpty()
                && bytes <= terms.packetBytesMax()) {
            properties.add(said);
        }
        return ServerPackets.subAck(packetId, codes, properties);
    }
}
