package io.sluice.pipeline;

import io.sluice.broker.Drop;
import io.sluice.broker.DropReason;
import io.sluice.broker.MessageView;
import io.sluice.broker.Receipt;
import io.sluice.broker.Refusal;
import io.sluice.broker.SessionName;
import io.sluice.broker.SessionRequest;
import io.sluice.broker.SessionState;
import io.sluice.broker.Subscription;
import io.sluice.broker.TopicFilter;
import io.sluice.broker.Will;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.log.RecordLayout;
import io.sluice.log.TopicTable;
import io.sluice.subscription.SessionEntry;
import io.sluice.subscription.SessionTable;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Opens and closes sessions, and hands them from one connection to the next.
 *
 * <p>A takeover is a message, not a lock: who comes second waits here until the first has handed
 * over what it had and closed. So nothing of the first is behind anything of the second in the log.
 */
@OwnedBy(Lane.LOG)
final class Registrar {
    /** More than a SESSION record takes, and what a WILL record takes besides the message. */
    private static final int RECORD_BYTES = 1 << 18;

    private final PipelineConfig config;
    private final Router router;
    private final Replayer replayer;
    private final TopicTable topics;
    private final Clock clock;
    private final Map<SessionName, Outbox> connected = new HashMap<>();

    Registrar(
            PipelineConfig config,
            Router router,
            Replayer replayer,
            TopicTable topics,
            Clock clock) {
        this.config = config;
        this.router = router;
        this.replayer = replayer;
        this.topics = topics;
        this.clock = clock;
    }

    int recordBytesMax() {
        return config.recordBytesMax();
    }

    /** By this clock messages expire and sessions end. */
    long nowMs() {
        return clock.millis();
    }

    Clock clock() {
        return clock;
    }

    /** Whose connection holds the session of this name, a group's cursor included. */
    Optional<Outbox> holder(SessionName name) {
        return Optional.ofNullable(connected.get(name));
    }

    void open(OpenRequest request, LogDesk desk) throws IOException {
        Outbox holder = connected.get(request.session().name());
        if (holder == null) {
            admit(request, desk);
        } else {
            holder.waiting().add(request);
            askToLeave(holder);
        }
    }

    private static void askToLeave(Outbox holder) {
        LoopFeed feed = holder.feed();
        holder.ingress().tell(feed::takenOver);
    }

    private void admit(OpenRequest request, LogDesk desk) throws IOException {
        SessionRequest wanted = request.session();
        Optional<SessionEntry> old = desk.state().sessions().find(wanted.name());
        if (old.isPresent() && (wanted.cleanStart() || isOver(old.get()))) {
            end(old.get(), desk);
            old = Optional.empty();
        }
        Refusal refusal = refusal(wanted, old.isPresent(), desk);
        if (refusal == null) {
            Outbox outbox =
                    old.isPresent() ? resume(request, old.get(), desk) : begin(request, desk);
            if (!wanted.name().isAnonymous()) {
                connected.put(wanted.name(), outbox);
            }
        } else {
            desk.refuse(request.ingress(), new Opening(request), refusal);
        }
    }

    private boolean isOver(SessionEntry entry) {
        long seconds = entry.expirySeconds();
        return seconds != SessionRequest.NEVER_EXPIRES
                && entry.closedAtMs() + seconds * 1000 <= clock.millis();
    }

    private Refusal refusal(SessionRequest wanted, boolean isPresent, LogDesk desk) {
        if (!isPresent && desk.state().sessions().isFull()) {
            return Refusal.SESSIONS_FULL;
        }
        int bytes = RECORD_BYTES + wanted.will().message().length;
        if (bytes > config.recordBytesMax()) {
            return Refusal.TOO_LARGE;
        }
        return isKept(wanted) && !desk.takesControl(bytes) ? Refusal.DISK_FULL : null;
    }

    /** A will must outlive the gateway even where its session need not. */
    private static boolean isKept(SessionRequest wanted) {
        return wanted.isDurable() || wanted.will().isPresent();
    }

