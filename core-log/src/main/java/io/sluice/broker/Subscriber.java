package io.sluice.broker;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;

/**
 * The protocol's side of an open session. Every call comes on the event loop of the ingress that
 * opened it.
 */
@OwnedBy(Lane.EVENT_LOOP)
public interface Subscriber {
    /**
     * The session is open, and durably so if it is a durable one: the client may be told. First of
     * all calls, unless {@link #refused} comes in its place.
     */
    void opened(Feed feed, SessionState state);

    /** The session cannot be had. */
    void refused(Refusal why);

    /** {@link Feed#head} has something: take what can be taken. Called once a batch. */
    void deliverable();

    /**
     * Another connection has the same name. End this one: hand over what was gathered, then {@link
     * Ingress#close}, which must be called for the other to be let in.
     */
    void takenOver();

    /** The broker wants this connection gone, and why; then as with {@link #takenOver}. */
    void dismissed(Refusal why);

    /**
     * Retention has taken messages away before they were read: {@code records} of the log, of which
     * some may have been for this subscriber.
     */
    void lost(long records);

    /**
     * Retention has taken what was sent and not finished before it could be sent again: these
     * exchanges are over, and their packet ids are free.
     */
    default void gone(Inflight exchanges) {
        lost(exchanges.count());
    }

    /** A reader of live messages only was too far behind and was moved to the end. */
    void skipped(long records);

    /**
     * The place where the subscription was to begin is not there yet, behind the end of the log or
     * in the future: it begins with what comes next. Comes before the first message, and perhaps
     * before the receipt.
     */
    default void reset() {}

    /**
     * How many messages of a group or a queue it takes at once without having said what became of
     * them.
     */
    default int window() {
        return 64;
    }

    /**
     * Whether it goes on with messages of a group that it has when it unsubscribes; if not, others
     * get them at once. Always the same; any lane may ask.
     */
    default boolean finishesWhatItHas() {
        return false;
    }

    /**
     * Whether it is kept what was published as QoS 0 while it slept, whatever is configured for
     * others. Always the same; any lane may ask.
     */
    default boolean keepsQos0() {
        return false;
    }

    /**
     * What was sent and is not finished, without what a {@link Share} waits for; asked for about
     * once a second.
     */
    Inflight inflight();
}
