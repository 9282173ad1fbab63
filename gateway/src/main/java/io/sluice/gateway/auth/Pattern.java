package io.sluice.gateway.auth;

import java.util.Optional;

/**
 * A line of an ACL file that holds for everybody, each with its own name and client id in the place
 * of {@code %u} and {@code %c}.
 */
record Pattern(Right right, String text) {
    /**
     * The rule for this client. A name that is empty, or means more than one level ({@code +},
     * {@code #}, {@code /}) or the broker's own topics ({@code $}), is given nothing, and is denied
     * what the pattern denies to anybody.
     */
    Optional<Rule> ruleFor(String userName, String clientId) {
        boolean fits =
                (!text.contains("%u") || fits(userName))
                        && (!text.contains("%c") || fits(clientId));
        if (fits) {
            String filter = text.replace("%u", userName).replace("%c", clientId);
            return Optional.of(new Rule(right, Levels.of(filter)));
        }
        return right == Right.DENY
                ? Optional.of(new Rule(right, Levels.of(forAnybody())))
                : Optional.empty();
    }

    private static boolean fits(String name) {
        return !name.isEmpty()
                && name.indexOf('+') < 0
                && name.indexOf('#') < 0
                && name.indexOf('/') < 0
                && !name.startsWith("$");
    }

    /** The filter down to the first level with a name in it, and all that is below. */
    private String forAnybody() {
        StringBuilder filter = new StringBuilder();
        for (String level : text.split("/", -1)) {
            if (level.contains("%u") || level.contains("%c")) {
                break;
            }
            filter.append(level).append('/');
        }
        return filter.append('#').toString();
    }
}