    private Outbox begin(OpenRequest request, LogDesk desk) throws IOException {
        SessionRequest wanted = request.session();
        SessionTable sessions = desk.state().sessions();
        SessionEntry entry;
        long offset = -1;
        if (isKept(wanted)) {
            int ref = sessions.takeRef();
            offset = recordOpening(ref, wanted, desk);
            entry = sessions.find(ref).orElseThrow();
        } else {
            entry = sessions.openVolatile(wanted.name(), desk.nextOffset());
        }
        Outbox outbox = new Outbox(request, entry, router, config.outboxBytesMax());
        outbox.beginLive();
        outbox.feed().prepare(replayer, Resumption.from(desk.nextOffset()));
        Receipt opened = new Opened(outbox.feed(), SessionState.NEW);
        desk.answerStored(request.ingress(), opened, offset);
        return outbox;
    }

    private Outbox resume(OpenRequest request, SessionEntry entry, LogDesk desk)
            throws IOException {
        Resumption resumption =
                new Resumption(
                        entry.nextOffset(),
                        entry.inflight(),
                        desk.state().groups().settled(entry),
                        desk.nextOffset());
        SessionState state = entry.toState();
        long offset = recordOpening(entry.ref(), request.session(), desk);
        Outbox outbox = new Outbox(request, entry, router, config.outboxBytesMax());
        for (Subscription subscription : state.subscriptions()) {
            if (subscription.filter().isGroup() && !entry.isGroup()) {
                desk.groups().join(outbox, subscription, false, desk);
            } else {
                router.index().put(outbox, subscription);
            }
        }
        outbox.subscriptionsChanged();
        outbox.carry(desk.state().groups().carried(entry.ref()));
        outbox.feed().prepare(replayer, resumption);
        outbox.feed().seek(entry.placeSought());
        desk.answerStored(request.ingress(), new Opened(outbox.feed(), state), offset);
        return outbox;
    }

    private static long recordOpening(int ref, SessionRequest wanted, LogDesk desk)
            throws IOException {
        byte[] session = desk.records().session(ref, wanted.name(), wanted.expirySeconds());
        long offset = desk.change(session, true);
        Will will = wanted.will();
        return will.isPresent() ? desk.change(desk.records().will(ref, will), true) : offset;
    }

    /** The answer to a connection whose session is open. */
    private record Opened(LoopFeed feed, SessionState state) implements Receipt {
        @Override
        public void stored(long firstOffset) {
            feed.open(state);
        }

        @Override
        public void refused(Refusal why) {
            feed.subscriber().refused(why);
        }
    }

    /** The answer to a connection whose session cannot be had. */
    private record Opening(OpenRequest request) implements Receipt {
        @Override
        public void stored(long firstOffset) {
            throw new IllegalStateException("no session was opened");
        }

        @Override
        public void refused(Refusal why) {
            request.subscriber().refused(why);
        }
    }

    void close(CloseRequest request, LogDesk desk) throws IOException {
        Outbox outbox = request.outbox();
        if (outbox.isClosed()) {
            return;
        }
        outbox.close();
        router.index().removeAll(outbox);
        connected.remove(outbox.name(), outbox);
        for (TopicFilter filter : groupsOf(outbox.entry())) {
            desk.groups().disconnect(outbox, filter);
        }
        desk.groups().gone(outbox);
        byte[] record =
                desk.records()
                        .sessionClosed(
                                outbox.entry(),
                                request.how(),
                                clock.millis(),
                                request.position(),
                                request.inflight());
        desk.change(record, outbox.isLogged());
        publishDueWills(desk);
        if (request.how().expirySeconds() == 0 || !outbox.isLogged()) {
            end(outbox.entry(), desk);
        }
        admitNext(outbox, desk);
    }

    private void admitNext(Outbox left, LogDesk desk) throws IOException {
        OpenRequest next = left.waiting().poll();
        while (next != null) {
            admit(next, desk);
            Outbox holder = connected.get(left.name());
            if (holder != null && !left.waiting().isEmpty()) {
                holder.waiting().addAll(left.waiting());
                askToLeave(holder);
                return;
            }
            next = left.waiting().poll();
        }
    }

