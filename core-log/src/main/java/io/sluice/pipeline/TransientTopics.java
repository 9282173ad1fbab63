package io.sluice.pipeline;

import io.sluice.broker.TopicFilter;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.log.RecordLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Which messages are delivered live and not written: all to {@code $SYS}, and those of QoS 0, not
 * retained and not delayed, to topics that are configured so. Remembers what it found of a topic
 * under its number.
 */
@OwnedBy(Lane.LOG)
final class TransientTopics {
    private static final int WRITTEN_ALWAYS = RecordLayout.FLAG_QOS | RecordLayout.FLAG_RETAIN;

    /** A group counts only whole, and a delay needs the log: whatever they are of. */
    private static final int NEEDS_THE_LOG = RecordLayout.FLAG_DELAYED | RecordLayout.FLAG_GROUPED;

    private static final byte UNKNOWN = 0;
    private static final byte WRITTEN = 1;
    private static final byte TRANSIENT = 2;

    private final List<TopicFilter> filters;
    private byte[] known = new byte[1024];

    TransientTopics(List<TopicFilter> filters) {
        this.filters = filters;
    }

    /** Whether any but {@code $SYS} may be transient. */
    boolean isAny() {
        return !filters.isEmpty();
    }

    boolean isTransient(byte[] records, int at) {
        int flags = RecordLayout.flags(records, at);
        if ((flags & NEEDS_THE_LOG) != 0) {
            return false;
        }
        boolean isNamed = isAny() && (flags & WRITTEN_ALWAYS) == 0 && isNamed(records, at);
        return isNamed || SystemTopics.isSystem(records, at);
    }

    private boolean isNamed(byte[] records, int at) {
        int id = RecordLayout.topicId(records, at);
        if (id < 0) {
            return matches(records, at);
        }
        if (id >= known.length) {
            known = Arrays.copyOf(known, Math.max(id + 1, 2 * known.length));
        }
        if (known[id] == UNKNOWN) {
            known[id] = matches(records, at) ? TRANSIENT : WRITTEN;
        }
        return known[id] == TRANSIENT;
    }

    private boolean matches(byte[] records, int at) {
        String name =
                new String(
                        records,
                        RecordLayout.topicAt(at),
                        RecordLayout.topicBytes(records, at),
                        StandardCharsets.UTF_8);
        return filters.stream().anyMatch(filter -> filter.matches(name));
    }
}
