package io.sluice.gateway.cli.client;

/** The versions of MQTT, named as {@code mosquitto_pub -V} names them. */
public enum MqttVersion {
    MQTTV31("MQIsdp", 3, "MQTT 3.1"),
    MQTTV311("MQTT", 4, "MQTT 3.1.1"),
    MQTTV5("MQTT", 5, "MQTT 5");

    private final String protocolName;
    private final int level;
    private final String title;

    MqttVersion(String protocolName, int level, String title) {
        this.protocolName = protocolName;
        this.level = level;
        this.title = title;
    }

    public String protocolName() {
        return protocolName;
    }

    public int level() {
        return level;
    }

    public boolean isFive() {
        return this == MQTTV5;
    }

    /** As a person writes it. */
    public String title() {
        return title;
    }
}
