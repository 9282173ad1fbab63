package io.sluice.inspect;

import io.sluice.broker.Subscription;
import java.util.List;

/**
 * A session and what it subscribes to.
 *
 * @param subscriptions the first of them, if there are too many
 */
public record SessionDetail(SessionReport session, List<Subscription> subscriptions) {}
