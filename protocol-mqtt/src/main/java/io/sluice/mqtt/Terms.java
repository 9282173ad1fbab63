package io.sluice.mqtt;

import io.netty.handler.codec.mqtt.MqttVersion;

/**
 * What a client and the server have agreed on for one network connection.
 *
 * @param version in which both speak
 * @param clientId the client's own, or the one that it was given
 * @param isAssigned whether it was given
 * @param isCleanStart forget the session that there was
 * @param keepAliveSeconds how long the client may be silent, before the half more that it is
 *     granted; 0 for ever
 * @param isKeepAliveOurs whether that is not what the client asked for
 * @param expirySeconds how long the session outlives the connection, unsigned 32 bits
 * @param isExpiryOurs whether that is not what the client asked for
 * @param receiveMax unanswered QoS 1 and 2 deliveries that the client takes, no more than ours
 * @param packetBytesMax the longest packet that the client takes
 * @param topicAliasMax aliases that the client may be taught, no more than ours
 * @param wantsProblems whether reason strings may go beyond CONNACK and DISCONNECT
 * @param wantsResponses whether response information is asked for
 */
record Terms(
        MqttVersion version,
        String clientId,
        boolean isAssigned,
        boolean isCleanStart,
        int keepAliveSeconds,
        boolean isKeepAliveOurs,
        long expirySeconds,
        boolean isExpiryOurs,
        int receiveMax,
        int packetBytesMax,
        int topicAliasMax,
        boolean wantsProblems,
        boolean wantsResponses) {

    /** As people write it. */
    String versionText() {
        return switch (version) {
            case MQTT_3_1 -> "MQTT 3.1";
            case MQTT_3_1_1 -> "MQTT 3.1.1";
            case MQTT_5 -> "MQTT 5";
        };
    }

    boolean is5() {
        return version == MqttVersion.MQTT_5;
    }
}
