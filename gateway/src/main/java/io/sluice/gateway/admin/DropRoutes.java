package io.sluice.gateway.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.HttpMethod;
import io.sluice.broker.Drop;
import io.sluice.broker.DropLedger;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** What was not stored or not delivered, and why. */
record DropRoutes(Supplier<Insight> insight) {
    void addTo(Router router) {
        router.add(HttpMethod.GET, "/api/v1/drops", this::list);
    }

    private Response list(Request request) {
        Asked asked = new Asked(request);
        String reason = asked.text("reason");
        String client = asked.text("client");
        long offset = asked.number("offset", 0, Long.MAX_VALUE, -1);
        DropLedger drops = insight.get().inspector().drops();
        List<DropLedger.Entry> found =
                drops.newest(
                        drop ->
                                (reason.isEmpty() || drop.reason().label().equals(reason))
                                        && (client.isEmpty() || drop.client().contains(client))
                                        && (offset < 0 || drop.covers(offset)),
                        asked.limit());
        return Response.json(
                json -> {
                    json.writeStartObject();
                    sums(json, drops);
                    json.writeArrayFieldStart("drops");
                    for (DropLedger.Entry entry : found) {
                        write(json, entry);
                    }
                    json.writeEndArray();
                    json.writeEndObject();
                });
    }

    /** For each reason the total, what was known before, and how much has no entry any more. */
    static void sums(JsonGenerator json, DropLedger drops) throws IOException {
        json.writeArrayFieldStart("sums");
        for (DropLedger.Sum sum : drops.sums()) {
            json.writeStartObject();
            json.writeStringField("reason", sum.reason().label());
            json.writeNumberField("total", sum.total());
            json.writeNumberField("before", sum.before());
            json.writeNumberField("forgotten", sum.forgotten());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    static void write(JsonGenerator json, DropLedger.Entry entry) throws IOException {
        Drop drop = entry.drop();
        json.writeStartObject();
        json.writeStringField("time", Instant.ofEpochMilli(entry.atMs()).toString());
        json.writeStringField("way", drop.way().name().toLowerCase(Locale.ROOT));
        json.writeStringField("reason", drop.reason().label());
        json.writeStringField("client", drop.client());
        if (!drop.topic().isEmpty()) {
            json.writeStringField("topic", drop.topic());
        }
        if (drop.offset() >= 0) {
            json.writeNumberField("offset", drop.offset());
            json.writeNumberField("lastOffset", drop.lastOffset());
        }
        json.writeNumberField("count", drop.count());
        json.writeEndObject();
    }
}
