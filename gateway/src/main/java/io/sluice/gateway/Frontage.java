package io.sluice.gateway;

import io.sluice.gateway.config.Schema;
import io.sluice.gateway.config.Settings;
import io.sluice.gateway.listen.BindFaultException;
import io.sluice.gateway.listen.BrowserRule;
import io.sluice.gateway.listen.Door;
import io.sluice.gateway.listen.Listener;
import io.sluice.gateway.listen.ListenerConfig;
import io.sluice.gateway.listen.Protocol;
import io.sluice.gateway.listen.Tls;
import io.sluice.gateway.listen.WebConfig;
import io.sluice.gateway.listen.WebProtocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Opens the listeners that the plan has, each for what it speaks.
 *
 * @param plan says where, and with which keys
 */
record Frontage(Plan plan, Door door) {
    private static final List<String> MQTT_NAMES = List.of("mqtt", "mqttv3.1");
    private static final List<String> STOMP_NAMES = List.of("v12.stomp", "v11.stomp", "v10.stomp");

    /** A listener for clients. */
    Listener open(Front front, Engine engine) throws BindFaultException {
        return switch (front) {
            case MQTT, MQTTS -> open(front, engine.mqtt());
            case STOMP, STOMPS -> open(front, engine.stomp());
            case WEB -> openWeb(engine);
            case ADMIN -> throw new IllegalArgumentException("no listener for clients: " + front);
        };
    }

    Listener open(Front front, Protocol protocol) throws BindFaultException {
        ListenerConfig config = plan.listeners().get(front);
        Optional<Tls> tls = plan.tls(front);
        return tls.isPresent()
                ? door.secure(config, tls.get(), protocol)
                : door.plain(config, protocol);
    }

    private Listener openWeb(Engine engine) throws BindFaultException {
        ListenerConfig config = plan.listeners().get(Front.WEB);
        WebProtocol stomp = WebProtocol.ofFrames(STOMP_NAMES, engine.stompFrames());
        WebConfig web =
                new WebConfig(
                        Map.of(
                                "/mqtt", WebProtocol.ofBytes(MQTT_NAMES, engine.mqtt()),
                                "/stomp", stomp,
                                "/ws", stomp),
                        browsers(Front.WEB),
                        Math.toIntExact(plan.settings().get(Schema.WEB_FRAME_MAX)));
        Optional<Tls> tls = plan.tls(Front.WEB);
        return tls.isPresent() ? door.secureWeb(config, tls.get(), web) : door.web(config, web);
    }

    /** Whom browsers may bring to this listener. */
    BrowserRule browsers(Front front) {
        Settings settings = plan.settings();
        String bound = settings.get(front.keys().bind()).host();
        List<String> hosts = new ArrayList<>(settings.get(Schema.WEB_HOSTS));
        hosts.add(bound);
        return new BrowserRule(hosts, settings.get(Schema.WEB_ORIGINS));
    }
}
