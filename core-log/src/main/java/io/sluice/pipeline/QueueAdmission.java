package io.sluice.pipeline;

import io.sluice.broker.Refusal;
import io.sluice.broker.Topic;
import io.sluice.broker.TopicFilter;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.log.RecordLayout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Which messages of one parcel their queues have no room for. Opens queues that are not there yet,
 * so that they are before their first message is.
 */
@OwnedBy(Lane.LOG)
final class QueueAdmission {
    private final Groups groups;
    private final BitSet refused = new BitSet();
    private final Map<String, Load> loads = new HashMap<>();
    private Refusal refusal = Refusal.QUEUE_FULL;
    private long bytesOfAll;

    /** What the parcel brings to one queue. */
    private static final class Load {
        private long messages;
        private long bytes;
    }

    QueueAdmission(Groups groups) {
        this.groups = groups;
    }

    /**
     * Lets messages in that were accepted a while ago, whatever their queues hold by now. They are
     * in the log next.
     */
    static void letIn(byte[] records, LogDesk desk) throws IOException {
        for (int at = 0; at < records.length; at = RecordLayout.next(records, at)) {
            if (Router.isMessage(records, at) && records[RecordLayout.topicAt(at)] == '$') {
                String name = name(records, at);
                if (Topic.isQueue(name)
                        && desk.groups().makeSureOf(new TopicFilter(name), desk)
                        && !isDelayed(records, at)) {
                    desk.groups().added(RecordLayout.next(records, at) - at);
                }
            }
        }
    }

    /** Looks at all messages of a parcel. */
    void look(byte[] records, LogDesk desk) throws IOException {
        int message = 0;
        for (int at = 0; at < records.length; at = RecordLayout.next(records, at)) {
            if (!Router.isMessage(records, at)) {
                continue;
            }
            if (records[RecordLayout.topicAt(at)] == '$') {
                String name = name(records, at);
                if (Topic.isQueue(name) && !admits(name, records, at, desk)) {
                    refused.set(message);
                }
            }
            message++;
        }
    }

    private static String name(byte[] records, int at) {
        return new String(
                records,
                RecordLayout.topicAt(at),
                RecordLayout.topicBytes(records, at),
                StandardCharsets.UTF_8);
    }

    private boolean admits(String name, byte[] records, int at, LogDesk desk) throws IOException {
        if (!groups.makeSureOf(new TopicFilter(name), desk)) {
            refusal = Refusal.QUEUES_FULL;
            return false;
        }
        if (isDelayed(records, at)) {
            return true;
        }
        Load load = loads.computeIfAbsent(name, each -> new Load());
        int bytes = RecordLayout.next(records, at) - at;
        Refusal why = groups.refusal(name, load.messages, load.bytes, bytesOfAll, bytes);
        if (why != null) {
            refusal = why;
            return false;
        }
        load.messages++;
        load.bytes += bytes;
        bytesOfAll += bytes;
        return true;
    }

    /** Which messages are refused, counting from 0. */
    BitSet refused() {
        return refused;
    }

    /** Why; of no meaning if none is. */
    Refusal refusal() {
        return refusal;
    }

    /** A message that counts when it is due. */
    private static boolean isDelayed(byte[] records, int at) {
        return (RecordLayout.flags(records, at) & RecordLayout.FLAG_DELAYED) != 0;
    }

    /** The messages that are not refused are in the log. */
    void stored() {
        groups.added(bytesOfAll);
        loads.keySet().forEach(groups::wakeIfTooLong);
    }
}
