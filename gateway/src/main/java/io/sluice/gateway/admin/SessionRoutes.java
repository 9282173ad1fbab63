package io.sluice.gateway.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.HttpMethod;
import io.sluice.broker.SessionName;
import io.sluice.broker.SessionRequest;
import io.sluice.broker.Subscription;
import io.sluice.inspect.SessionDetail;
import io.sluice.inspect.SessionPage;
import io.sluice.inspect.SessionReport;
import io.sluice.pipeline.Lag;
import io.sluice.pipeline.SessionInspection;
import io.sluice.pipeline.SessionQuery;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Sessions, connected and asleep, and their subscriptions. */
record SessionRoutes(Supplier<Insight> insight) {
    private static final List<String> SPACES = List.of("mqtt", "stomp");

    void addTo(Router router) {
        router.add(HttpMethod.GET, "/api/v1/sessions", this::list)
                .add(HttpMethod.GET, "/api/v1/sessions/{id}", this::one)
                .add(HttpMethod.DELETE, "/api/v1/sessions/{id}", this::end)
                .add(HttpMethod.POST, "/api/v1/sessions/{id}/seek", this::seek)
                .add(HttpMethod.GET, "/api/v1/subscriptions", this::subscriptions);
    }

    private SessionInspection sessions() {
        return insight.get().inspector().sessions();
    }

    private SessionPage page(Asked asked, SessionQuery.Kind kind) {
        return sessions()
                .list(
                        new SessionQuery(
                                asked.text("name"),
                                asked.word("state", SessionQuery.State.class),
                                kind,
                                asked.text("topic"),
                                asked.after(),
                                asked.limit()));
    }

    private Response list(Request request) {
        SessionPage page = page(new Asked(request), SessionQuery.Kind.NAMED);
        return Response.json(
                json -> {
                    json.writeStartObject();
                    json.writeArrayFieldStart("sessions");
                    for (SessionDetail each : page.sessions()) {
                        json.writeStartObject();
                        write(json, each.session());
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                    next(json, page);
                    json.writeEndObject();
                });
    }

    private static void next(JsonGenerator json, SessionPage page) throws IOException {
        if (page.next() != 0) {
            json.writeStringField("next", Integer.toUnsignedString(page.next()));
        }
    }

    private Response subscriptions(Request request) {
        SessionPage page = page(new Asked(request), SessionQuery.Kind.SUBSCRIBED);
        String topic = new Asked(request).text("topic");
        return Response.json(
                json -> {
                    json.writeStartObject();
                    json.writeArrayFieldStart("subscriptions");
                    for (SessionDetail each : page.sessions()) {
                        for (Subscription subscription : each.subscriptions()) {
                            if (topic.isEmpty() || subscription.filter().inner().matches(topic)) {
                                json.writeStartObject();
                                json.writeStringField("session", each.session().label());
                                write(json, subscription);
                                json.writeEndObject();
                            }
                        }
                    }
                    json.writeEndArray();
                    next(json, page);
                    json.writeEndObject();
                });
    }

    private Response one(Request request) {
        String id = new Asked(request).name("id");
        SessionDetail detail = first(id, sessions()::find);
        Lag lag = sessions().lag(detail.session().name()).orElseThrow(() -> none(id));
        return Response.json(
                json -> {
                    json.writeStartObject();
                    write(json, detail.session());
                    LagJson.write(json, lag);
                    json.writeArrayFieldStart("filters");
                    for (Subscription subscription : detail.subscriptions()) {
                        json.writeStartObject();
                        write(json, subscription);
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                    json.writeEndObject();
                });
    }

    private Response end(Request request) {
        String id = new Asked(request).name("id");
        SessionReport session = first(id, sessions()::find).session();
        insight.get().clients().dismiss(session.label());
        sessions().end(session.name());
        return Response.json(
                json -> {
                    json.writeStartObject();
                    json.writeStringField("ended", session.label());
                    json.writeEndObject();
                });
    }

    private Response seek(Request request) throws IOException {
        Asked asked = new Asked(request);
        var where = asked.seekTo();
        String id = asked.name("id");
        long offset = first(id, name -> sessions().seek(name, where));
        return Response.json(
                json -> {
                    json.writeStartObject();
                    json.writeStringField("session", id);
                    json.writeNumberField("offset", offset);
                    json.writeEndObject();
                });
    }

    /** {@code mqtt:ID}, {@code stomp:ID}; or the identifier alone, MQTT's first. */
    private static <T> T first(String id, Function<SessionName, Optional<T>> wanted) {
        for (String space : SPACES) {
            if (id.startsWith(space + ":")) {
                SessionName name = new SessionName(space, id.substring(space.length() + 1));
                return wanted.apply(name).orElseThrow(() -> none(id));
            }
        }
        return SPACES.stream()
                .map(space -> wanted.apply(new SessionName(space, id)))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> none(id));
    }

    private static AnswerException none(String id) {
        return AnswerException.notFound("there is no session called \"" + id + "\"");
    }

    private static void write(JsonGenerator json, SessionReport session) throws IOException {
        json.writeStringField("session", session.label());
        json.writeBooleanField("connected", session.isConnected());
        json.writeBooleanField("kept", session.isKept());
        if (session.expirySeconds() != SessionRequest.NEVER_EXPIRES) {
            json.writeNumberField("expirySeconds", session.expirySeconds());
        }
        if (!session.isConnected()) {
            json.writeStringField(
                    "asleepSince", Instant.ofEpochMilli(session.closedAtMs()).toString());
        }
        json.writeNumberField("cursor", session.nextOffset());
        json.writeNumberField("inflight", session.inflightCount());
        json.writeNumberField("subscriptions", session.subscriptionCount());
        json.writeBooleanField("will", session.hasWill());
    }

    private static void write(JsonGenerator json, Subscription subscription) throws IOException {
        json.writeStringField("filter", subscription.filter().text());
        json.writeNumberField("qos", subscription.qos());
        if (subscription.noLocal()) {
            json.writeBooleanField("noLocal", true);
        }
        if (subscription.retainAsPublished()) {
            json.writeBooleanField("retainAsPublished", true);
        }
        if (subscription.identifier() != 0) {
            json.writeNumberField("identifier", subscription.identifier());
        }
        if (!subscription.where().isOrdinary()) {
            json.writeBooleanField("replay", true);
        }
    }
}
