package io.sluice.gateway.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSON value, read whole: what a command shows of an answer. */
final class JsonTree {
    private static final JsonTree NOTHING = new JsonTree("", Map.of(), List.of());

    private final String text;
    private final Map<String, JsonTree> fields;
    private final List<JsonTree> elements;

    private JsonTree(String text, Map<String, JsonTree> fields, List<JsonTree> elements) {
        this.text = text;
        this.fields = fields;
        this.elements = elements;
    }

    static JsonTree of(String json) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            return parser.nextToken() == null ? NOTHING : value(parser);
        }
    }

    private static JsonTree value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            default -> new JsonTree(parser.getText(), Map.of(), List.of());
        };
    }

    private static JsonTree object(JsonParser parser) throws IOException {
        Map<String, JsonTree> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, value(parser));
        }
        return new JsonTree("", fields, List.of());
    }

    private static JsonTree array(JsonParser parser) throws IOException {
        List<JsonTree> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value(parser));
        }
        return new JsonTree("", Map.of(), elements);
    }

    /** A field; nothing, if it is not there. */
    JsonTree get(String name) {
        return fields.getOrDefault(name, NOTHING);
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    /** The elements of the list of this name; none if it is not there. */
    List<JsonTree> list(String name) {
        return get(name).elements;
    }

    List<JsonTree> elements() {
        return elements;
    }

    /** The text of the field of this name; empty if it is not there. */
    String text(String name) {
        return get(name).text;
    }

    String text() {
        return text;
    }

    boolean is(String name) {
        return text(name).equals("true");
    }

    /** All of it, a name and a value a line. */
    String lines() {
        StringBuilder lines = new StringBuilder();
        addTo(lines, "");
        return lines.toString().stripTrailing();
    }

    private void addTo(StringBuilder lines, String indent) {
        fields.forEach(
                (name, value) -> {
                    lines.append(indent).append(name);
                    value.addBehind(lines, indent);
                });
        for (JsonTree element : elements) {
            lines.append(indent).append('-');
            element.addBehind(lines, indent);
        }
    }

    private void addBehind(StringBuilder lines, String indent) {
        boolean isPlain = fields.isEmpty() && elements.isEmpty();
        lines.append(isPlain ? "  " + Table.harmless(text) : "").append('\n');
        addTo(lines, indent + "  ");
    }

    /** A number with its thousands told apart; empty if it is not there. */
    String number(String name) {
        String digits = text(name);
        return digits.isEmpty() ? "" : "%,d".formatted((long) Double.parseDouble(digits));
    }
}
