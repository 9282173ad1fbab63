package io.sluice.gateway.cli.client;

import io.netty.channel.Channel;
import io.sluice.gateway.cli.client.MqttClient.Arrival;
import io.sluice.lane.Crossing;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What has come and is not printed yet. A monitor. When it holds {@link #ARRIVALS_MAX} the socket
 * is read no further, until half of them are taken.
 */
@Crossing
final class Inbox {
    static final int ARRIVALS_MAX = 4_096;

    private final ArrayDeque<Arrival> arrivals = new ArrayDeque<>();
    private Optional<CommandFault> fault = Optional.empty();

    synchronized void put(Channel channel, Arrival arrival) {
        arrivals.add(arrival);
        if (arrivals.size() >= ARRIVALS_MAX) {
            channel.config().setAutoRead(false);
        }
        notifyAll();
    }

    synchronized void fail(CommandFault why) {
        fault = Optional.of(why);
        notifyAll();
    }

    /** The oldest, or none if none comes in time; a lost connection is told once all are taken. */
    synchronized Optional<Arrival> take(Channel channel, long waitMs) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMs);
        long left = waitMs;
        while (arrivals.isEmpty() && left > 0) {
            if (fault.isPresent()) {
                throw fault.get();
            }
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        }
        Optional<Arrival> oldest = Optional.ofNullable(arrivals.poll());
        if (arrivals.size() == ARRIVALS_MAX / 2) {
            channel.config().setAutoRead(true);
        }
        return oldest;
    }
}
