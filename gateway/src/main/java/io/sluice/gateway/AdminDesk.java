package io.sluice.gateway;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.prometheus.client.CollectorRegistry;
import io.sluice.gateway.admin.Api;
import io.sluice.gateway.admin.BrokerJson;
import io.sluice.gateway.admin.MetricsRoute;
import io.sluice.gateway.admin.Readiness;
import io.sluice.gateway.admin.Request;
import io.sluice.gateway.admin.Response;
import io.sluice.gateway.admin.Router;
import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.Fault;
import io.sluice.gateway.listen.Listener;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** What the admin listener answers about the gateway as a whole. Asked by admin threads. */
final class AdminDesk {
    private final Gateway gateway;
    private final Condition condition;
    private final Instant startedAt = Instant.now();

    AdminDesk(Gateway gateway, Condition condition) {
        this.gateway = gateway;
        this.condition = condition;
    }

    Router router(CollectorRegistry registry) {
        Router router =
                new Router()
                        .addOpen(HttpMethod.GET, "/metrics", new MetricsRoute(registry))
                        .addOpen(HttpMethod.GET, "/livez", request -> alive())
                        .addOpen(HttpMethod.GET, "/readyz", new Readiness(condition::reasons))
                        .add(HttpMethod.GET, "/api/v1/overview", this::overview)
                        .add(HttpMethod.GET, "/api/v1/config", this::config)
                        .add(HttpMethod.POST, "/api/v1/reload", this::reload);
        new Api(gateway::insight).addTo(router);
        return router;
    }

    private static Response alive() {
        return Response.text(HttpResponseStatus.OK, "alive");
    }

    private Response overview(Request request) {
        return Response.json(
                json -> {
                    json.writeStartObject();
                    json.writeStringField("version", Version.text());
                    json.writeStringField("started", startedAt.toString());
                    json.writeNumberField(
                            "uptimeSeconds",
                            Duration.between(startedAt, Instant.now()).toSeconds());
                    json.writeBooleanField("ready", condition.reasons().isEmpty());
                    json.writeArrayFieldStart("listeners");
                    for (Map.Entry<Front, Listener> each : gateway.listeners().entrySet()) {
                        json.writeStartObject();
                        json.writeStringField("name", each.getValue().name());
                        json.writeStringField("address", each.getValue().text());
                        json.writeStringField("speaks", each.getKey().speaks());
                        json.writeNumberField("connections", each.getValue().connections());
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                    if (gateway.insight().isPresent()) {
                        BrokerJson.write(json, gateway.insight().get());
                    }
                    json.writeEndObject();
                });
    }

    private Response config(Request request) {
        return object(gateway.settings().shown());
    }

    private Response reload(Request request) {
        if (!condition.reasons().isEmpty()) {
            return Response.error(
                    HttpResponseStatus.SERVICE_UNAVAILABLE, condition.reasons().get(0));
        }
        try {
            return object(gateway.reload().keys());
        } catch (ConfigException wrong) {
            return Response.json(
                    HttpResponseStatus.CONFLICT,
                    json -> {
                        json.writeStartObject();
                        json.writeStringField("error", "nothing was applied");
                        json.writeArrayFieldStart("faults");
                        for (Fault fault : wrong.faults()) {
                            json.writeString(fault.toString());
                        }
                        json.writeEndArray();
                        json.writeEndObject();
                    });
        }
    }

    private static Response object(Map<String, String> fields) {
        return Response.json(
                json -> {
                    json.writeStartObject();
                    for (Map.Entry<String, String> field : fields.entrySet()) {
                        json.writeStringField(field.getKey(), field.getValue());
                    }
                    json.writeEndObject();
                });
    }
}
