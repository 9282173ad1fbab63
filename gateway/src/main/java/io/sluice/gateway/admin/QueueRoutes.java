package io.sluice.gateway.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.HttpMethod;
import io.sluice.broker.TopicFilter;
import io.sluice.broker.Where;
import io.sluice.inspect.FoundMessages;
import io.sluice.inspect.GroupReport;
import io.sluice.inspect.MessageSearch;
import io.sluice.inspect.StoredMessage;
import io.sluice.pipeline.GroupInspection;
import io.sluice.pipeline.Lag;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Groups and queues: who shares them, what waits in them, their dead letters. */
record QueueRoutes(Supplier<Insight> insight) {
    private static final int PUT_BACK_MAX = 10_000;
    private static final int PAYLOAD_SHOWN = 4096;
    private static final long FOUND_BYTES_MAX = 32L << 20;
    private static final String QUEUE = "$queue/";
    private static final String DEAD = "$dlq/";

    /** How STOMP says it. */
    private static final Map<String, String> SPELLINGS =
            Map.of("/queue/", QUEUE, "/dlq/", DEAD, "/shared/", "$share/");

    void addTo(Router router) {
        router.add(HttpMethod.GET, "/api/v1/queues", this::list)
                .add(HttpMethod.GET, "/api/v1/queues/{name}", this::one)
                .add(HttpMethod.DELETE, "/api/v1/queues/{name}", this::delete)
                .add(HttpMethod.POST, "/api/v1/queues/{name}/seek", this::seek)
                .add(HttpMethod.GET, "/api/v1/queues/{name}/dead-letters", this::deadLetters)
                .add(HttpMethod.POST, "/api/v1/queues/{name}/put-back", this::putBack);
    }

    private GroupInspection groups() {
        return insight.get().inspector().groups();
    }

    private Response list(Request request) {
        Asked asked = new Asked(request);
        String after = asked.text("after");
        List<String> names =
                groups().names().stream()
                        .filter(name -> name.contains(asked.text("name")))
                        .filter(name -> name.compareTo(after) > 0)
                        .limit(asked.limit() + 1L)
                        .toList();
        boolean isCut = names.size() > asked.limit();
        List<String> shown = isCut ? names.subList(0, asked.limit()) : names;
        return Response.json(
                json -> {
                    json.writeStartObject();
                    json.writeArrayFieldStart("queues");
                    for (String name : shown) {
                        Optional<GroupReport> report = groups().find(name);
                        if (report.isPresent()) {
                            write(json, report.get());
                        }
                    }
                    json.writeEndArray();
                    if (isCut) {
                        json.writeStringField("next", shown.get(shown.size() - 1));
                    }
                    json.writeEndObject();
                });
    }

    private Response one(Request request) {
        String name = name(request);
        GroupReport report = groups().find(name).orElseThrow(() -> none(name));
        return Response.json(json -> write(json, report));
    }

    private Response delete(Request request) {
        String name = name(request);
        switch (groups().delete(name)) {
            case NOT_THERE -> throw none(name);
            case HELD ->
                    throw AnswerException.conflict(
                            name
                                    + " has subscribers: end their sessions first, or empty it by"
                                    + " seek to next");
            case DONE -> {}
        }
        return Response.json(
                json -> {
                    json.writeStartObject();
                    json.writeStringField("deleted", name);
                    json.writeEndObject();
                });
    }

    private Response seek(Request request) throws IOException {
        var where = new Asked(request).seekTo();
        String name = name(request);
        long offset = groups().seek(name, where).orElseThrow(() -> none(name));
        return Response.json(
                json -> {
                    json.writeStartObject();
                    json.writeStringField("queue", name);
                    json.writeNumberField("offset", offset);
                    json.writeEndObject();
                });
    }

    /** Those that wait, from the oldest on. */
    private Response deadLetters(Request request) {
        Asked asked = new Asked(request);
        String dead = DEAD + queue(request);
        long from = groups().oldest(dead).orElseThrow(() -> none(dead));
        FoundMessages found =
                insight.get()
                        .inspector()
                        .messages()
                        .find(
                                new TopicFilter(dead),
                                Where.offset(from),
                                Where.NEXT,
                                new MessageSearch.Allowance(asked.limit(), FOUND_BYTES_MAX));
        MessageJson form = new MessageJson(PAYLOAD_SHOWN);
        return Response.json(
                json -> {
                    json.writeStartObject();
                    json.writeArrayFieldStart("messages");
                    for (StoredMessage message : found.messages()) {
                        form.write(json, message);
                    }
                    json.writeEndArray();
                    json.writeBooleanField("complete", found.isComplete());
                    json.writeEndObject();
                });
    }

    /** The name of a queue alone. */
    private static String queue(Request request) {
        String name = name(request);
        if (!name.startsWith(QUEUE)) {
            throw new IllegalArgumentException("NAME takes a queue here, and got " + name);
        }
        return name.substring(QUEUE.length());
    }

    private Response putBack(Request request) {
        String name = name(request);
        String queue = queue(request);
        if (groups().find(DEAD + queue).isEmpty()) {
            throw none(DEAD + queue);
        }
        long max = new Asked(request).number("limit", 1, PUT_BACK_MAX, PUT_BACK_MAX);
        long count = groups().putBack(queue, max);
        return Response.json(
                json -> {
                    json.writeStartObject();
                    json.writeStringField("queue", name);
                    json.writeNumberField("putBack", count);
                    json.writeNumberField(
                            "left", groups().lag(DEAD + queue).map(Lag::messages).orElse(0L));
                    json.writeEndObject();
                });
    }

    /** A group or queue as members write it, in MQTT or STOMP; or the name of a queue alone. */
    private static String name(Request request) {
        String said = new Asked(request).name("name");
        String name = said;
        for (Map.Entry<String, String> spelling : SPELLINGS.entrySet()) {
            if (said.startsWith(spelling.getKey())) {
                name = spelling.getValue() + said.substring(spelling.getKey().length());
            }
        }
        if (TopicFilter.parse(name).map(TopicFilter::isGroup).orElse(false)) {
            return name;
        }
        return TopicFilter.parse(QUEUE + name)
                .filter(TopicFilter::isQueue)
                .map(TopicFilter::text)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "NAME takes the name of a queue, $queue/NAME, $dlq/NAME or"
                                                + " $share/GROUP/FILTER, and got \""
                                                + said
                                                + "\""));
    }

    private static AnswerException none(String name) {
        return AnswerException.notFound("there is no group or queue " + name);
    }

    private void write(JsonGenerator json, GroupReport report) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", report.name());
        json.writeStringField("kind", kind(report.name()));
        Optional<Lag> lag = groups().lag(report.name());
        if (lag.isPresent()) {
            LagJson.write(json, lag.get());
        }
        json.writeNumberField("holders", report.holders());
        json.writeArrayFieldStart("members");
        for (GroupReport.Member member : report.members()) {
            json.writeStartObject();
            json.writeStringField("session", member.label());
            json.writeNumberField("unsettled", member.unsettled());
            json.writeEndObject();
        }
        json.writeEndArray();
        if (report.name().startsWith(QUEUE)) {
            String dead = DEAD + report.name().substring(QUEUE.length());
            json.writeNumberField("deadLetters", groups().lag(dead).map(Lag::messages).orElse(0L));
        }
        json.writeEndObject();
    }

    private static String kind(String name) {
        return name.startsWith(QUEUE) ? "queue" : name.startsWith(DEAD) ? "dead-letters" : "group";
    }
}
