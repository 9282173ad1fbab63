package io.sluice.gateway.admin;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.InputStream;

/**
 * The page for people at {@code /}: it is the same for everybody and knows nothing; what it shows
 * it asks of the API, with the token that the reader gives it.
 */
final class Console {
    private Console() {}

    static void addTo(Router router) {
        add(router, "/", "console.html", "text/html; charset=utf-8");
        add(router, "/console.css", "console.css", "text/css; charset=utf-8");
        add(router, "/console.js", "console.js", "text/javascript; charset=utf-8");
    }

    private static void add(Router router, String path, String file, String contentType) {
        router.addOpen(
                HttpMethod.GET,
                path,
                request -> new Response(HttpResponseStatus.OK, contentType, read(file)));
    }

    private static byte[] read(String file) throws IOException {
        try (InputStream in = Console.class.getResourceAsStream("/console/" + file)) {
            return in.readAllBytes();
        }
    }
}
