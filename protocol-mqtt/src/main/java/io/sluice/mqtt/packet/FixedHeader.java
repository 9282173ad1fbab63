package io.sluice.mqtt.packet;

import io.netty.handler.codec.mqtt.MqttVersion;

/** The rules of the first two to five bytes of each packet (2.1). */
public final class FixedHeader {
    private static final int CONNECT = 1;
    private static final int PUBLISH = 3;
    private static final int PUBREL = 6;
    private static final int SUBSCRIBE = 8;
    private static final int UNSUBSCRIBE = 10;
    private static final int FLAGS_OF_QOS_1 = 2;
    private static final int DUP = 8;

    /** Its flags are judged when the packet has told its version. */
    public static void requireConnect(int first) {
        if (first >> 4 != CONNECT) {
            throw ProtocolViolation.error("MQTT-3.1.0-1", "the first packet is no CONNECT");
        }
    }

    /** Its lowest four bits; version 3.1 said less of them. */
    public static void requireFlags(int first, MqttVersion version) {
        int flags = first & 0x0F;
        boolean isOld = version == MqttVersion.MQTT_3_1;
        boolean isRight =
                switch (first >> 4) {
                    case PUBLISH -> true;
                    case PUBREL, SUBSCRIBE, UNSUBSCRIBE ->
                            flags == FLAGS_OF_QOS_1 || isOld && flags == (FLAGS_OF_QOS_1 | DUP);
                    default -> flags == 0 || isOld;
                };
        if (!isRight) {
            throw ProtocolViolation.malformed("MQTT-2.1.3-1", "flags of the fixed header");
        }
    }

    /** The packet must not be longer than we take. */
    public static void requireLength(int remaining, int lengthBytes, int bytesMax) {
        if (remaining > bytesMax - 1 - lengthBytes) {
            throw new ProtocolViolation(
                    "MQTT-3.2.2-15", Reason.PACKET_TOO_LARGE, "longer than " + bytesMax + " bytes");
        }
    }

    /** Version 5 wants the remaining length in as few bytes as will do. */
    public static void requireShortest(int remaining, int lengthBytes, MqttVersion version) {
        boolean isPadded = lengthBytes > 1 && remaining >>> 7 * (lengthBytes - 1) == 0;
        if (isPadded && version == MqttVersion.MQTT_5) {
            throw ProtocolViolation.malformed("MQTT-1.5.5-1", "a remaining length with zeros");
        }
    }

    private FixedHeader() {}
}
