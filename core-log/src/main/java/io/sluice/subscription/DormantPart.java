package io.sluice.subscription;

/**
 * Dormant sessions of one shard as they lay in its image at one moment.
 *
 * @param image not to be changed
 * @param from where in it each begins
 * @param lengths how long each is
 */
record DormantPart(byte[] image, int[] from, int[] lengths) {
    int count() {
        return from.length;
    }

    void write(int i, StateWriter to) {
        to.raw(image, from[i], lengths[i]);
    }
}
