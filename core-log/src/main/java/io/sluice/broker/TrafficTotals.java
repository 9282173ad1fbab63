package io.sluice.broker;

/**
 * The traffic of all protocols together, since the start, as of a moment.
 *
 * @param connections open now
 * @param connectionsOpened so far
 * @param received messages published
 * @param delivered messages delivered, again or for the first time
 * @param dropped messages not stored or not delivered
 * @param bytesReceived from clients
 * @param bytesSent to clients
 * @param publishBytesReceived those of them that were MQTT's PUBLISH packets
 * @param publishBytesSent likewise
 */
public record TrafficTotals(
        long connections,
        long connectionsOpened,
        long received,
        long delivered,
        long dropped,
        long bytesReceived,
        long bytesSent,
        long publishBytesReceived,
        long publishBytesSent) {}
