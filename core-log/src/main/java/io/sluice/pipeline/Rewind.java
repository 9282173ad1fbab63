package io.sluice.pipeline;

import io.sluice.broker.Where;

/**
 * A session reads the log from another place from now on.
 *
 * @param reading counts these
 * @param sought what to look for, or {@link Where#NEXT} if {@code from} is the place
 * @param forgets whether what lies untaken is not wanted any more
 */
record Rewind(int reading, Where sought, long from, boolean forgets) {
    static final Rewind NONE = new Rewind(0, Where.NEXT, Outbox.NOWHERE, false);
}
