package io.sluice.stomp;

import io.sluice.broker.Delivery;
import io.sluice.broker.Feed;

/** The feed of a subscription that is not open: nothing comes. */
enum NoFeed implements Feed {
    INSTANCE;

    @Override
    public int ref() {
        return 0;
    }

    @Override
    public Delivery head() {
        return Delivery.NONE;
    }

    @Override
    public void consume(int place) {
        throw new IllegalStateException("nothing to consume");
    }
}
