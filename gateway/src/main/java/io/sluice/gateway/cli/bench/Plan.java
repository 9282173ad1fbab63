package io.sluice.gateway.cli.bench;

import io.sluice.gateway.cli.client.Address;
import io.sluice.gateway.cli.client.MqttVersion;

/**
 * A whole run, as it was asked for.
 *
 * @param address where the broker listens
 * @param dialect how it is spoken to
 * @param protocol its name, for people
 * @param shape who sends to whom
 * @param load what each publisher does
 * @param span how long
 */
record Plan(Address address, Dialect dialect, String protocol, Shape shape, Load load, Span span) {

    static String protocolOf(Address address, MqttVersion version) {
        String name = address.scheme().isStomp() ? "STOMP 1.2" : version.title();
        return address.scheme().isWeb() ? name + " over WebSocket" : name;
    }

    Plan with(Span other) {
        return new Plan(address, dialect, protocol, shape, load, other);
    }

    /** The same, with publishers that do not wait for receivers. */
    Plan withoutLead() {
        Load free = new Load(load.qos(), load.payloadBytes(), load.window(), 0, 0, true);
        return new Plan(address, dialect, protocol, shape, free, span);
    }

    /** The run in one line. */
    String title() {
        String window =
                load.ratePerSecond() > 0
                        ? "%,.0f msg/s".formatted(load.ratePerSecond())
                        : "window %,d".formatted(load.qos() > 0 ? load.window() : load.lead());
        return "%s, %,d → %,d%s, QoS %d, %,d B, %s, %s at %s"
                .formatted(
                        shape.title(),
                        shape.publishers(),
                        shape.receivers(),
                        shape.topicsEach() > 1 ? " on %,d topics".formatted(shape.topics()) : "",
                        load.qos(),
                        load.payloadBytes(),
                        window,
                        protocol,
                        address);
    }
}
