/**
 * MQTT 3.1, 3.1.1 and 5 over the broker's counter: connections, sessions, windows.
 *
 * <p>A walker who follows one message stands first in {@link io.sluice.mqtt.MqttConnection}, which
 * has the socket, then in {@link io.sluice.mqtt.MqttSession}, which has the packets, then in {@link
 * io.sluice.mqtt.InboundPublishes}; it comes back through {@link io.sluice.mqtt.OutboundDeliveries}
 * and {@link io.sluice.mqtt.Outlet}.
 */
package io.sluice.mqtt;
