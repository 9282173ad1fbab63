package io.sluice.pipeline;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.log.RecordLayout;
import io.sluice.log.TopicTable;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;

/**
 * Publishes delayed messages when they are due: a new record without the flag, together with the
 * one that says so. The two count only both: after a crash the message was published, or will be.
 * Only if a power cut takes both away again, which the log had not made durable, it comes once more
 * to those who were connected then.
 */
@OwnedBy(Lane.LOG)
final class DelayedPublisher {
    private static final int STEP_MESSAGES = 256;
    private static final int DROPPED_FLAGS =
            RecordLayout.FLAG_DELAYED | RecordLayout.FLAG_GROUPED | RecordLayout.FLAG_GROUP_END;

    private final TopicTable topics;
    private final Clock clock;

    DelayedPublisher(TopicTable topics, Clock clock) {
        this.topics = topics;
        this.clock = clock;
    }

    /**
     * Publishes a bounded number of them. While the disk is full they wait.
     *
     * @return whether more can be published at once
     */
    boolean publishDue(LogDesk desk) throws IOException {
        long nowMs = clock.millis();
        for (int left = STEP_MESSAGES; left > 0; left--) {
            Optional<byte[]> due = desk.state().delayed().firstDue(nowMs);
            if (due.isEmpty() || !desk.takesMessages(2 * due.get().length)) {
                return false;
            }
            publish(due.get(), desk);
        }
        return true;
    }

    private void publish(byte[] image, LogDesk desk) throws IOException {
        byte[] message = image.clone();
        int topicAt = RecordLayout.topicAt(0);
        int topicId = topics.findOrAdd(message, topicAt, RecordLayout.topicBytes(message, 0));
        RecordLayout.setTopicId(message, 0, topicId);
        RecordLayout.setPublisher(message, 0, RecordLayout.publisherRef(message, 0), 0);
        RecordLayout.setFlags(message, 0, RecordLayout.flags(message, 0) & ~DROPPED_FLAGS);
        desk.publishBehind(desk.records().delayDone(RecordLayout.offset(image, 0)), message);
    }
}
