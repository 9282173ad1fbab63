package io.sluice.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How heart-beats are agreed on and kept. */
final class HeartBeatTest {
    private static final HeartBeatRange RANGE = HeartBeatRange.defaults();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0,0         | 0,0         | 0",
                "10000,10000 | 10000,10000 | 10000",
                "10,20       | 1000,1000   | 1000",
                "0,5000      | 5000,0      | 0",
                "5000,0      | 0,5000      | 5000",
                "900000,900000 | 600000,600000 | 900000",
                "9999999999,9999999999 | 600000,600000 | 9999999999",
            })
    @Clause({"STOMP-1.2-HEART-BEATING", "H1"})
    void eachDirectionIsTheLongerOfBothOrNone(String header, String offer, long expectMs) {
        HeartBeat agreed = HeartBeat.agree(header, RANGE).orElseThrow();

        assertThat(agreed.offer()).isEqualTo(offer);
        assertThat(agreed.expectMs()).isEqualTo(expectMs);
    }

    @Test
    @Clause("H1")
    void noHeaderMeansNone() {
        assertThat(HeartBeat.agree("", RANGE)).contains(HeartBeat.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "a,b", "-1,0", "1,2,3", ",", "1,", "12345678901,0"})
    void headerThatIsNoPairOfNumbersIsRefused(String header) {
        assertThat(HeartBeat.agree(header, RANGE)).isEqualTo(Optional.empty());
    }

    @Test
    @Clause("H1")
    void weSendAtHalfAndExpectAtTwice() {
        HeartBeat agreed = HeartBeat.agree("4000,6000", RANGE).orElseThrow();
        Pulse pulse = new Pulse(agreed, Duration.ZERO, 0);

        assertThat(pulse.untilBeat(0)).isEqualTo(Duration.ofSeconds(3).toNanos());
        assertThat(pulse.untilDeath(0)).isEqualTo(Duration.ofSeconds(8).toNanos());
        pulse.heard(Duration.ofSeconds(5).toNanos());
        assertThat(pulse.untilDeath(Duration.ofSeconds(5).toNanos()))
                .isEqualTo(Duration.ofSeconds(8).toNanos());
    }

    @Test
    void idleTimeoutCountsOnlyWithoutHeartBeats() {
        Duration idle = Duration.ofSeconds(60);
        HeartBeat agreed = HeartBeat.agree("4000,0", RANGE).orElseThrow();

        assertThat(new Pulse(HeartBeat.NONE, idle, 0).untilDeath(0)).isEqualTo(idle.toNanos());
        assertThat(new Pulse(agreed, idle, 0).untilDeath(0))
                .isEqualTo(Duration.ofSeconds(8).toNanos());
        assertThat(new Pulse(HeartBeat.NONE, Duration.ZERO, 0).untilDeath(0))
                .isEqualTo(Pulse.NEVER);
    }
}
