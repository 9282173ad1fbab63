package io.sluice.gateway.cli.bench;

/**
 * Whether every message came to every receiver, once, and in order.
 *
 * @param expected deliveries that ought to be
 * @param received deliveries that were, each counted once
 * @param doubled deliveries beyond the first
 * @param disordered deliveries behind a later message of the same publisher
 * @param strangers deliveries to receivers that had not asked for them
 */
record Verdict(long expected, long received, long doubled, long disordered, long strangers) {
    static Verdict of(long expected) {
        return new Verdict(expected, 0, 0, 0, 0);
    }

    Verdict plus(Ledger ledger) {
        return new Verdict(
                expected,
                received + ledger.received(),
                doubled + ledger.doubled(),
                disordered + ledger.late(),
                strangers + ledger.strangers());
    }

    /** Among the members of a group there is no order to keep. */
    Verdict withoutOrder() {
        return new Verdict(expected, received, doubled, 0, strangers);
    }

    long lost() {
        return expected - received;
    }

    boolean isGood() {
        return lost() == 0 && doubled == 0 && disordered == 0 && strangers == 0;
    }

    @Override
    public String toString() {
        return isGood()
                ? "no loss, no doubles, order kept"
                : "%,d lost, %,d doubled, %,d out of order, %,d to the wrong receiver"
                        .formatted(lost(), doubled, disordered, strangers);
    }
}
