package io.sluice.subscription;

import io.sluice.log.RecordLayout;

/**
 * The retained messages of one shard as they were at one moment.
 *
 * @param holders what each lies in; not to be changed
 * @param from where in that it begins
 */
record RetainedPart(byte[][] holders, int[] from) {
    int count() {
        return from.length;
    }

    void write(int i, StateWriter to) {
        int length = RecordLayout.next(holders[i], from[i]) - from[i];
        to.i32(length).raw(holders[i], from[i], length);
    }
}
