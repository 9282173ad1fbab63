package io.sluice.pipeline;

import io.sluice.broker.Drop;
import io.sluice.broker.DropReason;
import io.sluice.broker.SessionName;
import io.sluice.broker.TopicFilter;
import io.sluice.broker.Where;
import io.sluice.inspect.GroupReport;
import io.sluice.inspect.Standing;
import io.sluice.lane.Crossing;
import io.sluice.subscription.SessionEntry;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What operators may ask of groups and queues, and have done to them. */
@Crossing
public final class GroupInspection {
    private static final String DEAD = "$dlq/";

    private final Enquiry enquiry;
    private final SessionInspection sessions;

    /** What came of the wish to delete one. */
    public enum Deletion {
        DONE,
        /** Somebody subscribes to it, be he asleep. */
        HELD,
        NOT_THERE
    }

    GroupInspection(Enquiry enquiry, SessionInspection sessions) {
        this.enquiry = enquiry;
        this.sessions = sessions;
    }

    /** The names of all groups and queues, as their members write them. */
    public List<String> names() {
        return enquiry.ask(desk -> desk.groups().names());
    }

    /** One of them; none if it is not there. */
    public Optional<GroupReport> find(String name) {
        Optional<CompletableFuture<GroupReport>> asked =
                enquiry.ask(desk -> desk.groups().report(name));
        return asked.map(enquiry::await);
    }

    /** How far it is behind, counted; none if it is not there. */
    public Optional<Lag> lag(String name) {
        return sessions.lag(cursor(name));
    }

    /** The offset of the oldest message that it may not be done with; none if it is not there. */
    public Optional<Long> oldest(String name) {
        return sessions.standing(cursor(name))
                .map(
                        standing ->
                                Arrays.stream(standing.inflight().offsets())
                                        .reduce(standing.nextOffset(), Math::min));
    }

    /** As {@link SessionInspection#seek}. What members have, they keep. */
    public Optional<Long> seek(String name, Where where) {
        return sessions.seek(cursor(name), where);
    }

    /**
     * Puts dead letters back into their queue.
     *
     * @param queue its name, without {@code $queue/}
     * @param max how many at most
     * @return how many; others that take dead letters may have had the rest
     */
    public long putBack(String queue, long max) {
        long waiting = lag(DEAD + queue).map(Lag::messages).orElse(0L);
        long count = Math.min(max, waiting);
        return count == 0
                ? 0
                : enquiry.<Long>onOwnLoop(
                        ingress -> PuttingBack.begin(ingress, enquiry.lane(), queue, count));
    }

    /** Ends a group or queue that nobody subscribes to, with all that waits in it. */
    public Deletion delete(String name) {
        Optional<Lag> waiting = lag(name);
        long from = sessions.standing(cursor(name)).map(Standing::nextOffset).orElse(0L);
        Deletion deletion = enquiry.ask(desk -> delete(name, desk));
        if (deletion == Deletion.DONE && waiting.isPresent()) {
            tellDropped(name, from, waiting.get());
        }
        return deletion;
    }

    private static Deletion delete(String name, LogDesk desk) throws java.io.IOException {
        if (!desk.groups().isThere(name)) {
            return Deletion.NOT_THERE;
        }
        if (desk.groups().isHeld(name)) {
            return Deletion.HELD;
        }
        desk.groups().delete(name, desk);
        return Deletion.DONE;
    }

    private void tellDropped(String name, long from, Lag lag) {
        long count = lag.messages();
        if (count > 0) {
            long last = enquiry.log().endOffset() - 1;
            Drop drop =
                    Drop.deliveries(
                            DropReason.QUEUE_DELETED, cursor(name).text(), from, last, count);
            enquiry.<Boolean>ask(
                    desk -> {
                        desk.metrics().dropped(drop);
                        return true;
                    });
        }
    }

    private static SessionName cursor(String name) {
        return new SessionName(SessionEntry.GROUP_SPACE, new TopicFilter(name).text());
    }
}
