package io.sluice.stomp;

import io.sluice.broker.Delivery;
import io.sluice.broker.Feed;
import java.util.ArrayDeque;

/** A feed that a test fills. */
final class HandFeed implements Feed {
    private final int ref;
    private final ArrayDeque<Delivery> deliveries = new ArrayDeque<>();

    HandFeed(int ref) {
        this.ref = ref;
    }

    void add(Delivery delivery) {
        deliveries.add(delivery);
    }

    @Override
    public int ref() {
        return ref;
    }

    @Override
    public Delivery head() {
        return deliveries.isEmpty() ? Delivery.NONE : deliveries.peek();
    }

    @Override
    public void consume(int place) {
        Delivery head = deliveries.peek();
        head.moveTo(place);
        if (place == head.stretch().to()) {
            deliveries.remove();
        }
    }
}
