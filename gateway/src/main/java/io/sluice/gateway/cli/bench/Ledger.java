package io.sluice.gateway.cli.bench;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.Arrays;

/**
 * What one receiver has received of each publisher: nothing may be lost, doubled, or out of order.
 * The members of a shared group keep one ledger together.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class Ledger {
    private final Senders senders;
    private final Lead[] leads;
    private final long[] next;
    private final Gaps[] gaps;
    private long doubled;
    private long late;
    private long strangers;

    /**
     * @param senders whom this receiver hears
     * @param leads of all publishers of the run, by number
     */
    Ledger(Senders senders, Lead[] leads) {
        this.senders = senders;
        this.leads = leads;
        next = new long[senders.count()];
        gaps = new Gaps[senders.count()];
        Arrays.setAll(gaps, i -> new Gaps());
    }

    /**
     * The publishers that one receiver hears, one behind the other.
     *
     * @param first number of the first
     * @param count how many
     */
    record Senders(int first, int count) {}

    void arrived(int publisher, long sequence) {
        int place = publisher - senders.first();
        if (place < 0 || place >= next.length) {
            strangers++;
            return;
        }
        long expected = next[place];
        if (sequence == expected) {
            next[place] = expected + 1;
            leads[publisher].passed(expected, expected + 1);
        } else if (sequence > expected) {
            gaps[place].add(expected, sequence);
            next[place] = sequence + 1;
            leads[publisher].passed(expected, sequence + 1);
        } else if (gaps[place].remove(sequence)) {
            late++;
        } else {
            doubled++;
        }
    }

    /** Messages that came, each counted once. */
    long received() {
        return Arrays.stream(next).sum() - Arrays.stream(gaps).mapToLong(Gaps::missing).sum();
    }

    long doubled() {
        return doubled;
    }

    /** Messages that came behind one that was sent after them. */
    long late() {
        return late;
    }

    /** Messages of this run that should have gone to other receivers only. */
    long strangers() {
        return strangers;
    }
}
