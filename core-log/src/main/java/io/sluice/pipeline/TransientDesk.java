package io.sluice.pipeline;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.log.RecordLayout;
import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Parts messages that are delivered live and not written from those that are, and keeps the order
 * of both. A message for a group is written in any case: the group's cursor needs its offset. Those
 * who are not fed live at that moment miss what is not written; it is counted.
 */
@OwnedBy(Lane.LOG)
final class TransientDesk {
    private static final int NO_SALT = 0;

    private final TransientTopics topics;
    private final SystemTopics system;
    private final Clock clock;
    private final CRC32C crc = new CRC32C();

    TransientDesk(TransientTopics topics, SystemTopics system, Clock clock) {
        this.topics = topics;
        this.system = system;
        this.clock = clock;
    }

    SystemTopics system() {
        return system;
    }

    /** Whether a message that does not go to {@code $SYS} can be transient at all. */
    boolean hasTopics() {
        return topics.isAny();
    }

    /**
     * Publishes messages of which some may be transient.
     *
     * @return the offset of the first that was written, or -1
     */
    long publish(byte[] messages, LogDesk desk) throws IOException {
        long firstOffset = -1;
        int from = 0;
        while (from < messages.length) {
            boolean isTransient = isTransient(messages, from, desk);
            int count = 0;
            int to = from;
            while (to < messages.length && isTransient(messages, to, desk) == isTransient) {
                to = RecordLayout.next(messages, to);
                count++;
            }
            byte[] run = Arrays.copyOfRange(messages, from, to);
            if (isTransient) {
                deliver(run, desk);
            } else {
                long offset = desk.publish(run, count);
                firstOffset = firstOffset < 0 ? offset : firstOffset;
            }
            from = to;
        }
        return firstOffset;
    }

    /** Whether the first of these messages is one for the log. */
    boolean isWritten(byte[] messages, LogDesk desk) {
        return !isTransient(messages, 0, desk);
    }

    private boolean isTransient(byte[] messages, int at, LogDesk desk) {
        return topics.isTransient(messages, at)
                && (SystemTopics.isSystem(messages, at) || !desk.router().isForGroup(messages, at));
    }

    /** Delivers messages now, to those who are fed live. */
    void deliver(byte[] messages, LogDesk desk) {
        long nowMs = clock.millis();
        for (int at = 0; at < messages.length; at = RecordLayout.next(messages, at)) {
            int flags = RecordLayout.flags(messages, at);
            RecordLayout.setFlags(messages, at, flags & ~RecordLayout.FLAG_QOS);
            RecordLayout.seal(messages, at, -1, nowMs, NO_SALT, crc);
            if ((flags & RecordLayout.FLAG_RETAIN) != 0) {
                system.keep(messages, at);
            }
        }
        desk.router().routeTransient(messages);
    }
}
