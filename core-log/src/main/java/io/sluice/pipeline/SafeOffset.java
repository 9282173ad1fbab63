package io.sluice.pipeline;

import io.sluice.broker.Inflight;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.List;

/**
 * Says once a second where all healthy sessions of the gateway go on reading: one record, however
 * many they are. After a crash they get again what was sent to them in the last two seconds.
 */
@OwnedBy(Lane.HOUSEKEEPING)
final class SafeOffset {
    private final Iterable<LoopIngress> ingresses;
    private final LoopIngress own;
    private long told;

    SafeOffset(Iterable<LoopIngress> ingresses, LoopIngress own) {
        this.ingresses = ingresses;
        this.own = own;
    }

    /**
     * By what the loops found last; nothing if nobody is healthy, or nothing has come since. A loop
     * counts also if nobody on it was healthy: whoever is by now was not further back than its last
     * report, so that it does not matter whether the log has that before or behind this.
     */
    void tell() {
        long lowest = Long.MAX_VALUE;
        int healthy = 0;
        for (LoopIngress ingress : ingresses) {
            healthy += ingress.progress().lastHealthyCount();
            lowest = Math.min(lowest, ingress.progress().lastSafeOffset());
        }
        boolean isMoreThanThisItself = lowest > told + 1;
        if (healthy > 0 && isMoreThanThisItself) {
            told = lowest;
            long offset = lowest;
            own.ask(desk -> desk.changeIfRoom(record(desk, offset)));
        }
    }

    private static byte[] record(LogDesk desk, long offset) {
        List<Inflight> nobody = List.of();
        return desk.records().cursor(offset, new int[0], new long[0], nobody);
    }
}
