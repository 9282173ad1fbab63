package io.sluice.pipeline;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.log.LogReader;
import io.sluice.log.TopicSearch;
import io.sluice.subscription.FilterSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The searches that were used last, each with its plans: the next turn need not plan, nor need
 * another session with the same filters.
 */
@OwnedBy(Lane.REPLAY)
final class Searches {
    private static final int KEPT_MAX = 64;

    private final LogReader reader;
    private final Map<List<String>, TopicSearch> kept =
            new LinkedHashMap<>(2 * KEPT_MAX, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<List<String>, TopicSearch> eldest) {
                    return size() > KEPT_MAX;
                }
            };

    Searches(LogReader reader) {
        this.reader = reader;
    }

    TopicSearch of(FilterSet filters) {
        return kept.computeIfAbsent(filters.texts(), wanted -> reader.search(filters.wish()));
    }
}
