package io.sluice.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What may be configured. */
final class MqttConfigTest {
    @Test
    void defaultsHold() {
        assertThat(MqttConfig.defaults().receiveMax()).isEqualTo(1024);
    }

    @Test
    void valueOutOfRangeIsNamedAsItIsWritten() {
        assertThatThrownBy(() -> Configs.receiveMax(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("mqtt.receive-max is out of range: 0 is not within 1 and 65535");
        assertThatThrownBy(() -> Configs.packetBytesMax(1 << 30))
                .hasMessageStartingWith("mqtt.packet-bytes-max is out of range");
    }
}
