package io.sluice.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.client.CollectorRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TrafficTotalsTest {
    @Test
    void areTheSumsOverProtocolsAndReasons() {
        TrafficMetrics metrics = new TrafficMetrics(new CollectorRegistry());
        TrafficMetrics.Of mqtt = metrics.forProtocol("mqtt", List.of());
        TrafficMetrics.Of stomp = metrics.forProtocol("stomp", List.of());
        mqtt.connectionOpened("tcp");
        mqtt.connectionOpened("ws");
        stomp.connectionOpened("tcp");
        mqtt.connectionClosed("ws", "client");
        mqtt.received(0, 2);
        mqtt.received(2, 3);
        stomp.received(1, 4);
        stomp.delivered(0, 7);
        mqtt.dropped(Drop.published(DropReason.DISK_FULL, "mqtt:a", "t", 1));
        stomp.dropped(Drop.delivery(DropReason.REJECTED, "mqtt:b", 7));
        mqtt.bytesReceived(100);
        stomp.bytesReceived(11);
        stomp.bytesSent(5);

        mqtt.publishBytesReceived(60);
        mqtt.publishBytesSent(4);

        assertThat(metrics.totals()).isEqualTo(new TrafficTotals(2, 3, 9, 7, 2, 111, 5, 60, 4));
    }
}
