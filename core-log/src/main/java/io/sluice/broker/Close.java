package io.sluice.broker;

/**
 * How a connection leaves its session.
 *
 * @param publishWill the client was lost, or asked for its will
 * @param expirySeconds how long the session lasts from now on, as in {@link SessionRequest}; 0 ends
 *     it
 */
public record Close(boolean publishWill, long expirySeconds) {}
