package io.sluice.mqtt;

import java.time.Duration;

/** The default configuration with one value changed. */
final class Configs {
    private static final MqttConfig D = MqttConfig.defaults();

    static MqttConfig keepAliveMax(Duration keepAliveMax) {
        return with(D.packetBytesMax(), D.receiveMax(), D.inflightMax(), keepAliveMax, 100, "");
    }

    static MqttConfig receiveMax(int receiveMax) {
        return with(D.packetBytesMax(), receiveMax, D.inflightMax(), Duration.ZERO, 100, "");
    }

    static MqttConfig inflightMax(int inflightMax) {
        return with(D.packetBytesMax(), D.receiveMax(), inflightMax, Duration.ZERO, 100, "");
    }

    static MqttConfig packetBytesMax(int packetBytesMax) {
        return with(packetBytesMax, D.receiveMax(), D.inflightMax(), Duration.ZERO, 100, "");
    }

    static MqttConfig subscriptionsMax(int subscriptionsMax) {
        return with(
                D.packetBytesMax(),
                D.receiveMax(),
                D.inflightMax(),
                Duration.ZERO,
                subscriptionsMax,
                "");
    }

    static MqttConfig serverReference(String where) {
        return with(D.packetBytesMax(), D.receiveMax(), D.inflightMax(), Duration.ZERO, 100, where);
    }

    static MqttConfig outgoingBytesMax(int outgoingBytesMax) {
        return with(D.clientIdBytesMax(), outgoingBytesMax);
    }

    static MqttConfig clientIdBytesMax(int clientIdBytesMax) {
        return with(clientIdBytesMax, D.outgoingBytesMax());
    }

    private static MqttConfig with(int clientIdBytesMax, int outgoingBytesMax) {
        return new MqttConfig(
                D.packetBytesMax(),
                D.connectBytesMax(),
                D.connectTimeout(),
                D.receiveMax(),
                D.inflightMax(),
                D.topicAliasMax(),
                D.topicAliasOutMax(),
                D.sessionExpiryV3(),
                D.sessionExpiryMax(),
                D.keepAliveMax(),
                D.subscriptionsMax(),
                D.replaysMax(),
                D.topicLevelsMax(),
                D.topicBytesMax(),
                clientIdBytesMax,
                D.clientIdCharsMaxV31(),
                outgoingBytesMax,
                D.pauseMax(),
                D.responseInformation(),
                D.serverReference());
    }

    static MqttConfig replaysMax(int replaysMax) {
        return new MqttConfig(
                D.packetBytesMax(),
                D.connectBytesMax(),
                D.connectTimeout(),
                D.receiveMax(),
                D.inflightMax(),
                D.topicAliasMax(),
                D.topicAliasOutMax(),
                D.sessionExpiryV3(),
                D.sessionExpiryMax(),
                D.keepAliveMax(),
                D.subscriptionsMax(),
                replaysMax,
                D.topicLevelsMax(),
                D.topicBytesMax(),
                D.clientIdBytesMax(),
                D.clientIdCharsMaxV31(),
                D.outgoingBytesMax(),
                D.pauseMax(),
                D.responseInformation(),
                D.serverReference());
    }

    private static MqttConfig with(
            int packetBytesMax,
            int receiveMax,
            int inflightMax,
            Duration keepAliveMax,
            int subscriptionsMax,
            String serverReference) {
        return new MqttConfig(
                packetBytesMax,
                D.connectBytesMax(),
                D.connectTimeout(),
                receiveMax,
                inflightMax,
                D.topicAliasMax(),
                D.topicAliasOutMax(),
                D.sessionExpiryV3(),
                D.sessionExpiryMax(),
                keepAliveMax,
                subscriptionsMax,
                D.replaysMax(),
                D.topicLevelsMax(),
                D.topicBytesMax(),
                D.clientIdBytesMax(),
                D.clientIdCharsMaxV31(),
                D.outgoingBytesMax(),
                D.pauseMax(),
                D.responseInformation(),
                serverReference);
    }

    private Configs() {}
}
