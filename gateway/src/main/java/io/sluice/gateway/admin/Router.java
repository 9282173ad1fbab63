package io.sluice.gateway.admin;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which route answers which path. Filled before the server starts, and not changed afterwards. */
public final class Router {
    private final List<Entry> entries = new ArrayList<>();

    /**
     * @param open answered without the token
     */
    private record Entry(HttpMethod method, String[] path, boolean open, Route route) {
        /** What stands in the place of the names, if the path is this one's. */
        Optional<Map<String, String>> match(String[] asked) {
            if (asked.length != path.length) {
                return Optional.empty();
            }
            Map<String, String> names = new HashMap<>();
            for (int i = 0; i < path.length; i++) {
                if (path[i].startsWith("{")) {
                    names.put(path[i].substring(1, path[i].length() - 1), asked[i]);
                } else if (!path[i].equals(asked[i])) {
                    return Optional.empty();
                }
            }
            return Optional.of(names);
        }
    }

    /**
     * What a path leads to.
     *
     * @param names what stands in the place of the route's names
     */
    record Match(Route route, boolean open, Map<String, String> names) {}

    /** A path for those who have the token, like {@code /api/v1/sessions/{id}}. */
    public Router add(HttpMethod method, String path, Route route) {
        entries.add(new Entry(method, path.split("/", -1), false, route));
        return this;
    }

    /** A path for everybody who may call at all. */
    public Router addOpen(HttpMethod method, String path, Route route) {
        entries.add(new Entry(method, path.split("/", -1), true, route));
        return this;
    }

    /**
     * @param segments the path's parts, each decoded; the first one is empty
     */
    Match find(HttpMethod method, String[] segments) {
        boolean known = false;
        for (Entry entry : entries) {
            Optional<Map<String, String>> names = entry.match(segments);
            if (names.isPresent() && entry.method.equals(asked(method))) {
                return new Match(entry.route, entry.open, names.get());
            }
            known |= names.isPresent();
        }
        HttpResponseStatus status =
                known ? HttpResponseStatus.METHOD_NOT_ALLOWED : HttpResponseStatus.NOT_FOUND;
        Response no = Response.error(status, status.reasonPhrase());
        return new Match(request -> no, true, Map.of());
    }

    private static HttpMethod asked(HttpMethod method) {
        return method.equals(HttpMethod.HEAD) ? HttpMethod.GET : method;
    }
}
