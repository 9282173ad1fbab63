package io.sluice.auth;

/**
 * Decides what a client may do. Called on event loops for the first message of a topic, so it must
 * be quick; connections keep the answer until {@link #version} changes.
 */
public interface Authorizer {
    /**
     * @param topicOrFilter a topic name for a publish and for the check of one delivery ({@link
     *     Action#SUBSCRIBE} with a name), a filter for a subscription; a filter, too, to learn
     *     whether its names need to be asked for at all, which {@link Access#ALLOWED} denies
     */
    Access decide(Principal who, String clientId, Action action, String topicOrFilter);

    /** Grows whenever answers may have changed. */
    long version();
}
