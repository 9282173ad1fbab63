package io.sluice.gateway.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What the books say about what came. */
final class LedgerTest {
    private static final Lead NO_LEAD = new Lead(0, 1, () -> {});

    private final Ledger ledger =
            new Ledger(new Ledger.Senders(1, 2), new Lead[] {NO_LEAD, NO_LEAD, NO_LEAD});

    @Test
    void allInOrderIsGood() {
        arrive(1, 0, 1, 2);
        arrive(2, 0, 1);

        Verdict verdict = Verdict.of(5).plus(ledger);

        assertThat(verdict.isGood()).isTrue();
        assertThat(verdict.received()).isEqualTo(5);
    }

    @Test
    void whatWasJumpedOverIsLost() {
        arrive(1, 0, 3, 4);

        Verdict verdict = Verdict.of(5).plus(ledger);

        assertThat(verdict).isEqualTo(new Verdict(5, 3, 0, 0, 0));
        assertThat(verdict.lost()).isEqualTo(2);
    }

    @Test
    void whatNeverCameAtTheEndIsLost() {
        arrive(1, 0, 1, 2);

        assertThat(Verdict.of(10).plus(ledger).lost()).isEqualTo(7);
    }

    @Test
    void whatComesAgainIsDoubled() {
        arrive(1, 0, 1, 1, 0, 2);

        assertThat(Verdict.of(3).plus(ledger)).isEqualTo(new Verdict(3, 3, 2, 0, 0));
    }

    @Test
    void whatComesBehindALaterOneIsOutOfOrderAndNotLost() {
        arrive(1, 0, 3, 2, 1, 2);

        assertThat(Verdict.of(4).plus(ledger)).isEqualTo(new Verdict(4, 4, 1, 2, 0));
    }

    @Test
    void whatBelongsToOthersIsAStranger() {
        arrive(0, 0, 1);
        arrive(3, 0);

        assertThat(Verdict.of(0).plus(ledger)).isEqualTo(new Verdict(0, 0, 0, 0, 3));
    }

    @Test
    void anyOrderOfArrivalAddsUp() {
        List<Long> sequences = new ArrayList<>(LongStream.range(0, 2_000).boxed().toList());
        Collections.shuffle(sequences, new Random(7));

        sequences.forEach(sequence -> ledger.arrived(2, sequence));

        Verdict verdict = Verdict.of(2_000).plus(ledger).withoutOrder();
        assertThat(verdict.isGood()).isTrue();
    }

    private void arrive(int publisher, long... sequences) {
        for (long sequence : sequences) {
            ledger.arrived(publisher, sequence);
        }
    }
}
