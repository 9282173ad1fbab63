package io.sluice.gateway.auth;

import io.sluice.auth.Access;
import io.sluice.auth.Action;
import io.sluice.auth.Authorizer;
import io.sluice.auth.Principal;
import io.sluice.lane.Crossing;

/**
 * Says who may do what, by the rules it was given last. Asked by event loops, given other rules by
 * whoever reloads; rules and version are one value. A client whose credentials say what it may do
 * is not looked up in the rules. Nobody writes below {@code $SYS} but a bridge that tells its own
 * state.
 */
@Crossing
public final class AclAuthorizer implements Authorizer {
    private volatile Edition edition;

    /** Rules, and how many there have been before them. */
    private record Edition(long version, AccessRules rules) {}

    public AclAuthorizer(AccessRules rules) {
        edition = new Edition(0, rules);
    }

    /** From now on, these are the rules. */
    public synchronized void replace(AccessRules rules) {
        edition = new Edition(edition.version + 1, rules);
    }

    @Override
    public Access decide(Principal who, String clientId, Action action, String topicOrFilter) {
        if (action == Action.PUBLISH && isSystem(topicOrFilter)) {
            String bridge = "$SYS/broker/connection/" + clientId + "/state";
            if (!topicOrFilter.equals(bridge)) {
                return Access.DENIED;
            }
        }
        return who.pass()
                .decide(clientId, action, topicOrFilter)
                .orElseGet(() -> edition.rules.decide(who.name(), clientId, action, topicOrFilter));
    }

    @Override
    public long version() {
        return edition.version;
    }

    private static boolean isSystem(String topic) {
        return topic.equals("$SYS") || topic.startsWith("$SYS/");
    }
}
