/**
 * The load tool, {@code sluice bench}: it makes load, measures latency, and checks that nothing was
 * lost, doubled or out of order, against any MQTT or STOMP broker.
 *
 * <p>It must be so light that the broker is the limit. Publishers copy prepared sheets of packets,
 * many to one buffer and one flush; subscribers walk the packets where they lie in the read buffer,
 * and make no object for a message.
 */
package io.sluice.gateway.cli.bench;
