package io.sluice.gateway.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.broker.MessageFlags;
import io.sluice.broker.MessageProperties;
import io.sluice.broker.Topic;
import io.sluice.inspect.Draft;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/** What {@code POST publish} takes. */
final class PublishBody {
    private static final Set<String> FIELDS =
            Set.of(
                    "topic",
                    "payload",
                    "payloadBase64",
                    "qos",
                    "retain",
                    "expirySeconds",
                    "contentType",
                    "responseTopic",
                    "properties");
    private static final long EXPIRY_SECONDS_MAX = 0xFFFF_FFFFL;
    private static final byte[] NOTHING = {};

    private PublishBody() {}

    static Draft read(byte[] body) throws IOException {
        JsonFields fields = JsonFields.of(body);
        fields.requireOnly(FIELDS);
        String topic = Asked.topic(fields.text("topic"));
        if (Topic.isSystem(topic) || topic.startsWith("$delayed/")) {
            throw new IllegalArgumentException(
                    "topic takes no name that begins with $SYS/ or $delayed/");
        }
        int flags = (int) fields.number("qos", 0, 2, 1);
        flags |= fields.flag("retain") ? MessageFlags.RETAIN : 0;
        boolean isText = !fields.has("payloadBase64");
        flags |= isText ? MessageFlags.BODY_UTF8 : 0;
        byte[] payload =
                isText
                        ? fields.text("payload").getBytes(UTF_8)
                        : Base64.getDecoder().decode(fields.text("payloadBase64"));
        return new Draft(
                topic,
                flags,
                properties(fields),
                payload,
                fields.number("expirySeconds", 0, EXPIRY_SECONDS_MAX, -1));
    }

    /** What takes a retained message away. */
    static Draft nothingRetained(String topic) {
        return new Draft(topic, 1 | MessageFlags.RETAIN, NOTHING, NOTHING, -1);
    }

    private static byte[] properties(JsonFields fields) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        if (fields.has("contentType")) {
            block.write(MessageProperties.CONTENT_TYPE);
            text(block, "contentType", fields.text("contentType"));
        }
        if (fields.has("responseTopic")) {
            block.write(MessageProperties.RESPONSE_TOPIC);
            text(block, "responseTopic", Asked.topic(fields.text("responseTopic")));
        }
        for (List<String> pair : fields.list("properties")) {
            block.write(MessageProperties.USER_PROPERTY);
            text(block, "properties", pair.get(0));
            text(block, "properties", pair.get(1));
        }
        return block.toByteArray();
    }

    private static void text(ByteArrayOutputStream block, String name, String text) {
        byte[] utf8 = text.getBytes(UTF_8);
        if (utf8.length > MessageProperties.VALUE_BYTES_MAX || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    name + " takes text of 65,535 bytes at most, without a NUL");
        }
        block.write(utf8.length >>> 8);
        block.write(utf8.length);
        block.write(utf8, 0, utf8.length);
    }
}
