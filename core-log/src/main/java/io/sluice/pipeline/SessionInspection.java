package io.sluice.pipeline;

import io.sluice.broker.Close;
import io.sluice.broker.Feed;
import io.sluice.broker.Inflight;
import io.sluice.broker.Refusal;
import io.sluice.broker.SessionName;
import io.sluice.broker.SessionRequest;
import io.sluice.broker.SessionState;
import io.sluice.broker.Subscriber;
import io.sluice.broker.Subscription;
import io.sluice.broker.Where;
import io.sluice.broker.Will;
import io.sluice.inspect.SessionDetail;
import io.sluice.inspect.SessionPage;
import io.sluice.inspect.SessionReport;
import io.sluice.inspect.Standing;
import io.sluice.lane.Crossing;
import io.sluice.subscription.SessionEntry;
import io.sluice.subscription.SessionWalk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What operators may ask of sessions, and have done to them. */
@Crossing
public final class SessionInspection {
    private static final int SUBSCRIPTIONS_SHOWN_MAX = 1000;
    private static final int SEEK_TRIES_MAX = 3;

    private final Enquiry enquiry;
    private final Inspector.LagSource lags;
    private final boolean queueQos0;

    /**
     * @param queueQos0 whether QoS 0 messages are kept for those asleep
     */
    SessionInspection(Enquiry enquiry, Inspector.LagSource lags, boolean queueQos0) {
        this.enquiry = enquiry;
        this.lags = lags;
        this.queueQos0 = queueQos0;
    }

    /** Some of the sessions, in an order that stands. */
    public SessionPage list(SessionQuery query) {
        List<SessionDetail> found = new ArrayList<>();
        int[] after = {query.after()};
        do {
            after[0] = enquiry.ask(desk -> step(query, after[0], found, desk));
        } while (after[0] != SessionWalk.NOBODY && found.size() < query.max());
        return new SessionPage(List.copyOf(found), after[0]);
    }

    private static int step(
            SessionQuery query, int after, List<SessionDetail> found, LogDesk desk) {
        SessionWalk walk = new SessionWalk(desk.state().sessions(), after);
        boolean isDetailed = query.kind() == SessionQuery.Kind.SUBSCRIBED;
        walk.step(
                query.max() - found.size(),
                query.wanted(),
                entry ->
                        found.add(
                                new SessionDetail(
                                        SessionReport.of(entry),
                                        isDetailed ? subscriptions(entry) : List.of())));
        return walk.after();
    }

    private static List<Subscription> subscriptions(SessionEntry entry) {
        return entry.subscriptions().stream().limit(SUBSCRIPTIONS_SHOWN_MAX).toList();
    }

    /** One session; none if there is none of this name. */
    public Optional<SessionDetail> find(SessionName name) {
        return enquiry.ask(
                desk ->
                        desk.state()
                                .sessions()
                                .find(name)
                                .map(
                                        entry ->
                                                new SessionDetail(
                                                        SessionReport.of(entry),
                                                        subscriptions(entry))));
    }

    /** How far it is behind, counted; none if there is none of this name. */
    public Optional<Lag> lag(SessionName name) {
        return enquiry.await(lags.of(name));
    }

    /** Where it stands at this moment; none if there is none of this name. */
    Optional<Standing> standing(SessionName name) {
        Optional<CompletableFuture<Standing>> asked =
                enquiry.ask(
                        desk ->
                                desk.state()
                                        .sessions()
                                        .find(name)
                                        .map(entry -> standing(entry, name, desk)));
        return asked.map(enquiry::await);
    }

    private CompletableFuture<Standing> standing(
            SessionEntry entry, SessionName name, LogDesk desk) {
        return desk.registrar()
                .holder(name)
                .map(outbox -> standing(outbox, desk))
                .orElseGet(() -> CompletableFuture.completedFuture(written(entry)));
    }

