package io.sluice.gateway.auth;

/**
 * A topic filter taken apart, to be held against another one. A topic name is a filter without
 * wildcards. Leading wildcards mean no topic that begins with {@code $} (MQTT 5, 4.7.2).
 */
final class Levels {
    private static final String ONE = "+";
    private static final String REST = "#";

    private final String[] levels;

    private Levels(String[] levels) {
        this.levels = levels;
    }

    static Levels of(String filter) {
        return new Levels(filter.split("/", -1));
    }

    /** Whether every topic that the other one means is meant by this one. */
    boolean covers(Levels other) {
        if (missesSystem(levels[0], other.levels[0])) {
            return false;
        }
        for (int i = 0; i < levels.length; i++) {
            if (levels[i].equals(REST)) {
                return true;
            }
            boolean goesOn = i < other.levels.length && takes(levels[i], other.levels[i]);
            if (!goesOn) {
                return false;
            }
        }
        return levels.length == other.levels.length;
    }

    /** Whether some topic is meant by both. */
    boolean overlaps(Levels other) {
        if (missesSystem(levels[0], other.levels[0]) || missesSystem(other.levels[0], levels[0])) {
            return false;
        }
        int common = Math.min(levels.length, other.levels.length);
        for (int i = 0; i < common; i++) {
            String mine = levels[i];
            String its = other.levels[i];
            if (mine.equals(REST) || its.equals(REST)) {
                return true;
            }
            if (!mine.equals(ONE) && !its.equals(ONE) && !mine.equals(its)) {
                return false;
            }
        }
        return levels.length == other.levels.length
                || endsAfter(levels, common)
                || endsAfter(other.levels, common);
    }

    private static boolean takes(String rule, String asked) {
        return rule.equals(ONE) ? !asked.equals(REST) : rule.equals(asked);
    }

    private static boolean missesSystem(String first, String otherFirst) {
        return otherFirst.startsWith("$") && (first.equals(ONE) || first.equals(REST));
    }

    private static boolean endsAfter(String[] levels, int common) {
        return levels.length == common + 1 && levels[common].equals(REST);
    }
}
