package io.sluice.mqtt;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.BinaryProperty;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.sluice.auth.Exchange;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.mqtt.packet.ProtocolViolation;
import io.sluice.mqtt.packet.Reason;
import io.sluice.mqtt.packet.ServerPackets;
import java.util.function.Consumer;

/**
 * Authentication by AUTH packets (4.12): one exchange, before CONNACK or for those who are in
 * already. It asks the client until the exchange has an outcome.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class EnhancedAuthentication {
    private static final byte[] NOTHING = {};

    private final MqttConnection connection;
    private final Outlet outlet;
    private final String method;
    private final Exchange exchange;
    private final Consumer<Exchange.Outcome> onOutcome;
    private boolean isClientsTurn;
    private boolean isOver;

    /**
     * @param onOutcome told once, on this connection's loop
     */
    EnhancedAuthentication(
            MqttConnection connection,
            Outlet outlet,
            String method,
            Exchange exchange,
            Consumer<Exchange.Outcome> onOutcome) {
        this.connection = connection;
        this.outlet = outlet;
        this.method = method;
        this.exchange = exchange;
        this.onOutcome = onOutcome;
    }

    /** The method that these properties name; empty for none. */
    static String method(MqttProperties properties) {
        var property = properties.getProperty(MqttProperties.AUTHENTICATION_METHOD);
        return property == null ? "" : (String) property.value();
    }

    boolean isOver() {
        return isOver;
    }

    /** The client has spoken: in CONNECT, or in an AUTH packet. */
    void hear(MqttProperties said) {
        isClientsTurn = false;
        var property = said.getProperty(MqttProperties.AUTHENTICATION_DATA);
        byte[] data = property == null ? NOTHING : (byte[]) property.value();
        exchange.answer(data).thenAccept(step -> connection.run(() -> on(step)));
    }

    /** An AUTH packet that goes on with this exchange. */
    void onAuth(MqttReasonCodeAndPropertiesVariableHeader auth) {
        boolean goesOn = auth.reasonCode() == Reason.CONTINUE_AUTHENTICATION.code();
        if (!isClientsTurn || !goesOn) {
            throw ProtocolViolation.error("MQTT-4.12.0-3", "AUTH that nobody has asked for");
        }
        requireMethod(auth.properties(), method);
        hear(auth.properties());
    }

    /** All AUTH packets name the method that CONNECT did. */
    static void requireMethod(MqttProperties properties, String method) {
        if (!method(properties).equals(method)) {
            throw ProtocolViolation.error("MQTT-4.12.0-5", "AUTH by another method");
        }
    }

    /** The method, and what is said to the client, as properties. */
    static void put(MqttProperties properties, String method, byte[] data) {
        properties.add(new StringProperty(MqttProperties.AUTHENTICATION_METHOD, method));
        if (data.length > 0) {
            properties.add(new BinaryProperty(MqttProperties.AUTHENTICATION_DATA, data));
        }
    }

    private void on(Exchange.Step step) {
        if (step instanceof Exchange.Challenge challenge) {
            isClientsTurn = true;
            MqttProperties properties = new MqttProperties();
            put(properties, method, challenge.data());
            outlet.packet(ServerPackets.auth(Reason.CONTINUE_AUTHENTICATION, properties));
            connection.release(Hold.ARRIVING);
            connection.soon();
        } else if (step instanceof Exchange.Outcome outcome) {
            isOver = true;
            onOutcome.accept(outcome);
        }
    }
}
