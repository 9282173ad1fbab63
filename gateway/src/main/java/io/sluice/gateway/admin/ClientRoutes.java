package io.sluice.gateway.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.HttpMethod;
import io.sluice.broker.ClientReport;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/** The clients that are connected. */
record ClientRoutes(Supplier<Insight> insight) {
    void addTo(Router router) {
        router.add(HttpMethod.GET, "/api/v1/clients", this::list)
                .add(HttpMethod.GET, "/api/v1/clients/{id}", this::one)
                .add(HttpMethod.DELETE, "/api/v1/clients/{id}", this::dismiss);
    }

    private Response list(Request request) {
        Asked asked = new Asked(request);
        String name = asked.text("name");
        String after = asked.text("after");
        List<ClientReport> all = insight.get().clients().all();
        List<ClientReport> page =
                all.stream()
                        .filter(client -> client.label().contains(name))
                        .filter(client -> client.label().compareTo(after) > 0)
                        .sorted(Comparator.comparing(ClientReport::label))
                        .limit(asked.limit() + 1L)
                        .toList();
        boolean isCut = page.size() > asked.limit();
        List<ClientReport> shown = isCut ? page.subList(0, asked.limit()) : page;
        return Response.json(
                json -> {
                    json.writeStartObject();
                    json.writeNumberField("connected", all.size());
                    json.writeArrayFieldStart("clients");
                    for (ClientReport client : shown) {
                        write(json, client);
                    }
                    json.writeEndArray();
                    if (isCut) {
                        json.writeStringField("next", shown.get(shown.size() - 1).label());
                    }
                    json.writeEndObject();
                });
    }

    private Response one(Request request) {
        String name = new Asked(request).name("id");
        ClientReport client =
                insight.get().clients().all().stream()
                        .filter(each -> each.isCalled(name))
                        .findFirst()
                        .orElseThrow(() -> nobody(name));
        return Response.json(json -> write(json, client));
    }

    private Response dismiss(Request request) {
        String name = new Asked(request).name("id");
        int count = insight.get().clients().dismiss(name);
        if (count == 0) {
            throw nobody(name);
        }
        return Response.json(
                json -> {
                    json.writeStartObject();
                    json.writeNumberField("dismissed", count);
                    json.writeEndObject();
                });
    }

    private static AnswerException nobody(String name) {
        return AnswerException.notFound("no client called \"" + name + "\" is connected");
    }

    private static void write(JsonGenerator json, ClientReport client) throws IOException {
        json.writeStartObject();
        json.writeStringField("client", client.label());
        json.writeStringField("version", client.version());
        json.writeStringField("user", client.user());
        json.writeStringField("address", client.address());
        json.writeStringField("listener", client.listener());
        json.writeStringField("transport", client.transport());
        json.writeStringField("since", Instant.ofEpochMilli(client.connectedAtMs()).toString());
        json.writeNumberField("keepAliveSeconds", client.keepAliveSeconds());
        json.writeEndObject();
    }
}
