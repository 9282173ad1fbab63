package io.sluice.mqtt;

import io.sluice.broker.Drop;
import io.sluice.broker.TrafficMetrics;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;

/**
 * What one event loop has counted since it last told the metrics: plain numbers, told once a turn.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class Tally {
    private static final int SAMPLE_EVERY = 64;

    private final TrafficMetrics.Of traffic;
    private final long[] received = new long[3];
    private final long[] delivered = new long[3];
    private long redelivered;
    private long bytesReceived;
    private long bytesSent;
    private long publishBytesReceived;
    private long publishBytesSent;
    private int ackSamples;
    private int deliverSamples;

    Tally(TrafficMetrics.Of traffic) {
        this.traffic = traffic;
    }

    /** A PUBLISH of so many bytes, its fixed header apart. */
    void received(int qos, int bytes) {
        received[qos]++;
        publishBytesReceived += bytes;
    }

    void delivered(int qos, int count) {
        delivered[qos] += count;
    }

    void redelivered() {
        redelivered++;
    }

    void bytesReceived(int count) {
        bytesReceived += count;
    }

    void bytesSent(int count) {
        bytesSent += count;
    }

    void publishBytesSent(int count) {
        publishBytesSent += count;
    }

    /** Rare, so told at once. */
    void dropped(Drop drop) {
        traffic.dropped(drop);
    }

    /** Whether this receipt's time is to be measured. */
    boolean samplesAck() {
        return ackSamples++ % SAMPLE_EVERY == 0;
    }

    void acknowledged(long tookNanos) {
        traffic.publishToAck(tookNanos);
    }

    /** Whether this delivery's time is to be measured. */
    boolean samplesDeliver() {
        return deliverSamples++ % SAMPLE_EVERY == 0;
    }

    void delivering(long tookMs) {
        traffic.publishToDeliver(Math.max(0, tookMs));
    }

    /** Tells the metrics, and begins anew. */
    void tell() {
        for (int qos = 0; qos < received.length; qos++) {
            if (received[qos] > 0) {
                traffic.received(qos, received[qos]);
                received[qos] = 0;
            }
            if (delivered[qos] > 0) {
                traffic.delivered(qos, delivered[qos]);
                delivered[qos] = 0;
            }
        }
        if (redelivered > 0) {
            traffic.redelivered(redelivered);
            redelivered = 0;
        }
        if (bytesReceived > 0) {
            traffic.bytesReceived(bytesReceived);
            bytesReceived = 0;
        }
        if (bytesSent > 0) {
            traffic.bytesSent(bytesSent);
            bytesSent = 0;
        }
        if (publishBytesReceived > 0) {
            traffic.publishBytesReceived(publishBytesReceived);
            publishBytesReceived = 0;
        }
        if (publishBytesSent > 0) {
            traffic.publishBytesSent(publishBytesSent);
            publishBytesSent = 0;
        }
    }
}
