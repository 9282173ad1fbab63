package io.sluice.inspect;

/**
 * A message that an operator publishes.
 *
 * @param topic a valid topic name
 * @param flags of {@code MessageFlags}: QoS, retain, text
 * @param properties the block of {@code MessageProperties}
 * @param expirySeconds after it is stored; -1 for never
 */
public record Draft(
        String topic, int flags, byte[] properties, byte[] payload, long expirySeconds) {}
