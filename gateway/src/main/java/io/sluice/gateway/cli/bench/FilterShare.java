package io.sluice.gateway.cli.bench;

/**
 * The filters that one connection subscribes to: neighbours of one long row.
 *
 * @param prefix what all begin with
 * @param first number of the first
 * @param count how many; 0 for a connection that subscribes to nothing
 */
record FilterShare(String prefix, int first, int count) {
    /** The share of one among all who part {@code all} filters evenly. */
    static FilterShare of(String prefix, int all, int number, int sharers) {
        int from = (int) ((long) all * number / sharers);
        int to = (int) ((long) all * (number + 1) / sharers);
        return new FilterShare(prefix, from, to - from);
    }

    String filter(int index) {
        return "%s/held/%07d".formatted(prefix, first + index);
    }
}
