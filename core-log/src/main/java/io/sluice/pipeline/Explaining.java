package io.sluice.pipeline;

import io.sluice.broker.DropLedger;
import io.sluice.broker.DropReason;
import io.sluice.broker.Grant;
import io.sluice.broker.MessageView;
import io.sluice.broker.Subscription;
import io.sluice.inspect.Explanation;
import io.sluice.inspect.Explanation.Fate;
import io.sluice.inspect.Explanation.State;
import io.sluice.inspect.Standing;
import io.sluice.inspect.StoredMessage;
import io.sluice.lane.Crossing;
import io.sluice.subscription.FilterSet;
import io.sluice.subscription.Match;
import io.sluice.subscription.SessionEntry;
import io.sluice.subscription.SessionWalk;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Tells what became of one message: who has it, who waits for it, who does not get it and why. */
@Crossing
public final class Explaining {
    private static final int SUBSCRIBERS_MAX = 1000;
    private static final int DROPS_MAX = 1000;

    private final Enquiry enquiry;
    private final MessageInspection messages;
    private final SessionInspection sessions;
    private final DropLedger drops;

    /** One who matches: how he subscribes, and where he stands. */
    private record Candidate(
            boolean isConnected, boolean wantsNoOwn, CompletableFuture<Standing> standing) {}

    Explaining(
            Enquiry enquiry,
            MessageInspection messages,
            SessionInspection sessions,
            DropLedger drops) {
        this.enquiry = enquiry;
        this.messages = messages;
        this.sessions = sessions;
        this.drops = drops;
    }

    /** None if there is no message at this offset. */
    public Optional<Explanation> explain(long offset) {
        return messages.at(offset).map(this::explain);
    }

    private Explanation explain(StoredMessage message) {
        MessageView view = message.view();
        long offset = view.offset();
        int ref = view.publisherRef();
        String publisher = enquiry.ask(desk -> desk.state().sessions().publisherOf(ref, offset));
        List<Candidate> candidates = new ArrayList<>();
        enquiry.<Boolean>ask(desk -> connected(view, candidates, desk));
        asleep(view.topic(), candidates);
        List<DropLedger.Entry> told = drops.newest(drop -> drop.covers(offset), DROPS_MAX);
        List<Fate> fates = new ArrayList<>();
        Set<String> labels = new HashSet<>();
        for (Candidate candidate : candidates) {
            Standing standing = enquiry.await(candidate.standing());
            labels.add(standing.label());
            fates.add(fate(candidate, standing, view, told));
        }
        for (DropLedger.Entry entry : told) {
            if (entry.drop().offset() == entry.drop().lastOffset()
                    && labels.add(entry.drop().client())) {
                String why = entry.drop().reason().label();
                fates.add(new Fate(entry.drop().client(), false, State.DROPPED, why));
            }
        }
        boolean isCut = candidates.size() >= SUBSCRIBERS_MAX;
        return new Explanation(message, publisher, List.copyOf(fates), isCut, told);
    }

    private boolean connected(MessageView view, List<Candidate> into, LogDesk desk) {
        Match<Outbox> match =
                desk.router().index().match(view.bytes(), view.topicAt(), view.topicBytes());
        int count = Math.min(match.count(), SUBSCRIBERS_MAX);
        for (int i = 0; i < count; i++) {
            Outbox outbox = match.subscriber(i);
            boolean noLocal = match.grant(i).noLocal() && view.publisherRef() == outbox.ref();
            into.add(new Candidate(true, noLocal, sessions.standing(outbox, desk)));
        }
        return true;
    }

    private void asleep(String topic, List<Candidate> into) {
        int[] after = {SessionWalk.NOBODY};
        do {
            after[0] = enquiry.ask(desk -> step(topic, after[0], into, desk));
        } while (after[0] != SessionWalk.NOBODY && into.size() < SUBSCRIBERS_MAX);
    }

    private int step(String topic, int after, List<Candidate> into, LogDesk desk) {
        SessionWalk walk = new SessionWalk(desk.state().sessions(), after);
        walk.step(
                SUBSCRIBERS_MAX - into.size(),
                entry -> !entry.isConnected() && takesItself(entry, topic),
                entry ->
                        into.add(
                                new Candidate(
                                        false,
                                        false,
                                        CompletableFuture.completedFuture(
                                                sessions.written(entry)))));
        return walk.after();
    }

    /** What a group takes for it is the group's. */
    private static boolean takesItself(SessionEntry entry, String topic) {
        for (Subscription subscription : entry.subscriptions()) {
            if (!subscription.filter().isGroup() && subscription.filter().matches(topic)) {
                return true;
            }
        }
        return false;
    }

    private static Fate fate(
            Candidate candidate, Standing standing, MessageView view, List<DropLedger.Entry> told) {
        boolean isLight = grant(standing, view).qosMax() == 0 || view.qos() == 0;
        String why =
                told.stream()
                        .filter(entry -> entry.drop().client().equals(standing.label()))
                        .filter(entry -> isLight || entry.drop().reason() != DropReason.ASLEEP_QOS0)
                        .map(entry -> entry.drop().reason().label())
                        .findFirst()
                        .orElse("");
        State state = state(candidate, standing, view, !why.isEmpty());
        String said = state == State.DROPPED ? why : "";
        return new Fate(standing.label(), candidate.isConnected(), state, said);
    }

    private static Grant grant(Standing standing, MessageView view) {
        return standing.filters()
                .reader()
                .grant(view.bytes(), view.topicAt(), view.topicBytes(), view.offset());
    }

    private static State state(
            Candidate candidate, Standing standing, MessageView view, boolean isDropped) {
        long offset = view.offset();
        if (grant(standing, view) == FilterSet.NONE) {
            return State.SUBSCRIBED_LATER;
        }
        if (candidate.wantsNoOwn()) {
            return State.OWN;
        }
        if (isDropped) {
            return State.DROPPED;
        }
        if (standing.isInflight(offset)) {
            return State.SENT;
        }
        boolean isTaken = offset < standing.nextOffset() || standing.isSettled(offset);
        return isTaken ? State.DELIVERED : State.WAITING;
    }
}
