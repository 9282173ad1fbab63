package io.sluice.subscription;

import io.sluice.log.TopicWish;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How far a search that goes over names in the order of their unsigned bytes may leap for one
 * filter. All names that begin with the same levels and a slash are neighbours: so where a level is
 * not the filter's, either that level is still to come among them, or the search goes on behind all
 * that begin like the last wildcard before it.
 */
final class NameLeap {
    private static final byte[] NOWHERE = {(byte) 0xFF};
    private static final byte BEHIND_SLASH = '/' + 1;

    private final List<byte[]> levels;

    NameLeap(byte[] filter) {
        levels = levels(filter);
    }

    private static List<byte[]> levels(byte[] filter) {
        List<byte[]> levels = new ArrayList<>();
        int from = 0;
        for (int at = 0; at <= filter.length; at++) {
            if (at == filter.length || filter[at] == '/') {
                levels.add(Arrays.copyOfRange(filter, from, at));
                from = at + 1;
            }
        }
        return levels;
    }

    /** The least name behind this one, which the filter does not match, that it may match. */
    byte[] bound(byte[] utf8, int from, int length) {
        int end = from + length;
        int at = from;
        int wildcardEnd = -1;
        for (byte[] level : levels) {
            if (at > end || isWildcard(level, '#')) {
                return TopicWish.ANY;
            }
            int levelEnd = endOfLevel(utf8, at, end);
            if (isWildcard(level, '+')) {
                wildcardEnd = levelEnd;
            } else if (!Arrays.equals(utf8, at, levelEnd, level, 0, level.length)) {
                boolean isToCome =
                        Arrays.compareUnsigned(utf8, at, end, level, 0, level.length) < 0;
                return isToCome
                        ? joined(utf8, from, at, level)
                        : behind(utf8, from, wildcardEnd, at, end, level);
            }
            at = levelEnd + 1;
        }
        return at > end ? TopicWish.ANY : behindPrefix(utf8, from, at - 1);
    }

    private static boolean isWildcard(byte[] level, char which) {
        return level.length == 1 && level[0] == which;
    }

    private static int endOfLevel(byte[] utf8, int at, int end) {
        int levelEnd = at;
        while (levelEnd < end && utf8[levelEnd] != '/') {
            levelEnd++;
        }
        return levelEnd;
    }

    /** The level is not to come as the end of a name; it may still be with another behind it. */
    private static byte[] behind(
            byte[] utf8, int from, int wildcardEnd, int at, int end, byte[] level) {
        int slashAt = at + level.length;
        boolean isLonger =
                slashAt < end && Arrays.equals(utf8, at, slashAt, level, 0, level.length);
        if (isLonger && utf8[slashAt] >= 0 && utf8[slashAt] < '/') {
            return joined(utf8, from, slashAt, new byte[] {'/'});
        }
        return wildcardEnd < 0 ? NOWHERE : behindPrefix(utf8, from, wildcardEnd);
    }

    private static byte[] behindPrefix(byte[] utf8, int from, int prefixEnd) {
        return joined(utf8, from, prefixEnd, new byte[] {BEHIND_SLASH});
    }

    private static byte[] joined(byte[] utf8, int from, int to, byte[] more) {
        byte[] joined = Arrays.copyOf(Arrays.copyOfRange(utf8, from, to), to - from + more.length);
        System.arraycopy(more, 0, joined, to - from, more.length);
        return joined;
    }
}
