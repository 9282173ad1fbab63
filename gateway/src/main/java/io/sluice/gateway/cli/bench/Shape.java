package io.sluice.gateway.cli.bench;

/**
 * Who sends to whom.
 *
 * @param pattern how publishers and receivers belong together
 * @param publishers how many
 * @param receivers how many
 * @param topics distinct topic names of all publishers together, at least one each
 * @param prefix what all topic names begin with
 */
record Shape(Pattern pattern, int publishers, int receivers, int topics, String prefix) {
    private static final int TOPICS_MAX = 10_000_000;

    /** How publishers and receivers belong together. */
    enum Pattern {
        /** The n-th publisher to the n-th receiver. */
        PAIRS("pairs"),
        /** All publishers to each receiver, which subscribes to {@code #}. */
        FAN_IN("fan-in"),
        /** Each receiver hears every publisher's own topic tree. */
        MESH("mesh"),
        /** Each message to one of the receivers. */
        SHARED("shared group"),
        /** Nobody receives. */
        PUBLISH_ONLY("publish only");

        private final String title;

        Pattern(String title) {
            this.title = title;
        }
    }

    Shape {
        Load.require(publishers >= 1, "there must be a publisher");
        Load.require(receivers >= 1 || pattern == Pattern.PUBLISH_ONLY, "there must be a receiver");
        Load.require(topics >= 1 && topics <= TOPICS_MAX, "--topics is 1 to 10,000,000");
        Load.require(
                pattern != Pattern.PAIRS || publishers == receivers,
                "pairs need as many receivers as publishers");
    }

    /** The pattern, as a person calls it. */
    String title() {
        boolean fanOut = pattern == Pattern.MESH && publishers == 1;
        return fanOut ? "fan-out" : pattern.title;
    }

    int topicsEach() {
        return Math.max(1, topics / publishers);
    }

    /** The publisher's topic name; with several, its topic digits still to come. */
    String topicOf(int publisher) {
        String own = prefix + "/" + publisher;
        return topicsEach() > 1 ? own + "/" : own;
    }

    String filterOf(int receiver) {
        return switch (pattern) {
            case PAIRS -> topicsEach() > 1 ? topicOf(receiver) + "#" : topicOf(receiver);
            case FAN_IN -> "#";
            case MESH -> publishers == 1 && topicsEach() == 1 ? topicOf(0) : prefix + "/#";
            case SHARED -> "$share/bench/" + prefix + "/#";
            case PUBLISH_ONLY -> throw new IllegalStateException("nobody receives");
        };
    }

    /** How many receive each message. */
    int receiversOfEach() {
        return switch (pattern) {
            case PAIRS, SHARED -> 1;
            case FAN_IN, MESH -> receivers;
            case PUBLISH_ONLY -> 0;
        };
    }

    Ledger.Senders sendersOf(int receiver) {
        return pattern == Pattern.PAIRS
                ? new Ledger.Senders(receiver, 1)
                : new Ledger.Senders(0, publishers);
    }
}
