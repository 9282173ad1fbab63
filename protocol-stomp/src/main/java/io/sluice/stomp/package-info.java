/**
 * STOMP 1.0, 1.1 and 1.2. Read it from the socket: {@link io.sluice.stomp.StompServer} sets a
 * connection up, {@code StompConnection} hands bytes to {@code StompFrameDecoder} and frames to
 * {@code StompSession}, which hands messages to the broker's counter.
 */
package io.sluice.stomp;
