package io.sluice.gateway.auth;

import io.sluice.broker.TopicFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads what credentials say of rights: an object of lists of topic filters, {@code publish},
 * {@code subscribe}, {@code replay} and {@code deny}, in which {@code %u} and {@code %c} stand for
 * the client's user name and identifier.
 */
final class RightsClaim {
    private static final Map<String, Right> RIGHTS =
            Map.of(
                    "publish", Right.WRITE,
                    "subscribe", Right.READ,
                    "replay", Right.REPLAY,
                    "deny", Right.DENY);

    private RightsClaim() {}

    /**
     * @param claim as it was read from JSON
     * @throws IllegalArgumentException if it has another form; it gives nothing then
     */
    static AccessRules read(Object claim) {
        if (!(claim instanceof Map<?, ?> object)) {
            throw new IllegalArgumentException("rights are no object");
        }
        List<Pattern> patterns = new ArrayList<>();
        object.forEach((name, filters) -> patterns.addAll(patterns(name, filters)));
        return new AccessRules(false, Map.of(), patterns);
    }

    private static List<Pattern> patterns(Object name, Object filters) {
        Right right = RIGHTS.get(name);
        if (right == null || !(filters instanceof List<?> list)) {
            throw new IllegalArgumentException(
                    "rights are lists called publish, subscribe, replay and deny, not " + name);
        }
        return list.stream().map(filter -> new Pattern(right, valid(filter))).toList();
    }

    private static String valid(Object filter) {
        if (filter instanceof String text) {
            String plain = text.replace("%u", "u").replace("%c", "c");
            String queues = AskedTopics.queueIn(plain);
            if (TopicFilter.parse(queues.isEmpty() ? plain : queues).isPresent()) {
                return text;
            }
        }
        throw new IllegalArgumentException("rights name " + filter + ", which is no topic filter");
    }
}
