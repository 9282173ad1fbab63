package io.sluice.mqtt;

/**
 * Through which door a client came.
 *
 * @param listener its name in the configuration
 * @param transport {@code "tcp"}, {@code "tls"}, {@code "ws"}, {@code "wss"}
 */
record Door(String listener, String transport) {}
