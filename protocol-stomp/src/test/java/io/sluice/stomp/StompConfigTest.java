package io.sluice.stomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a configuration may say. */
final class StompConfigTest {
    @Test
    void defaultsAreThoseOfTheManual() {
        StompConfig config = StompConfig.defaults();

        assertThat(config.frames())
                .isEqualTo(new FrameLimits(100, 16_384, 65_536, 1_048_576, 65_536));
        assertThat(config.connection().loginTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.heartBeat().min()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.durableExpiry()).isEqualTo(Duration.ofDays(30));
        assertThat(config.wsFrame()).isEqualTo(StompConfig.WsFrame.AUTO);
    }

    @Test
    void valueOutOfRangeIsToldByItsKey() {
        assertThatThrownBy(() -> new FrameLimits(100, 65_536, 65_536, 1 << 20, 65_536))
                .hasMessage("stomp.frames.header-line-bytes-max is out of range: 65536");
        assertThatThrownBy(() -> new TransactionLimits(0, 1, 1 << 20))
                .hasMessageContaining("stomp.transactions.open-max");
        assertThatThrownBy(() -> new HeartBeatRange(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .hasMessageContaining("stomp.heart-beat.min");
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(
                        () -> new ConnectionLimits(1, 1, 1, second, second, Duration.ZERO, second))
                .hasMessageContaining("stomp.connection.pause-max");
        assertThatThrownBy(() -> new ConnectionLimits(0, 1, 1, second, second, second, second))
                .hasMessageContaining("stomp.connection.subscriptions-max");
    }
}
