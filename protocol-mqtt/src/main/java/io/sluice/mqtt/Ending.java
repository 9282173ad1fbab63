package io.sluice.mqtt;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.sluice.mqtt.packet.ProtocolViolation;
import io.sluice.mqtt.packet.Reason;
import io.sluice.mqtt.packet.ServerPackets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Why and how a connection ends.
 *
 * @param reason what version 5 is told
 * @param label for metrics
 * @param text one phrase for the client
 * @param isTold whether the client is told at all
 * @param publishesWill whether its will is due
 */
record Ending(Reason reason, String label, String text, boolean isTold, boolean publishesWill) {
    /** CONNACK or DISCONNECT without its properties, their length and its own at most. */
    private static final int PACKET_BYTES = 1 + 4 + 2 + 4;

    private static final String NORMAL = "normal";
    private static final String WITH_WILL = "with_will";

    /** The client went before it was let in. */
    static final String LEFT = "left";

    /** The client never said CONNECT. */
    static final String CONNECT_TIMEOUT = "connect_timeout";

    /** The socket is gone. */
    static final Ending LOST = new Ending(Reason.UNSPECIFIED_ERROR, "lost", "", false, true);

    /** We have made a mistake. */
    static final Ending FAULT =
            new Ending(Reason.UNSPECIFIED_ERROR, "fault", "an error of the server's", true, true);

    /** Every label that an ending may have. */
    static List<String> labels() {
        Stream<String> told =
                Arrays.stream(Reason.values()).filter(Reason::isError).map(Reason::label);
        Stream<String> others =
                Stream.of(NORMAL, WITH_WILL, LEFT, CONNECT_TIMEOUT, LOST.label, FAULT.label);
        return Stream.concat(others, told).toList();
    }

    /** We end it, and say why. */
    static Ending told(Reason reason, String text) {
        return new Ending(reason, reason.label(), text, true, true);
    }

    /** We end it without a word: the client has not said which version it speaks. */
    static Ending untold(String label) {
        return new Ending(Reason.UNSPECIFIED_ERROR, label, "", false, true);
    }

    static Ending violated(ProtocolViolation violation) {
        return told(violation.reason(), violation.getMessage());
    }

    /** The client has said that it goes; only its plain goodbye takes its will back. */
    static Ending left(int code) {
        boolean isPlain = code == Reason.NORMAL.code();
        return new Ending(Reason.NORMAL, isPlain ? NORMAL : WITH_WILL, "", false, !isPlain);
    }

    /**
     * What version 5 is told besides the reason; a text that would make the packet longer than the
     * client takes is left out.
     */
    MqttProperties properties(MqttConfig config, int packetBytesMax) {
        MqttProperties properties = new MqttProperties();
        if (reason == Reason.USE_ANOTHER_SERVER) {
            String where = config.serverReference();
            properties.add(new StringProperty(MqttProperties.SERVER_REFERENCE, where));
        }
        StringProperty said = new StringProperty(MqttProperties.REASON_STRING, text);
        int bytes = PACKET_BYTES + ServerPackets.bytesOf(properties) + ServerPackets.bytesOf(said);
        if (!text.isEmpty() && bytes <= packetBytesMax) {
            properties.add(said);
        }
        return properties;
    }
}
