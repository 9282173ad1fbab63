package io.sluice.mqtt.packet;

import io.netty.buffer.ByteBuf;

/** Reads PUBACK, PUBREC, PUBREL and PUBCOMP (3.4 to 3.7) in place. */
public final class AckReader {
    private final boolean is5;

    public AckReader(boolean is5) {
        this.is5 = is5;
    }

    public int packetId(ByteBuf in, int from, int to) {
        if (to - from < 2) {
            throw ProtocolViolation.malformed("MQTT-2.2.1-2", "no packet identifier");
        }
        int packetId = in.getUnsignedShort(from);
        if (packetId == 0) {
            throw ProtocolViolation.error("MQTT-2.2.1-3", "packet identifier 0");
        }
        return packetId;
    }

    /** The reason code: 0 if there is none, as always in the older versions. */
    public int code(ReasonReader reader, ByteBuf in, int from, int to) {
        if (is5 && to - from >= 2) {
            return reader.code(in, from + 2, to);
        }
        if (to - from != 2) {
            throw ProtocolViolation.malformed(
                    "MQTT-4.13.1-1", "an acknowledgement of the wrong length");
        }
        return 0;
    }
}
