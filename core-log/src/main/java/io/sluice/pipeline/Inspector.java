package io.sluice.pipeline;

import io.sluice.broker.DropLedger;
import io.sluice.broker.SessionName;
import io.sluice.lane.Crossing;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What operators may ask of a running broker and have done in it. Every method waits for its answer
 * and must be called on a thread that may; it throws {@link UnansweredException} if there is none
 * in time, and {@link RefusedException} if the broker will not.
 */
@Crossing
public final class Inspector {
    private final SessionInspection sessions;
    private final GroupInspection groups;
    private final MessageInspection messages;
    private final Explaining explaining;
    private final DropLedger drops;

    /** Counts how far sessions are behind. */
    interface LagSource {
        CompletableFuture<Optional<Lag>> of(SessionName name);
    }

    Inspector(Enquiry enquiry, LagSource lags, boolean queueQos0, DropLedger drops) {
        this.drops = drops;
        sessions = new SessionInspection(enquiry, lags, queueQos0);
        groups = new GroupInspection(enquiry, sessions);
        messages = new MessageInspection(enquiry);
        explaining = new Explaining(enquiry, messages, sessions, drops);
    }

    public SessionInspection sessions() {
        return sessions;
    }

    /** Groups and queues. */
    public GroupInspection groups() {
        return groups;
    }

    public MessageInspection messages() {
        return messages;
    }

    /** What became of one message. */
    public Explaining explaining() {
        return explaining;
    }

    /** What was not delivered, and why. */
    public DropLedger drops() {
        return drops;
    }
}
