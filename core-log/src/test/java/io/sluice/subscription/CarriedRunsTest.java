package io.sluice.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Where the copies of carried messages lie. */
final class CarriedRunsTest {
    private static final CarriedRuns FIRST_PASS =
            CarriedRuns.NONE.plus(5, 1000).plus(7, 1001).plus(9, 1003);

    @Test
    void messagesCarriedTogetherAreOneRun() {
        assertThat(FIRST_PASS.runs()).containsExactly(new CarriedRun(5, 9, 1000, 1004));
        assertThat(FIRST_PASS.from(6)).contains(new CarriedRun(5, 9, 1000, 1004));
        assertThat(FIRST_PASS.from(10)).isEmpty();
    }

    @Test
    void nextPassIsARunBehindTheFirst() {
        CarriedRuns both = FIRST_PASS.plus(11, 900_000).plus(12, 900_001);

        assertThat(both.runs())
                .containsExactly(
                        new CarriedRun(5, 9, 1000, 1004), new CarriedRun(11, 12, 900_000, 900_002));
    }

    @Test
    void whatIsCarriedAgainLeavesItsOldRun() {
        CarriedRuns twoPasses = FIRST_PASS.plus(11, 900_000);

        CarriedRuns begun = twoPasses.plus(5, 2_000_000).plus(7, 2_000_001);
        CarriedRuns ended = begun.plus(9, 2_000_002);

        assertThat(begun.runs())
                .containsExactly(
                        new CarriedRun(5, 7, 2_000_000, 2_000_002),
                        new CarriedRun(8, 9, 1000, 1004),
                        new CarriedRun(11, 11, 900_000, 900_001));
        assertThat(ended.runs())
                .containsExactly(
                        new CarriedRun(5, 9, 2_000_000, 2_000_003),
                        new CarriedRun(11, 11, 900_000, 900_001));
    }

    @Test
    void whatIsTrimmedOrSettledIsForgotten() {
        CarriedRuns twoPasses = FIRST_PASS.plus(11, 900_000);

        assertThat(twoPasses.above(1004, 0).runs()).hasSize(1);
        assertThat(twoPasses.above(0, 10).runs()).hasSize(1);
        assertThat(twoPasses.above(0, 5)).isSameAs(twoPasses);
    }
}
