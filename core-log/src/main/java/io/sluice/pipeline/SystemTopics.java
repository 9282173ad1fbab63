package io.sluice.pipeline;

import io.sluice.broker.MessageFlags;
import io.sluice.broker.ParcelBuilder;
import io.sluice.broker.Receipt;
import io.sluice.broker.Topic;
import io.sluice.broker.TopicFilter;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.log.RecordLayout;
import io.sluice.log.TopicTable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The present values of all {@code $SYS} topics: the broker's own figures, and the states that
 * bridges publish. They are in memory only and gone with the process; bridges tell theirs anew when
 * they connect.
 */
@OwnedBy(Lane.LOG)
final class SystemTopics {
    private static final String PREFIX = new String(Topic.SYSTEM_PREFIX, StandardCharsets.UTF_8);

    private final TopicTable topics;
    private final int statesMax;
    private final PipelineMetrics metrics;
    private final ParcelBuilder builder = new ParcelBuilder();
    private final Map<String, byte[]> figures = new TreeMap<>();
    private final Map<String, byte[]> states = new TreeMap<>();

    SystemTopics(TopicTable topics, int statesMax, PipelineMetrics metrics) {
        this.topics = topics;
        this.statesMax = statesMax;
        this.metrics = metrics;
    }

    /** Whether this message goes to {@code $SYS}. */
    static boolean isSystem(byte[] records, int at) {
        int from = RecordLayout.topicAt(at);
        byte[] prefix = Topic.SYSTEM_PREFIX;
        int to = from + Math.min(prefix.length, RecordLayout.topicBytes(records, at));
        return Arrays.equals(records, from, to, prefix, 0, prefix.length);
    }

    /** The broker's figures have new values: who is fed live gets them. */
    void tell(Map<String, String> values, LogDesk desk) {
        values.forEach(
                (name, value) -> {
                    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
                    byte[] text = value.getBytes(StandardCharsets.UTF_8);
                    Topic topic = new Topic(topics.findOrAdd(utf8, 0, utf8.length), utf8);
                    int flags = MessageFlags.RETAIN | MessageFlags.BODY_UTF8;
                    int room = builder.add(topic, flags, 0, text.length);
                    System.arraycopy(text, 0, builder.array(), room, text.length);
                    byte[] image = builder.take(false, Receipt.NONE).bytes();
                    figures.put(name, image);
                    desk.unwritten().deliver(image, desk);
                });
    }

    /**
     * Keeps a retained message that a client published; one without payload takes the old away. A
     * figure of the broker's own stays what it is.
     */
    void keep(byte[] records, int at) {
        String name =
                new String(
                        records,
                        RecordLayout.topicAt(at),
                        RecordLayout.topicBytes(records, at),
                        StandardCharsets.UTF_8);
        if (!name.startsWith(PREFIX) || figures.containsKey(name)) {
            return;
        }
        if (RecordLayout.payloadBytes(records, at) == 0) {
            states.remove(name);
        } else if (states.containsKey(name) || states.size() < statesMax) {
            states.put(name, Arrays.copyOfRange(records, at, RecordLayout.next(records, at)));
        } else {
            metrics.retainedRefused();
        }
    }

    /** The present values of the topics that the filter means. */
    void matching(TopicFilter filter, Consumer<byte[]> found) {
        if (!filter.text().startsWith("$")) {
            return;
        }
        for (Map<String, byte[]> kept : List.of(figures, states)) {
            kept.forEach(
                    (name, image) -> {
                        if (filter.matches(name)) {
                            found.accept(image);
                        }
                    });
        }
    }
}
