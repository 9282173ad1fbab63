package io.sluice.gateway.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.inspect.StoredMessage;
import java.io.IOException;
import java.util.List;
import java.util.TreeMap;

/** Topics by their levels, each with its last message. */
final class TopicTree {
    /** Of a level that is no topic itself. */
    private static final StoredMessage NOTHING = new StoredMessage(new byte[0]);

    /** The last one holds the rest of the name, with its slashes. */
    private static final int LEVELS_MAX = 128;

    private final TreeMap<String, TopicTree> below = new TreeMap<>();
    private StoredMessage last = NOTHING;

    private TopicTree() {}

    static TopicTree of(List<StoredMessage> messages) {
        TopicTree root = new TopicTree();
        for (StoredMessage message : messages) {
            TopicTree here = root;
            for (String level : message.view().topic().split("/", LEVELS_MAX)) {
                here = here.below.computeIfAbsent(level, none -> new TopicTree());
            }
            here.last = message;
        }
        return root;
    }

    /** A list of {@code {"level", "last", "below"}}. */
    void write(JsonGenerator json, MessageJson form) throws IOException {
        json.writeStartArray();
        for (var level : below.entrySet()) {
            json.writeStartObject();
            json.writeStringField("level", level.getKey());
            if (level.getValue().last != NOTHING) {
                json.writeFieldName("last");
                form.write(json, level.getValue().last);
            }
            if (!level.getValue().below.isEmpty()) {
                json.writeFieldName("below");
                level.getValue().write(json, form);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
