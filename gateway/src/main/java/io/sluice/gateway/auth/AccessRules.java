package io.sluice.gateway.auth;

import io.sluice.auth.Access;
import io.sluice.auth.Action;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What an ACL file says, or that there is none. Who is not given something does not have it, and
 * what is denied is denied whatever else is given.
 *
 * @param everything there is no file: all is allowed that no rule of the broker's own forbids
 * @param byUser rules of each user; those of the empty name are for anonymous clients
 * @param patterns rules for everybody
 */
public record AccessRules(
        boolean everything, Map<String, List<Rule>> byUser, List<Pattern> patterns) {
    /** What holds without a file. */
    public static AccessRules allowingEverything() {
        return new AccessRules(true, Map.of(), List.of());
    }

    Access decide(String userName, String clientId, Action action, String topicOrFilter) {
        if (everything) {
            return Access.ALLOWED;
        }
        AskedTopics asked = AskedTopics.of(topicOrFilter);
        List<Rule> rules = of(userName, clientId).filter(asked::overlap).toList();
        if (rules.stream().anyMatch(each -> each.denies() && asked.areCoveredBy(each))) {
            return Access.DENIED;
        }
        List<Rule> giving = rules.stream().filter(each -> each.gives(action)).toList();
        if (giving.isEmpty()) {
            return Access.DENIED;
        }
        boolean nothingDenied = rules.stream().noneMatch(Rule::denies);
        boolean whole = giving.stream().anyMatch(asked::areCoveredBy);
        return whole && nothingDenied ? Access.ALLOWED : Access.PARTLY;
    }

    /** The rules for one client. */
    private Stream<Rule> of(String userName, String clientId) {
        return Stream.concat(
                byUser.getOrDefault(userName, List.of()).stream(),
                patterns.stream().flatMap(each -> each.ruleFor(userName, clientId).stream()));
    }
}
