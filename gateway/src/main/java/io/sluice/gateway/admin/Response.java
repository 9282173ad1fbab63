package io.sluice.gateway.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What a request is answered with. */
public record Response(HttpResponseStatus status, String contentType, byte[] body) {
    private static final JsonFactory JSON = new JsonFactory();

    /** Writes one JSON value. */
    @FunctionalInterface
    public interface Body {
        void writeTo(JsonGenerator json) throws IOException;
    }

    public static Response text(HttpResponseStatus status, String text) {
        return new Response(status, "text/plain; charset=utf-8", (text + "\n").getBytes(UTF_8));
    }

    public static Response html(String text) {
        return new Response(
                HttpResponseStatus.OK, "text/html; charset=utf-8", text.getBytes(UTF_8));
    }

    public static Response json(Body body) {
        return json(HttpResponseStatus.OK, body);
    }

    /** A refusal in the API's form. */
    public static Response error(HttpResponseStatus status, String what) {
        return json(
                status,
                json -> {
                    json.writeStartObject();
                    json.writeStringField("error", what);
                    json.writeEndObject();
                });
    }

    public static Response json(HttpResponseStatus status, Body body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            body.writeTo(json);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // memory has no faults of its own
        }
        return new Response(status, "application/json", bytes.toByteArray());
    }
}
