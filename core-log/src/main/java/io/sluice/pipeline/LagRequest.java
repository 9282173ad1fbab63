package io.sluice.pipeline;

import io.sluice.broker.SessionName;
import io.sluice.subscription.SessionEntry;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Asks how far a session is behind. Where a connection holds it, its loop knows how far it has
 * come; else the state does. The replay lane counts.
 *
 * @param answer none if there is no such session
 */
record LagRequest(SessionName name, Replayer replayer, CompletableFuture<Optional<Lag>> answer)
        implements Request {
    @Override
    public void run(LogDesk desk) {
        SessionEntry entry = desk.state().sessions().find(name).orElse(null);
        if (entry == null) {
            answer.complete(Optional.empty());
            return;
        }
        CompletableFuture<Lag> counted = new CompletableFuture<>();
        var unused = counted.thenAccept(lag -> answer.complete(Optional.of(lag)));
        var reader = new LagCount.Reader(entry.ref(), entry.filters(), entry.isReading());
        long nowMs = desk.registrar().nowMs();
        Outbox outbox = desk.registrar().holder(name).orElse(null);
        if (outbox == null) {
            long from = entry.nextOffset();
            Resumption asleep =
                    new Resumption(from, entry.inflight(), entry.settled(), Long.MAX_VALUE);
            replayer.count(new LagCount(reader, asleep, entry.inflight(), from, nowMs, counted));
        } else {
            long routedEnd = desk.router().routedEnd();
            LoopFeed feed = outbox.feed();
            outbox.ingress()
                    .tell(() -> replayer.count(feed.lag(reader, routedEnd, nowMs, counted)));
        }
    }
}
