package io.sluice.gateway.cli.client;

import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

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

    /**
     * Reads a version as the command line spells it; {@code 31}, {@code 311} and {@code 5} do too.
     */
    public static final class Reader implements ITypeConverter<MqttVersion> {
        @Override
        public MqttVersion convert(String text) {
            String name = "MQTTV" + text.toUpperCase(Locale.ROOT).replaceFirst("^MQTTV", "");
            return Arrays.stream(values())
                    .filter(version -> version.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> unknown(text));
        }

        private static TypeConversionException unknown(String text) {
            return new TypeConversionException(
                    "'%s' is no version of MQTT: write mqttv31, mqttv311 or mqttv5"
                            .formatted(text));
        }
    }
}
