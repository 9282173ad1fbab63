package io.sluice.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.log.ManualClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How clients write down a place in the log. */
final class WhereTest {
    private final ManualClock clock = new ManualClock(1_000_000_000_000L);

    @ParameterizedTest
    @CsvSource({
        "first, FIRST, 0",
        "last, LAST, 0",
        "next, NEXT, 1",
        "offset=0, OFFSET, 0",
        "offset=123456789012345, OFFSET, 123456789012345",
        "timestamp=0, TIMESTAMP, 0",
        "timestamp=1700000000, TIMESTAMP, 1700000000000",
        "timestamp=2023-11-14T22:13:20Z, TIMESTAMP, 1700000000000",
        "timestamp=2023-11-14T22:13:20.5Z, TIMESTAMP, 1700000000500",
        "timestamp=1969-12-31T23:59:59Z, TIMESTAMP, 0",
        "-1s, TIMESTAMP, 999999999000",
        "-15m, TIMESTAMP, 999999100000",
        "-2h, TIMESTAMP, 999992800000",
        "-1d, TIMESTAMP, 999913600000",
        "-999999999d, TIMESTAMP, 0"
    })
    void eachFormHasItsPlace(String text, Where.Kind kind, long value) {
        assertThat(Where.parse(text, clock)).contains(new Where(kind, value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "First",
                "first ",
                " last",
                "offset",
                "offset=",
                "offset=-1",
                "offset=+1",
                "offset=1x",
                "offset=1234567890123456",
                "offset=99999999999999999999",
                "offset=٣",
                "timestamp=",
                "timestamp=1.5",
                "timestamp=2023-11-14",
                "timestamp=2023-11-14T22:13:20",
                "timestamp=2023-11-14T22:13:20+01:00",
                "timestamp=+12023-11-14T22:13:20Z",
                "timestamp=2023-13-14T22:13:20Z",
                "timestamp=Z",
                "-",
                "-m",
                "-15",
                "-15w",
                "--15m",
                "-1 5m",
                "-999999999999999d",
                "15m",
                "now"
            })
    void whatIsSpeltOtherwiseIsNoPlace(String text) {
        assertThat(Where.parse(text, clock)).isEmpty();
    }

    @Test
    void onlyTheOrdinaryWayIsNoReadingOfItsOwn() {
        assertThat(Where.NEXT.isOrdinary()).isTrue();
        assertThat(Where.parse("next", clock).orElseThrow().isOrdinary()).isFalse();
        assertThat(Where.FIRST.isOrdinary()).isFalse();
    }
}