    /**
     * Sessions that have slept too long end, and wills that have waited long enough are published.
     */
    void timePassed(LogDesk desk) throws IOException {
        publishDueWills(desk);
        for (SessionEntry entry : desk.state().sessions().expired(clock.millis())) {
            end(entry, desk);
            desk.metrics().sessionExpired();
        }
        desk.groups().timePassed(desk);
    }

    private void end(SessionEntry entry, LogDesk desk) throws IOException {
        if (entry.willDueMs() != SessionEntry.NEVER) {
            publishWill(entry, desk);
        }
        List<TopicFilter> groups = groupsOf(entry);
        List<TopicFilter> markers = filtersOf(entry, TopicFilter::isMarker);
        desk.change(desk.records().sessionEnded(entry.ref()), !entry.isVolatile());
        for (TopicFilter filter : groups) {
            desk.groups().release(filter, desk);
        }
        for (TopicFilter marker : markers) {
            endAnnex(entry.name().annex(marker), desk);
        }
    }

    private void endAnnex(SessionName name, LogDesk desk) throws IOException {
        Optional<SessionEntry> annex = desk.state().sessions().find(name);
        if (annex.isPresent() && !annex.get().isConnected()) {
            end(annex.get(), desk);
        }
    }

    private static List<TopicFilter> groupsOf(SessionEntry entry) {
        return entry.isGroup() ? List.of() : filtersOf(entry, TopicFilter::isGroup);
    }

    private static List<TopicFilter> filtersOf(SessionEntry entry, Predicate<TopicFilter> wanted) {
        if (entry.subscriptionCount() == 0) {
            return List.of();
        }
        return entry.subscriptions().stream().map(Subscription::filter).filter(wanted).toList();
    }

    /** Opens the cursor of a group, or goes on with it. */
    Outbox openGroup(OpenRequest request, LogDesk desk) throws IOException {
        Optional<SessionEntry> old = desk.state().sessions().find(request.session().name());
        Outbox outbox = old.isPresent() ? resume(request, old.get(), desk) : begin(request, desk);
        connected.put(outbox.name(), outbox);
        return outbox;
    }

    /** The cursor of a group that nobody holds is no more. */
    void dropGroup(Outbox outbox, LogDesk desk) throws IOException {
        outbox.close();
        router.index().removeAll(outbox);
        connected.remove(outbox.name(), outbox);
        end(outbox.entry(), desk);
    }

    private void publishDueWills(LogDesk desk) throws IOException {
        for (SessionEntry entry : desk.state().sessions().willsDue(clock.millis())) {
            publishWill(entry, desk);
        }
    }

    private void publishWill(SessionEntry entry, LogDesk desk) throws IOException {
        byte[] message = entry.will().message().clone();
        int topicAt = RecordLayout.topicAt(0);
        int topicBytes = RecordLayout.topicBytes(message, 0);
        boolean isDelayed = (RecordLayout.flags(message, 0) & RecordLayout.FLAG_DELAYED) != 0;
        if (!isDelayed) {
            RecordLayout.setTopicId(message, 0, topics.findOrAdd(message, topicAt, topicBytes));
        }
        byte[] done = desk.records().willDone(entry.ref());
        boolean isLogged = !entry.isVolatile();
        Optional<DropReason> why = whyDropped(message, done.length, isDelayed, desk);
        if (why.isEmpty() && isLogged && desk.unwritten().isWritten(message, desk)) {
            desk.publishBehind(done, message);
            return;
        }
        desk.change(done, isLogged);
        if (why.isPresent()) {
            String topic = new MessageView().on(message, 0).topic();
            desk.metrics().dropped(Drop.published(why.get(), entry.label(), topic, 1));
        } else {
            QueueAdmission.letIn(message, desk);
            desk.unwritten().publish(message, desk);
        }
    }

    private static Optional<DropReason> whyDropped(
            byte[] message, int besideBytes, boolean isDelayed, LogDesk desk) {
        if (isDelayed && !desk.state().delayed().admits(message)) {
            return Optional.of(DropReason.DELAYED_FULL);
        }
        return desk.takesMessages(besideBytes + message.length)
                ? Optional.empty()
                : Optional.of(DropReason.DISK_FULL);
    }
}
