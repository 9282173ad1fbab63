package io.sluice.gateway.cli.client;

import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Option;

/** Whom to connect to, and as whom: the short flags that {@code mosquitto_pub} has. */
final class ConnectOptions {
    private static final int KEEP_ALIVE_SECONDS = 60;

    @Option(
            names = {"-h", "--host"},
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "the broker's name or address (default: ${DEFAULT-VALUE})")
    private String host = "";

    @Option(
            names = {"-p", "--port"},
            paramLabel = "PORT",
            defaultValue = "1883",
            description = "its port (default: ${DEFAULT-VALUE})")
    private int port;

    @Option(
            names = {"-L", "--url"},
            paramLabel = "URL",
            defaultValue = "",
            description = "instead of -h and -p: mqtt://HOST:PORT or ws://HOST:PORT/PATH")
    private String url = "";

    @Option(
            names = {"-u", "--username"},
            paramLabel = "USER",
            defaultValue = "",
            description = "user name")
    private String user = "";

    @Option(
            names = {"-P", "--pw"},
            paramLabel = "PASSWORD",
            defaultValue = "",
            description = "password")
    private String password = "";

    @Option(
            names = {"-i", "--id"},
            paramLabel = "ID",
            defaultValue = "",
            description = "client id (default: sluice- and a number)")
    private String clientId = "";

    @Option(
            names = {"-V", "--protocol-version"},
            paramLabel = "VERSION",
            defaultValue = "mqttv5",
            description = "mqttv31, mqttv311 or mqttv5 (default: ${DEFAULT-VALUE})",
            converter = MqttVersion.Reader.class)
    private MqttVersion version = MqttVersion.MQTTV5;

    @Option(
            names = {"-k", "--keepalive"},
            paramLabel = "SECONDS",
            defaultValue = "" + KEEP_ALIVE_SECONDS,
            description = "longest silence on the connection (default: ${DEFAULT-VALUE})")
    private int keepAliveSeconds;

    MqttVersion version() {
        return version;
    }

    /**
     * The connection that was asked for.
     *
     * @param stays whether the session is to outlive it
     * @throws IllegalArgumentException if address or session make no sense
     */
    MqttClient.Settings settings(boolean stays) {
        if (stays && clientId.isEmpty()) {
            throw new IllegalArgumentException(
                    "a session that stays needs a name; give one with -i");
        }
        Address address = url.isEmpty() ? Address.mqtt(host, port) : Address.parse(url);
        if (address.scheme().isStomp()) {
            throw new IllegalArgumentException("this command speaks MQTT; use mqtt:// or ws://");
        }
        MqttClient.Identity identity =
                new MqttClient.Identity(
                        clientId.isEmpty() ? anyName() : clientId,
                        new Login(user, password),
                        stays);
        return new MqttClient.Settings(address, version, identity, keepAliveSeconds);
    }

    private static String anyName() {
        int number = ThreadLocalRandom.current().nextInt();
        return String.format(Locale.ROOT, "sluice-%08x", number);
    }
}
