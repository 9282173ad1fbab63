package io.sluice.group;

import io.sluice.broker.Drop;
import io.sluice.broker.DropReason;
import io.sluice.broker.Ingress;
import io.sluice.broker.MessageFlags;
import io.sluice.broker.MessageProperties;
import io.sluice.broker.MessageView;
import io.sluice.broker.ParcelBuilder;
import io.sluice.broker.Receipt;
import io.sluice.broker.Refusal;
import io.sluice.broker.SessionName;
import io.sluice.broker.Settlement;
import io.sluice.broker.Topic;
import io.sluice.broker.TopicFilter;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where messages of a queue go that nobody could take: a queue of their own, {@code $dlq/<name>},
 * with the reason and the origin as user properties. A dead letter that nobody can take either is
 * dropped and counted, and so is what a group that is no queue gives up.
 */
@OwnedBy(Lane.GROUP)
public final class DeadLetters {
    private static final String GROUPS = "group";
    private static final String QUEUES = "$queue/";
    private static final String DEAD = "$dlq/";
    private static final int KEPT_FLAGS =
            MessageFlags.BODY_UTF8 | MessageFlags.FROM_MQTT | MessageFlags.FROM_STOMP;

    private final GroupMetrics metrics;
    private final ParcelBuilder builder = new ParcelBuilder();

    public DeadLetters(GroupMetrics metrics) {
        this.metrics = metrics;
    }

    /**
     * Whether there is a place for dead letters of this one: it is a queue, and not such a place.
     */
    boolean areKeptFor(TopicFilter queue) {
        return queue.text().startsWith(QUEUES);
    }

    /**
     * Moves a message from its queue to the dead letters: the log has both or none.
     *
     * @param settlement by which the queue is done with it
     * @param receipt told when it is stored, or refused
     */
    void bury(
            TopicFilter queue,
            Settlement settlement,
            MessageView message,
            Death why,
            Ingress ingress,
            Receipt receipt) {
        byte[] name = utf8(DEAD + queue.text().substring(QUEUES.length()));
        Optional<Topic> topic = ingress.topic(name, 0, name.length);
        if (topic.isEmpty()) {
            receipt.refused(Refusal.TOPICS_FULL);
            return;
        }
        byte[] properties = properties(queue, message, why);
        int payloadBytes = message.payloadBytes();
        int flags = (message.flags() & KEPT_FLAGS) | 1;
        builder.settle(settlement);
        int room = builder.add(topic.get(), flags, properties.length, payloadBytes);
        System.arraycopy(properties, 0, builder.array(), room, properties.length);
        System.arraycopy(
                message.bytes(),
                message.payloadAt(),
                builder.array(),
                room + properties.length,
                payloadBytes);
        ingress.publish(builder.take(true, receipt));
    }

    /** Its dead letter is stored. */
    void buried() {
        metrics.deadLettered();
    }

    /** Nobody gets this message of a group or a queue, and it is no dead letter. */
    void dropped(TopicFilter group, MessageView message, DropReason why) {
        String client = new SessionName(GROUPS, group.text()).text();
        metrics.dropped(Drop.delivery(why, client, message));
    }

    void lost(long records) {
        metrics.lost(records);
    }

    private static byte[] properties(TopicFilter queue, MessageView message, Death why) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.write(message.bytes(), message.propertiesAt(), message.propertiesBytes());
        user(block, "x-death-reason", why.reason());
        user(block, "x-death-queue", queue.text().substring(QUEUES.length()));
        user(block, "x-death-offset", String.valueOf(message.offset()));
        return block.toByteArray();
    }

    private static void user(ByteArrayOutputStream block, String name, String content) {
        block.write(MessageProperties.USER_PROPERTY);
        text(block, name);
        text(block, content);
    }

    private static void text(ByteArrayOutputStream block, String text) {
        byte[] utf8 = utf8(text);
        block.write(utf8.length >>> 8);
        block.write(utf8.length);
        block.write(utf8, 0, utf8.length);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
