package io.sluice.log;

import java.util.Arrays;
import java.util.List;

/** Which topics somebody wants to read. Belongs to one thread. */
public interface TopicWish {
    /**
     * Where in the order of their names (by unsigned bytes) the wanted topics lie: every one is in
     * one of these, not every one in there is wanted. Rising and apart.
     */
    List<Range> ranges();

    /** The bound that no name is before. */
    byte[] ANY = {};

    /** Whether the topic of this name is wanted. */
    boolean wants(byte[] utf8, int from, int length);

    /**
     * Before which name none is wanted of those behind this one, which is not wanted itself; {@link
     * #ANY} if the very next may be.
     */
    byte[] bound(byte[] utf8, int from, int length);

    /**
     * The one topic of this name, or all whose names begin so.
     *
     * @param name not to be changed
     */
    record Range(byte[] name, boolean isExact) {
        boolean covers(byte[] utf8, int from, int length) {
            return (isExact ? length == name.length : length >= name.length)
                    && Arrays.equals(name, 0, name.length, utf8, from, from + name.length);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Range that
                    && isExact == that.isExact
                    && Arrays.equals(name, that.name);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(name);
        }
    }
}
