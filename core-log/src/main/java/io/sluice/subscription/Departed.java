package io.sluice.subscription;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The names of the sessions that ended last, for who asks later whose a message was. In memory
 * only.
 */
@OwnedBy(Lane.LOG)
final class Departed {
    private static final int COUNT_MAX = 1 << 16;

    private final Map<Integer, String> labels =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Integer, String> eldest) {
                    return size() > COUNT_MAX;
                }
            };

    /** A session has ended; of a nameless one there is nothing to tell. */
    void remember(SessionEntry entry) {
        if (entry.isNamed() && !entry.isGroup()) {
            labels.put(entry.ref(), entry.label());
        }
    }

    /** What operators called it; empty if it is not remembered. */
    String label(int ref) {
        return labels.getOrDefault(ref, "");
    }
}
