package io.sluice.broker;

import io.sluice.lane.Crossing;

/**
 * What the broker publishes for a client that is lost.
 *
 * <p>Immutable: both lanes only read it.
 *
 * @param message one record, made by a {@link ParcelBuilder}; empty for no will
 * @param delaySeconds how long to wait for the client first, unsigned 32 bits; never longer than
 *     its session lasts
 */
@Crossing
public record Will(byte[] message, long delaySeconds) {
    public static final Will NONE = new Will(new byte[0], 0);

    public boolean isPresent() {
        return message.length > 0;
    }
}
