package io.sluice.pipeline;

import io.sluice.group.GroupConfig;
import io.sluice.subscription.StateConfig;
import java.time.Duration;

/**
 * How the ring and what stands behind it behave.
 *
 * @param ringSlots slots of the ring, a power of two, 1,024 to 1,048,576
 * @param ringBytesMax bytes of messages on the ring at most, 1 MiB to 4 GiB
 * @param durability what a receipt promises
 * @param flushInterval how long written records wait for the disk when nobody waits for them, 1 ms
 *     to 1 min
 * @param outboxBytesMax bytes handed to a subscriber and not yet taken before it counts as behind,
 *     4 KiB to 1 GiB
 * @param liveLagMax records that a reader of QoS 0 alone may be behind before it is moved to the
 *     end
 * @param topicsMax topics known at once
 * @param matchCacheMax topics whose match is remembered
 * @param spins rounds a lane looks for work before it sleeps, 0 to 1,000,000
 * @param queueQos0 whether QoS 0 messages are kept for sleeping sessions
 * @param recordBytesMax the longest record, header included, 1 MiB or more
 * @param state how much is remembered
 * @param groups how groups and queues part their messages
 * @param unwritten what is delivered but not written
 */
public record PipelineConfig(
        int ringSlots,
        long ringBytesMax,
        Durability durability,
        Duration flushInterval,
        int outboxBytesMax,
        long liveLagMax,
        int topicsMax,
        int matchCacheMax,
        int spins,
        boolean queueQos0,
        int recordBytesMax,
        StateConfig state,
        GroupConfig groups,
        TransientConfig unwritten) {

    public PipelineConfig {
        require(Integer.bitCount(ringSlots) == 1, "ring.slots", ringSlots);
        require(ringSlots >= 1 << 10 && ringSlots <= 1 << 20, "ring.slots", ringSlots);
        require(
                ringBytesMax >= 1 << 20 && ringBytesMax <= 1L << 32,
                "ring.bytes-max",
                ringBytesMax);
        long intervalMs = flushInterval.toMillis();
        require(intervalMs >= 1 && intervalMs <= 60_000, "log.flush-interval", flushInterval);
        require(
                outboxBytesMax >= 4096 && outboxBytesMax <= 1 << 30,
                "delivery.outbox-bytes-max",
                outboxBytesMax);
        require(liveLagMax >= 0, "delivery.live-lag-max", liveLagMax);
        require(topicsMax >= 1, "topics-max", topicsMax);
        require(matchCacheMax >= 1, "match-cache-max", matchCacheMax);
        require(recordBytesMax >= 1 << 20, "log.record-bytes-max", recordBytesMax);
        require(spins >= 0 && spins <= 1_000_000, "ring.spins", spins);
    }

    /** What the gateway runs with when nothing is written down. */
    public static PipelineConfig defaults() {
        return new PipelineConfig(
                1 << 14,
                64L << 20,
                Durability.FSYNC,
                Duration.ofSeconds(1),
                1 << 20,
                1_000_000,
                4_000_000,
                1 << 20,
                50,
                false,
                16 << 20,
                StateConfig.DEFAULT,
                GroupConfig.defaults(),
                TransientConfig.DEFAULT);
    }

    private static void require(boolean holds, String key, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(key + " is out of range: " + value);
        }
    }
}
