package io.sluice.gateway.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.broker.MessageFlags;
import io.sluice.broker.MessageProperties;
import io.sluice.broker.MessageView;
import io.sluice.inspect.StoredMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.time.Instant;

/**
 * Writes messages as JSON.
 *
 * @param payloadMax bytes of a payload that are shown
 */
record MessageJson(int payloadMax) {
    private static final int ORIGIN = MessageFlags.FROM_MQTT | MessageFlags.FROM_STOMP;

    /** One object. */
    void write(JsonGenerator json, StoredMessage message) throws IOException {
        json.writeStartObject();
        writeFields(json, message);
        json.writeEndObject();
    }

    /** Its fields, within an object that has others too. */
    void writeFields(JsonGenerator json, StoredMessage message) throws IOException {
        MessageView view = message.view();
        json.writeNumberField("offset", view.offset());
        json.writeStringField("time", Instant.ofEpochMilli(view.storeTimeMs()).toString());
        json.writeStringField("topic", view.topic());
        json.writeNumberField("qos", view.qos());
        json.writeBooleanField("retain", view.isRetain());
        json.writeStringField("protocol", protocol(view.flags()));
        if ((view.flags() & MessageFlags.WILL) != 0) {
            json.writeBooleanField("will", true);
        }
        if ((view.flags() & MessageFlags.DELAYED) != 0) {
            json.writeBooleanField("delayed", true);
        }
        if (view.expires()) {
            json.writeStringField(
                    "expires",
                    Instant.ofEpochMilli(view.storeTimeMs())
                            .plusSeconds(view.secondsLeft(view.storeTimeMs()))
                            .toString());
        }
        properties(json, view);
        payload(json, view);
    }

    private static String protocol(int flags) {
        return switch (flags & ORIGIN) {
            case MessageFlags.FROM_MQTT -> "mqtt";
            case MessageFlags.FROM_STOMP -> "stomp";
            default -> "gateway";
        };
    }

    private static void properties(JsonGenerator json, MessageView view) throws IOException {
        byte[] bytes = view.bytes();
        int end = view.propertiesAt() + view.propertiesBytes();
        for (int at = view.propertiesAt(); at < end; at = MessageProperties.next(bytes, at)) {
            switch (bytes[at] & 0xFF) {
                case MessageProperties.CONTENT_TYPE ->
                        json.writeStringField("contentType", value(bytes, at + 1));
                case MessageProperties.RESPONSE_TOPIC ->
                        json.writeStringField("responseTopic", value(bytes, at + 1));
                case MessageProperties.CORRELATION_DATA -> {
                    json.writeFieldName("correlationDataBase64");
                    int length = MessageProperties.valueBytes(bytes, at + 1);
                    json.writeBinary(bytes, at + 3, length);
                }
                default -> {}
            }
        }
        json.writeArrayFieldStart("properties");
        for (int at = view.propertiesAt(); at < end; at = MessageProperties.next(bytes, at)) {
            if ((bytes[at] & 0xFF) == MessageProperties.USER_PROPERTY) {
                json.writeStartArray();
                json.writeString(value(bytes, at + 1));
                int second = at + 3 + MessageProperties.valueBytes(bytes, at + 1);
                json.writeString(value(bytes, second));
                json.writeEndArray();
            }
        }
        json.writeEndArray();
    }

    private static String value(byte[] bytes, int at) {
        return new String(bytes, at + 2, MessageProperties.valueBytes(bytes, at), UTF_8);
    }

    /** Text if it is that, as far as it is shown; a letter that is cut through is left out. */
    private void payload(JsonGenerator json, MessageView view) throws IOException {
        int shown = Math.min(view.payloadBytes(), payloadMax);
        json.writeNumberField("payloadBytes", view.payloadBytes());
        CharBuffer text = CharBuffer.allocate(shown);
        CharsetDecoder decoder = UTF_8.newDecoder();
        CoderResult result =
                decoder.decode(
                        ByteBuffer.wrap(view.bytes(), view.payloadAt(), shown),
                        text,
                        shown == view.payloadBytes());
        if (result.isError()) {
            json.writeFieldName("payloadBase64");
            json.writeBinary(view.bytes(), view.payloadAt(), shown);
        } else {
            json.writeStringField("payload", text.flip().toString());
        }
        if (shown < view.payloadBytes()) {
            json.writeBooleanField("cut", true);
        }
    }
}
