package io.sluice.mqtt;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.sluice.mqtt.packet.ProtocolViolation;
import io.sluice.mqtt.packet.Reason;

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
    /** The socket is gone. */
    static final Ending LOST = new Ending(Reason.UNSPECIFIED_ERROR, "lost", "", false, true);

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
        return new Ending(Reason.NORMAL, isPlain ? "normal" : "with_will", "", false, !isPlain);
    }

    /** What version 5 is told besides the reason. */
    MqttProperties properties(MqttConfig config) {
        MqttProperties properties = new MqttProperties();
        if (!text.isEmpty()) {
            properties.add(new StringProperty(MqttProperties.REASON_STRING, text));
        }
        if (reason == Reason.USE_ANOTHER_SERVER) {
            String where = config.serverReference();
            properties.add(new StringProperty(MqttProperties.SERVER_REFERENCE, where));
        }
        return properties;
    }
}
