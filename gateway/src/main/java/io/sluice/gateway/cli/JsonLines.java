package io.sluice.gateway.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** JSON as a person reads it: a name and a value a line, what is within set in. */
final class JsonLines {
    private static final String INDENT = "  ";

    private final StringBuilder text = new StringBuilder();

    private JsonLines() {}

    static String of(String json) throws IOException {
        JsonLines lines = new JsonLines();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            parser.nextToken();
            lines.add(parser, "");
        }
        return lines.text.toString().stripTrailing();
    }

    /** Adds the value at which the parser stands. */
    private void add(JsonParser parser, String indent) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> addFields(parser, indent);
            case START_ARRAY -> addElements(parser, indent);
            default -> text.append(parser.getText()).append('\n');
        }
    }

    private void addFields(JsonParser parser, String indent) throws IOException {
        boolean first = true;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            text.append(first ? "" : indent).append(parser.currentName());
            first = false;
            boolean nested = parser.nextToken().isStructStart();
            if (nested) {
                text.append('\n').append(indent).append(INDENT);
            } else {
                text.append(INDENT);
            }
            add(parser, indent + INDENT);
        }
    }

    private void addElements(JsonParser parser, String indent) throws IOException {
        boolean first = true;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            text.append(first ? "" : indent);
            first = false;
            add(parser, indent);
        }
    }
}
