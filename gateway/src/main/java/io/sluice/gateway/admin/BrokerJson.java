package io.sluice.gateway.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.broker.TrafficTotals;
import io.sluice.pipeline.MessageInspection;
import java.io.IOException;

/** Writes how the broker is, in figures: the part of the overview that needs one. */
public final class BrokerJson {
    private BrokerJson() {}

    /** Fields of an object that has others too. */
    public static void write(JsonGenerator json, Insight insight) throws IOException {
        TrafficTotals totals = insight.traffic().get();
        MessageInspection messages = insight.inspector().messages();
        json.writeNumberField("clients", insight.clients().all().size());
        json.writeNumberField("queues", insight.inspector().groups().names().size());
        json.writeObjectFieldStart("log");
        json.writeNumberField("firstOffset", messages.firstOffset());
        json.writeNumberField("endOffset", messages.endOffset());
        json.writeEndObject();
        json.writeObjectFieldStart("traffic");
        json.writeNumberField("received", totals.received());
        json.writeNumberField("delivered", totals.delivered());
        json.writeNumberField("dropped", totals.dropped());
        json.writeNumberField("bytesReceived", totals.bytesReceived());
        json.writeNumberField("bytesSent", totals.bytesSent());
        json.writeEndObject();
        json.writeObjectFieldStart("drops");
        DropRoutes.sums(json, insight.inspector().drops());
        json.writeEndObject();
    }
}
