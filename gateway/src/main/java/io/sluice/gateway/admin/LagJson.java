package io.sluice.gateway.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.pipeline.Lag;
import java.io.IOException;

/** Writes how far somebody is behind. */
final class LagJson {
    private LagJson() {}

    static void write(JsonGenerator json, Lag lag) throws IOException {
        json.writeObjectFieldStart("lag");
        json.writeNumberField("messages", lag.messages());
        json.writeNumberField("waiting", lag.waiting());
        json.writeNumberField("unacknowledged", lag.unacknowledged());
        json.writeNumberField("records", lag.records());
        json.writeNumberField("seconds", lag.seconds());
        json.writeEndObject();
    }
}
