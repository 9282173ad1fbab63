package io.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LoadAverageTest {
    @Test
    void steadyRateIsReachedFastOverOneMinuteAndSlowlyOverFifteen() {
        LoadAverage load = new LoadAverage(0);
        for (int i = 1; i <= 6; i++) {
            load.reached(100L * i, TimeUnit.SECONDS.toNanos(10L * i));
        }

        assertThat(load.over(1)).isEqualTo("379.27"); // 600 × (1 − e⁻¹)
        assertThat(load.over(5)).isEqualTo("108.76");
        assertThat(load.over(15)).isEqualTo("38.70");
    }

    @Test
    void fadesWhenNothingComes() {
        LoadAverage load = new LoadAverage(0);
        load.reached(60, TimeUnit.MINUTES.toNanos(1));
        load.reached(60, TimeUnit.MINUTES.toNanos(30));

        assertThat(load.over(1)).isEqualTo("0.00");
        assertThatThrownBy(() -> load.over(2)).hasMessageContaining("2 minutes");
    }
}
