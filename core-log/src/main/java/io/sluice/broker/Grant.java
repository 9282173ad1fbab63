package io.sluice.broker;

/**
 * The terms under which one subscriber gets a message: those of all its subscriptions that match,
 * taken together. Immutable and shared by all deliveries under the same terms.
 *
 * @param qosMax the highest that was granted
 * @param noLocal leave out what the subscriber itself published (only if all that match say so)
 * @param retainAsPublished whether any that matches says so
 * @param subscriptionIds identifiers of those that match and have one
 */
public record Grant(
        int qosMax, boolean noLocal, boolean retainAsPublished, int[] subscriptionIds) {}
