package io.sluice.gateway.admin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A JSON object of plain fields and lists of pairs, as requests send it. What it does not know is
 * refused by {@link #requireOnly}.
 */
final class JsonFields {
    private static final JsonFactory JSON = new JsonFactory();

    private final Map<String, String> fields = new HashMap<>();
    private final Map<String, List<List<String>>> lists = new HashMap<>();

    private JsonFields() {}

    /** An empty body has no fields. */
    static JsonFields of(byte[] body) throws IOException {
        JsonFields read = new JsonFields();
        if (body.length == 0) {
            return read;
        }
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("the body takes a JSON object");
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                read.field(parser.currentName(), parser);
            }
        } catch (JsonParseException wrong) {
            throw new IllegalArgumentException(
                    "the body is no JSON: " + wrong.getOriginalMessage(), wrong);
        }
        return read;
    }

    private void field(String name, JsonParser parser) throws IOException {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.START_ARRAY) {
            lists.put(name, pairs(name, parser));
        } else if (token != null && token.isScalarValue()) {
            fields.put(name, token == JsonToken.VALUE_NULL ? "" : parser.getText());
        } else {
            throw new IllegalArgumentException(name + " takes no object");
        }
    }

    private static List<List<String>> pairs(String name, JsonParser parser) throws IOException {
        List<List<String>> pairs = new ArrayList<>();
        while (parser.nextToken() == JsonToken.START_ARRAY) {
            List<String> pair = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                pair.add(String.valueOf(parser.getText()));
            }
            pairs.add(pair);
        }
        if (parser.currentToken() != JsonToken.END_ARRAY
                || pairs.stream().anyMatch(pair -> pair.size() != 2)) {
            throw new IllegalArgumentException(
                    name + " takes a list of pairs: [[\"name\", \"value\"]]");
        }
        return pairs;
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    /** The field's text; empty without one. */
    String text(String name) {
        return fields.getOrDefault(name, "");
    }

    boolean flag(String name) {
        return switch (text(name)) {
            case "", "false" -> false;
            case "true" -> true;
            default -> throw new IllegalArgumentException(name + " takes true or false");
        };
    }

    long number(String name, long min, long max, long without) {
        if (!has(name)) {
            return without;
        }
        try {
            long number = Long.parseLong(text(name));
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException none) {
            // told below
        }
        throw new IllegalArgumentException(
                "%s takes a number, %d to %d, and got %s".formatted(name, min, max, text(name)));
    }

    /** The list of pairs of this name; empty without one. */
    List<List<String>> list(String name) {
        return lists.getOrDefault(name, List.of());
    }

    /** A misspelt field is no field that may be left out. */
    void requireOnly(Set<String> known) {
        for (Map<String, ?> each : List.of(fields, lists)) {
            for (String name : each.keySet()) {
                if (!known.contains(name)) {
                    throw new IllegalArgumentException(
                            "there is no field \"%s\"; the fields are %s"
                                    .formatted(
                                            name,
                                            String.join(", ", known.stream().sorted().toList())));
                }
            }
        }
    }
}
