package io.sluice.stomp;

/** What the wildcards of the dialects are in a topic filter. */
final class FilterText {
    /** A level that cannot be, and what would be right. */
    static final class Misplaced extends Exception {
        private static final long serialVersionUID = 1;

        private Misplaced(String why) {
            super(why, null, false, false);
        }
    }

    /** {@code *} becomes {@code +}; a last {@code >} or {@code **} becomes {@code #}. */
    static String withoutAliases(String name) throws Misplaced {
        String[] levels = name.split("/", -1);
        for (int i = 0; i < levels.length; i++) {
            String level = levels[i];
            if (level.equals("*")) {
                levels[i] = "+";
            } else if (i == levels.length - 1 && isAliasOfRest(level)) {
                levels[i] = "#";
            } else if (level.indexOf('*') >= 0 || level.indexOf('>') >= 0) {
                throw new Misplaced(
                        "* stands for a whole level, > and ** for a last one, and levels are"
                                + " parted by /; for names parted by dots use"
                                + " /exchange/amq.topic/ or stomp.topic-separator = dot");
            }
        }
        return String.join("/", levels);
    }

    /**
     * The same where dots part the levels.
     *
     * @param aliases whether a last {@code >} or {@code **} stands for the rest, as {@code #} does
     */
    static String withoutDots(String name, boolean aliases) throws Misplaced {
        if (name.indexOf('+') >= 0) {
            throw new Misplaced("+ is no wildcard where dots part the levels; use *");
        }
        String[] levels = name.split("\\.", -1);
        for (int i = 0; i < levels.length; i++) {
            boolean last = i == levels.length - 1;
            boolean rest = levels[i].equals("#") || aliases && isAliasOfRest(levels[i]);
            if (levels[i].equals("*")) {
                levels[i] = "+";
            } else if (rest && last) {
                levels[i] = "#";
            } else if (levels[i].indexOf('#') >= 0) {
                throw new Misplaced("# can stand only for the last levels");
            } else {
                levels[i] = levels[i].replace('/', '.');
            }
        }
        return String.join("/", levels);
    }

    private static boolean isAliasOfRest(String level) {
        return level.equals(">") || level.equals("**");
    }

    private FilterText() {}
}
