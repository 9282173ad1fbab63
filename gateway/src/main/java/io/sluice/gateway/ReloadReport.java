package io.sluice.gateway;

import io.sluice.gateway.config.AuthKeys;
import io.sluice.gateway.config.Key;
import io.sluice.gateway.config.ListenerKeys;
import io.sluice.gateway.config.Schema;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What came of reading the configuration again.
 *
 * @param keys what changed, and whether it is {@code "applied"} or {@code "needs a restart"}; the
 *     files of users, rights and keys are read again whether or not their names changed
 */
public record ReloadReport(SortedMap<String, String> keys) {
    static final String APPLIED = "applied";
    static final String NEEDS_RESTART = "needs a restart";

    static ReloadReport of(Plan before, Plan after) {
        Set<String> live = live(before, after);
        SortedMap<String, String> keys = new TreeMap<>();
        for (String key : before.settings().changed(after.settings())) {
            keys.put(key, live.contains(key) ? APPLIED : NEEDS_RESTART);
        }
        return new ReloadReport(Collections.unmodifiableSortedMap(keys));
    }

    /** What can change while the gateway runs. Keys of a listener that had none cannot. */
    private static Set<String> live(Plan before, Plan after) {
        Set<String> live = new HashSet<>();
        live.add(Schema.PASSWORD_FILE.path());
        live.add(Schema.ACL_FILE.path());
        live.add(AuthKeys.JWT_SECRET.path());
        live.add(AuthKeys.JWT_KEYS_FILE.path());
        live.add(AuthKeys.JWT_KEYS_URL.path());
        for (Front front : before.tls().keySet()) {
            if (after.tls(front).isPresent()) {
                ListenerKeys keys = front.keys();
                keys.tls().stream().map(Key::path).forEach(live::add);
            }
        }
        return live;
    }
}
