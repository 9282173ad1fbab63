package io.sluice.inspect;

import java.io.IOException;

/**
 * Something that is looked for in the log, a piece at a time, so that others have their turns
 * between.
 *
 * @param <T> what is found
 */
public interface LogSearch<T> {
    /** Looks through one more piece; whether that was the last. */
    boolean step() throws IOException;

    /**
     * What was found so far.
     *
     * @param isComplete whether {@link #step} has said that nothing is left
     */
    T found(boolean isComplete);

    /** What takes one step. */
    static <T> LogSearch<T> once(Look<T> look) {
        return new LogSearch<>() {
            private T found;

            @Override
            public boolean step() throws IOException {
                found = look.at();
                return true;
            }

            @Override
            public T found(boolean isComplete) {
                return found;
            }
        };
    }

    /** One look at the log. */
    interface Look<T> {
        T at() throws IOException;
    }
}