    /** On the log lane: asks its loop. If it is closed there meanwhile, what is written holds. */
    CompletableFuture<Standing> standing(Outbox outbox, LogDesk desk) {
        Standing written = written(outbox.entry());
        long routedEnd = desk.router().routedEnd();
        CompletableFuture<Standing> said = new CompletableFuture<>();
        outbox.ingress()
                .tell(
                        () ->
                                said.complete(
                                        outbox.feed()
                                                .standing(routedEnd, written)
                                                .orElse(written)));
        return said;
    }

    /** On the log lane: as the log has it. */
    Standing written(SessionEntry entry) {
        return new Standing(
                entry.label(),
                entry.nextOffset(),
                entry.inflight(),
                entry.settled(),
                entry.filters(),
                queueQos0 || entry.isGroup() || entry.isConnected());
    }

    /**
     * Has it read the log from a place, now and after a restart. What it was sent and has not
     * finished stays as it is.
     *
     * @return the offset; none if there is no session of this name
     */
    public Optional<Long> seek(SessionName name, Where where) {
        Optional<Standing> standing = standing(name);
        if (standing.isEmpty()) {
            return Optional.empty();
        }
        long offset = enquiry.offset(where, standing.get().filters());
        for (int i = 0; i < SEEK_TRIES_MAX; i++) {
            long sought = enquiry.<Long>run((desk, done) -> seek(name, offset, desk, done));
            if (sought != Outbox.NOWHERE) {
                return Optional.of(sought);
            }
        }
        throw new RefusedException(Refusal.SESSION_GONE);
    }

    private void seek(SessionName name, long offset, LogDesk desk, CompletableFuture<Long> done)
            throws IOException {
        Optional<Outbox> connected = desk.registrar().holder(name);
        if (connected.isPresent()) {
            LoopFeed feed = connected.get().feed();
            feed.ingress().tell(() -> feed.seek(offset, done));
            return;
        }
        Optional<SessionEntry> asleep = desk.state().sessions().find(name);
        if (asleep.isEmpty()) {
            done.complete(Outbox.NOWHERE);
            return;
        }
        byte[] record = desk.records().seek(asleep.get().ref(), SeekRequest.place(offset, desk));
        if (!desk.takesControl(record.length)) {
            throw new RefusedException(Refusal.DISK_FULL);
        }
        long stored = desk.change(record, true);
        long sought = asleep.get().nextOffset();
        desk.answerStored(enquiry.ingress(), new SeekRequest.Answer(sought, done), stored);
    }

    /**
     * Ends a session with all that waits for it. A connection that holds it is let go like one
     * whose session another takes over.
     *
     * @return whether there was one
     */
    public boolean end(SessionName name) {
        boolean isThere = enquiry.ask(desk -> desk.state().sessions().find(name).isPresent());
        if (isThere) {
            enquiry.<Long>onOwnLoop(ingress -> Undertaker.bury(name, ingress));
        }
        return isThere;
    }

    /** Takes a session over, with nothing of what it was, and ends it. */
    private record Undertaker(LoopIngress ingress, CompletableFuture<Long> done)
            implements Subscriber {
        static CompletableFuture<Long> bury(SessionName name, LoopIngress ingress) {
            CompletableFuture<Long> done = new CompletableFuture<>();
            SessionRequest request = new SessionRequest(name, true, 0, Will.NONE);
            ingress.open(request, new Undertaker(ingress, done));
            return done;
        }

        @Override
        public void opened(Feed feed, SessionState state) {
            ingress.close(feed, Inflight.NONE, new Close(false, 0));
            ingress.barrier(new SeekRequest.Answer(0, done));
            ingress.flush();
        }

        @Override
        public void refused(Refusal why) {
            done.completeExceptionally(new RefusedException(why));
        }

        @Override
        public void deliverable() {}

        @Override
        public void takenOver() {}

        @Override
        public void dismissed(Refusal why) {}

        @Override
        public void lost(long records) {}

        @Override
        public void skipped(long records) {}

        @Override
        public Inflight inflight() {
            return Inflight.NONE;
        }
    }
}
