package io.sluice.mqtt.packet;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;

/**
 * Reads what is left of packets that end with a reason code and properties, both of which may be
 * left out: DISCONNECT (3.14), AUTH (3.15) and the four acknowledgements (3.4 to 3.7).
 */
public enum ReasonReader {
    /** PUBACK and PUBREC. */
    PUBLISH_ANSWER(
            PropertyReader.ACKNOWLEDGEMENT, 0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99),
    /** PUBREL and PUBCOMP. */
    RELEASE(PropertyReader.ACKNOWLEDGEMENT, 0x00, 0x92),
    /** What clients may say: the reasons of servers left out. */
    DISCONNECT(
            PropertyReader.DISCONNECT,
            0x00,
            0x04,
            0x80,
            0x81,
            0x82,
            0x83,
            0x90,
            0x93,
            0x94,
            0x95,
            0x96,
            0x97,
            0x98,
            0x99),
    AUTH(PropertyReader.AUTH, 0x18, 0x19);

    private final PropertyReader properties;
    private final long codesBelow64;
    private final long codesFrom128;

    ReasonReader(PropertyReader properties, int... codes) {
        this.properties = properties;
        long low = 0;
        long high = 0;
        for (int code : codes) {
            if (code < 64) {
                low |= 1L << code;
            } else {
                high |= 1L << code - 128;
            }
        }
        this.codesBelow64 = low;
        this.codesFrom128 = high;
    }

    /** The reason code alone; the rest is checked, too. Cheap if there is no rest. */
    public int code(ByteBuf bytes, int from, int to) {
        if (from == to) {
            return 0;
        }
        if (to - from > 1) {
            return read(bytes, from, to).reasonCode() & 0xFF;
        }
        return checked(bytes.getByte(from) & 0xFF);
    }

    public MqttReasonCodeAndPropertiesVariableHeader read(ByteBuf bytes, int from, int to) {
        PacketReader in = new PacketReader(bytes, from, to);
        int code = in.left() == 0 ? 0 : checked(in.uint8());
        MqttProperties read = MqttProperties.NO_PROPERTIES;
        if (in.left() > 0) {
            read = properties.read(in);
            in.end();
        }
        return new MqttReasonCodeAndPropertiesVariableHeader((byte) code, read);
    }

    private int checked(int code) {
        boolean isKnown =
                switch (code >> 6) {
                    case 0 -> (codesBelow64 >>> code & 1) != 0;
                    case 2 -> (codesFrom128 >>> code - 128 & 1) != 0;
                    default -> false;
                };
        if (!isKnown) {
            throw ProtocolViolation.malformed(
                    "MQTT-4.13.1-1", "reason code " + code + " in " + this);
        }
        return code;
    }
}
