package io.sluice.gateway.admin;

import java.util.List;
import java.util.Map;

/**
 * One HTTP request, as a route sees it.
 *
 * @param path what stands in the place of the route's {@code {names}}
 * @param query parameters behind the question mark
 * @param accept the Accept header; empty without one
 */
public record Request(
        Map<String, String> path, Map<String, List<String>> query, String accept, byte[] body) {

    /** The first value of a parameter; empty without one. */
    public String query(String name) {
        return query.getOrDefault(name, List.of("")).get(0);
    }
}
