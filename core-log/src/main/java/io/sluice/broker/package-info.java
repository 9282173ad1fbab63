/**
 * The counter: the nouns and seams that protocol modules may see. A protocol hands its publishes
 * and wishes to an {@link io.sluice.broker.Ingress} and is fed through a {@link
 * io.sluice.broker.Feed}; it never sees the ring, the log's files, or another protocol.
 */
package io.sluice.broker;
