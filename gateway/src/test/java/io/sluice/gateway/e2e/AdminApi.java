package io.sluice.gateway.e2e;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.TreeSet;

/** Asks a gateway's admin API, as an operator's tool would. */
final class AdminApi {
    private final HttpClient http = HttpClient.newHttpClient();
    private final GatewayExtension gateway;

    AdminApi(GatewayExtension gateway) {
        this.gateway = gateway;
    }

    HttpResponse<String> ask(String method, String path, String body) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(gateway.admin("/api/v1/" + path)))
                        .header("Authorization", "Bearer " + gateway.token())
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException gone) {
            throw new AssertionError("the admin API does not answer", gone);
        } catch (InterruptedException stopped) {
            throw new AssertionError("interrupted while the admin API worked", stopped);
        }
    }

    /** The answer, which must be a good one. */
    String get(String path) {
        HttpResponse<String> response = ask("GET", path, "");
        if (response.statusCode() != 200) {
            throw new AssertionError(path + ": " + response.body());
        }
        return response.body();
    }

    /** The names of all fields, each with those that it is in, and what kind of value it has. */
    static Set<String> shape(String json) {
        Set<String> shape = new TreeSet<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            parser.nextToken();
            shape(parser, "", shape);
            return shape;
        } catch (IOException broken) {
            throw new AssertionError("no JSON: " + json, broken);
        }
    }

    private static void shape(JsonParser parser, String path, Set<String> into) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    shape(parser, path + "." + name, into);
                }
            }
            case START_ARRAY -> {
                into.add(path + "[]");
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    shape(parser, path + "[]", into);
                }
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> into.add(path + " number");
            case VALUE_TRUE, VALUE_FALSE -> into.add(path + " flag");
            default -> into.add(path + " text");
        }
    }
}
