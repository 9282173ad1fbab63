package io.sluice.gateway.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.HttpMethod;
import io.sluice.broker.DropLedger;
import io.sluice.broker.TopicFilter;
import io.sluice.broker.Where;
import io.sluice.inspect.Explanation;
import io.sluice.inspect.FoundMessages;
import io.sluice.inspect.LastValues;
import io.sluice.inspect.MessageSearch;
import io.sluice.inspect.StoredMessage;
import io.sluice.pipeline.MessageInspection;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Messages: searched, explained, retained, by topic, and published. */
record MessageRoutes(Supplier<Insight> insight) {
    private static final int PAYLOAD_SHOWN = 4096;
    private static final int PAYLOAD_SHOWN_MAX = 16 << 20;
    private static final long FOUND_BYTES_MAX = 32L << 20;

    /** How topics are told. */
    enum Form {
        TREE,
        FLAT
    }

    void addTo(Router router) {
        router.add(HttpMethod.GET, "/api/v1/messages", this::find)
                .add(HttpMethod.GET, "/api/v1/messages/{offset}", this::one)
                .add(HttpMethod.GET, "/api/v1/messages/{offset}/explain", this::explain)
                .add(HttpMethod.GET, "/api/v1/topics", this::topics)
                .add(HttpMethod.GET, "/api/v1/retained", this::retained)
                .add(HttpMethod.DELETE, "/api/v1/retained", this::deleteRetained)
                .add(HttpMethod.POST, "/api/v1/publish", this::publish);
    }

    private MessageInspection messages() {
        return insight.get().inspector().messages();
    }

    private Response find(Request request) {
        Asked asked = new Asked(request);
        TopicFilter filter = asked.filter();
        Where to = asked.where("to", Where.NEXT);
        Where from = asked.where("from", Where.NEXT);
        var allowance = new MessageSearch.Allowance(asked.limit(), FOUND_BYTES_MAX);
        FoundMessages found =
                asked.text("from").isEmpty()
                        ? messages().newest(filter, to, allowance)
                        : messages().find(filter, from, to, allowance);
        MessageJson form = form(asked, PAYLOAD_SHOWN);
        return Response.json(
                json -> {
                    json.writeStartObject();
                    list(json, "messages", found.messages(), form);
                    json.writeStringField("next", "offset=" + found.nextOffset());
                    json.writeBooleanField("complete", found.isComplete());
                    json.writeEndObject();
                });
    }

    private static MessageJson form(Asked asked, int shown) {
        return new MessageJson((int) asked.number("payload-bytes", 0, PAYLOAD_SHOWN_MAX, shown));
    }

    private static void list(
            JsonGenerator json, String name, List<StoredMessage> messages, MessageJson form)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (StoredMessage message : messages) {
            form.write(json, message);
        }
        json.writeEndArray();
    }

    private Response one(Request request) {
        Asked asked = new Asked(request);
        long offset = asked.offset();
        StoredMessage message = messages().at(offset).orElseThrow(() -> none(offset));
        MessageJson form = form(asked, PAYLOAD_SHOWN_MAX);
        return Response.json(json -> form.write(json, message));
    }

    private AnswerException none(long offset) {
        long first = messages().firstOffset();
        long end = messages().endOffset();
        return AnswerException.notFound(
                offset < first
                        ? "retention has taken offset %d: the log begins at %d"
                                .formatted(offset, first)
                        : offset >= end
                                ? "offset %d is not there yet: the log ends before %d"
                                        .formatted(offset, end)
                                : "offset %d is no message, but a record of the gateway's own"
                                        .formatted(offset));
    }

    private Response explain(Request request) {
        Asked asked = new Asked(request);
        long offset = asked.offset();
        Explanation explanation =
                insight.get()
                        .inspector()
                        .explaining()
                        .explain(offset)
                        .orElseThrow(() -> none(offset));
        MessageJson form = form(asked, PAYLOAD_SHOWN);
        return Response.json(
                json -> {
                    json.writeStartObject();
                    json.writeObjectFieldStart("message");
                    form.writeFields(json, explanation.message());
                    json.writeEndObject();
                    json.writeStringField("publisher", explanation.publisher());
                    json.writeArrayFieldStart("subscribers");
                    for (Explanation.Fate fate : explanation.subscribers()) {
                        fate(json, fate);
                    }
                    json.writeEndArray();
                    json.writeBooleanField("complete", !explanation.isCut());
                    json.writeArrayFieldStart("drops");
                    for (DropLedger.Entry drop : explanation.drops()) {
                        DropRoutes.write(json, drop);
                    }
                    json.writeEndArray();
                    json.writeEndObject();
                });
    }

    private static void fate(JsonGenerator json, Explanation.Fate fate) throws IOException {
        json.writeStartObject();
        json.writeStringField("session", fate.label());
        json.writeBooleanField("connected", fate.isConnected());
        json.writeStringField("state", fate.state().name().toLowerCase(Locale.ROOT));
        if (!fate.why().isEmpty()) {
            json.writeStringField("why", fate.why());
        }
        json.writeEndObject();
    }

    private Response topics(Request request) {
        Asked asked = new Asked(request);
        Form form = asked.word("form", Form.class);
        LastValues values =
                messages().lastValues(asked.filter(), asked.text("after"), asked.limit());
        MessageJson messageForm = form(asked, PAYLOAD_SHOWN);
        return Response.json(
                json -> {
                    json.writeStartObject();
                    if (form == Form.FLAT) {
                        list(json, "topics", values.messages(), messageForm);
                    } else {
                        json.writeFieldName("topics");
                        TopicTree.of(values.messages()).write(json, messageForm);
                    }
                    if (values.isCut()) {
                        int last = values.messages().size() - 1;
                        json.writeStringField("next", values.messages().get(last).view().topic());
                    }
                    json.writeBooleanField("complete", values.isComplete());
                    json.writeEndObject();
                });
    }

    private Response retained(Request request) {
        Asked asked = new Asked(request);
        int limit = asked.limit();
        List<StoredMessage> found = messages().retained(asked.filter(), limit + 1);
        MessageJson form = form(asked, PAYLOAD_SHOWN);
        return Response.json(
                json -> {
                    json.writeStartObject();
                    list(json, "retained", found.subList(0, Math.min(limit, found.size())), form);
                    json.writeBooleanField("complete", found.size() <= limit);
                    json.writeEndObject();
                });
    }

    private Response deleteRetained(Request request) {
        String topic = new Asked(request).topic();
        if (messages().retained(new TopicFilter(topic), 1).isEmpty()) {
            throw AnswerException.notFound("nothing is retained of " + topic);
        }
        long offset = messages().publish(PublishBody.nothingRetained(topic));
        return Response.json(
                json -> {
                    json.writeStartObject();
                    json.writeStringField("deleted", topic);
                    json.writeNumberField("offset", offset);
                    json.writeEndObject();
                });
    }

    private Response publish(Request request) throws IOException {
        long offset = messages().publish(PublishBody.read(request.body()));
        return Response.json(
                json -> {
                    json.writeStartObject();
                    if (offset >= 0) {
                        json.writeNumberField("offset", offset);
                    }
                    json.writeBooleanField("stored", offset >= 0);
                    json.writeEndObject();
                });
    }
}
