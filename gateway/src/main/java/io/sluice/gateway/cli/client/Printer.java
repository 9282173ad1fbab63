package io.sluice.gateway.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.gateway.cli.client.MqttClient.Publication;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes messages, one a line: the payload as it is, or everything as a JSON object. */
final class Printer {
    private static final int BUFFER_BYTES = 64 << 10;
    private static final String OFFSET = "x-stream-offset";
    private static final String TIMESTAMP = "timestamp";

    /** What a line holds. */
    enum Form {
        PAYLOAD,
        TOPIC_AND_PAYLOAD,
        JSON
    }

    private final OutputStream out;
    private final Form form;
    private final JsonFactory factory = new JsonFactory();

    Printer(OutputStream out, Form form) {
        this.out = new BufferedOutputStream(out, BUFFER_BYTES);
        this.form = form;
    }

    /** Throws if nobody reads any more. */
    void print(Publication message) throws IOException {
        switch (form) {
            case PAYLOAD -> out.write(message.payload());
            case TOPIC_AND_PAYLOAD -> {
                out.write(message.topic().getBytes(UTF_8));
                out.write(' ');
                out.write(message.payload());
            }
            case JSON -> json(message);
        }
        out.write('\n');
    }

    void flush() throws IOException {
        out.flush();
    }

    private void json(Publication message) throws IOException {
        try (JsonGenerator json = factory.createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
            json.writeStartObject();
            json.writeStringField("topic", message.topic());
            json.writeNumberField("qos", message.qos());
            json.writeBooleanField("retain", message.retain());
            properties(json, message.properties());
            payload(json, message.payload());
            json.writeEndObject();
        }
    }

    private static void properties(JsonGenerator json, List<Map.Entry<String, String>> properties)
            throws IOException {
        Map<String, List<String>> byName =
                properties.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Map.Entry::getKey,
                                        LinkedHashMap::new,
                                        Collectors.mapping(
                                                Map.Entry::getValue, Collectors.toList())));
        if (byName.containsKey(OFFSET)) {
            json.writeFieldName("offset");
            json.writeRawValue(asNumber(byName.remove(OFFSET).get(0)));
        }
        if (byName.containsKey(TIMESTAMP)) {
            json.writeStringField(TIMESTAMP, byName.remove(TIMESTAMP).get(0));
        }
        if (!byName.isEmpty()) {
            json.writeObjectFieldStart("properties");
            for (Map.Entry<String, List<String>> property : byName.entrySet()) {
                property(json, property.getKey(), property.getValue());
            }
            json.writeEndObject();
        }
    }

    private static void property(JsonGenerator json, String name, List<String> values)
            throws IOException {
        if (values.size() == 1) {
            json.writeStringField(name, values.get(0));
        } else {
            json.writeFieldName(name);
            json.writeArray(values.toArray(String[]::new), 0, values.size());
        }
    }

    private static String asNumber(String offset) {
        return offset.matches("\\d{1,19}")
                ? offset
                : "\"" + offset.replaceAll("[^\\w:.-]", "") + "\"";
    }

    private static void payload(JsonGenerator json, byte[] payload) throws IOException {
        Optional<String> text = text(payload);
        if (text.isPresent()) {
            json.writeStringField("payload", text.get());
        } else {
            json.writeBinaryField("payloadBase64", payload);
        }
    }

    private static Optional<String> text(byte[] payload) {
        try {
            return Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString());
        } catch (CharacterCodingException binary) {
            return Optional.empty();
        }
    }
}
