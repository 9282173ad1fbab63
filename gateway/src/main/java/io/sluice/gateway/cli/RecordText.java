package io.sluice.gateway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.broker.MessageProperties;
import io.sluice.log.RecordLayout;
import io.sluice.log.RecordType;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;

/** A record of the log in words. What a terminal could take for a command is not shown as such. */
final class RecordText {
    private static final int SHOWN_MAX = 120;

    private final JsonFactory factory = new JsonFactory();

    /** One line, long bodies cut. */
    String line(byte[] bytes, int at) {
        int type = RecordLayout.type(bytes, at);
        String head =
                "%d  %s  %s"
                        .formatted(
                                RecordLayout.offset(bytes, at),
                                Instant.ofEpochMilli(RecordLayout.storeTimeMs(bytes, at)),
                                RecordType.name(type));
        if (type != RecordType.PUBLISH) {
            return head + "  " + RecordLayout.length(bytes, at) + " bytes";
        }
        int flags = RecordLayout.flags(bytes, at);
        return "%s  qos %d%s  %s  %s"
                .formatted(
                        head,
                        flags & RecordLayout.FLAG_QOS,
                        (flags & RecordLayout.FLAG_RETAIN) != 0 ? " retain" : "",
                        harmless(topic(bytes, at)),
                        body(bytes, at));
    }

    /** All of it, as one JSON object. */
    String json(Path file, int position, byte[] bytes, int at) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = factory.createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("offset", RecordLayout.offset(bytes, at));
            json.writeStringField(
                    "time", Instant.ofEpochMilli(RecordLayout.storeTimeMs(bytes, at)).toString());
            json.writeStringField("type", RecordType.name(RecordLayout.type(bytes, at)));
            json.writeStringField("file", file.getFileName().toString());
            json.writeNumberField("position", position);
            json.writeNumberField("bytes", RecordLayout.length(bytes, at));
            if (RecordLayout.type(bytes, at) == RecordType.PUBLISH) {
                message(json, bytes, at);
            }
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void message(JsonGenerator json, byte[] bytes, int at) throws IOException {
        int flags = RecordLayout.flags(bytes, at);
        json.writeStringField("topic", topic(bytes, at));
        json.writeNumberField("qos", flags & RecordLayout.FLAG_QOS);
        json.writeBooleanField("retain", (flags & RecordLayout.FLAG_RETAIN) != 0);
        json.writeStringField(
                "origin",
                switch (flags & RecordLayout.FLAG_ORIGIN) {
                    case RecordLayout.ORIGIN_MQTT -> "mqtt";
                    case RecordLayout.ORIGIN_STOMP -> "stomp";
                    default -> "broker";
                });
        if ((flags & RecordLayout.FLAG_EXPIRES) != 0) {
            json.writeNumberField("expirySeconds", RecordLayout.expirySeconds(bytes, at));
        }
        properties(json, bytes, at);
        int payloadAt = RecordLayout.payloadAt(bytes, at);
        int length = RecordLayout.payloadBytes(bytes, at);
        try {
            json.writeStringField("payload", strict(bytes, payloadAt, length));
        } catch (CharacterCodingException noText) {
            json.writeFieldName("payloadBase64");
            json.writeBinary(bytes, payloadAt, length);
        }
    }

    private static void properties(JsonGenerator json, byte[] bytes, int at) throws IOException {
        int property = RecordLayout.propertiesAt(bytes, at);
        int end = property + RecordLayout.propertiesBytes(bytes, at);
        json.writeArrayFieldStart("properties");
        while (property < end) {
            int kind = bytes[property] & 0xFF;
            int value = property + 1;
            json.writeStartArray();
            json.writeString(nameOf(kind));
            for (int i = 0; i < MessageProperties.valueCount(kind); i++) {
                int length = MessageProperties.valueBytes(bytes, value);
                json.writeString(new String(bytes, value + 2, length, UTF_8));
                value += 2 + length;
            }
            json.writeEndArray();
            property = value;
        }
        json.writeEndArray();
    }

    private static String nameOf(int kind) {
        return switch (kind) {
            case MessageProperties.CONTENT_TYPE -> "content-type";
            case MessageProperties.RESPONSE_TOPIC -> "response-topic";
            case MessageProperties.CORRELATION_DATA -> "correlation-data";
            case MessageProperties.USER_PROPERTY -> "user";
            default -> "0x" + Integer.toHexString(kind);
        };
    }

    private static String topic(byte[] bytes, int at) {
        return new String(
                bytes, RecordLayout.topicAt(at), RecordLayout.topicBytes(bytes, at), UTF_8);
    }

    private static String body(byte[] bytes, int at) {
        int payloadAt = RecordLayout.payloadAt(bytes, at);
        int length = RecordLayout.payloadBytes(bytes, at);
        try {
            String text = harmless(strict(bytes, payloadAt, length));
            int shown =
                    text.offsetByCodePoints(
                            0, Math.min(SHOWN_MAX, text.codePointCount(0, text.length())));
            return text.substring(0, shown) + more(shown < text.length(), length);
        } catch (CharacterCodingException noText) {
            int shown = Math.min(length, SHOWN_MAX / 2);
            String hex = HexFormat.of().formatHex(bytes, payloadAt, payloadAt + shown);
            return "0x" + hex + more(shown < length, length);
        }
    }

    private static String more(boolean isCut, int length) {
        return isCut ? " … of %,d bytes".formatted(length) : "";
    }

    private static String strict(byte[] bytes, int from, int length)
            throws CharacterCodingException {
        return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, length)).toString();
    }

    private static String harmless(String text) {
        return text.codePoints()
                .map(each -> Character.isISOControl(each) ? '\uFFFD' : each)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
