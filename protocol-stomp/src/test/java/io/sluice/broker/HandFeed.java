package io.sluice.broker;

import java.util.ArrayDeque;

/** A feed that a test fills. It lives here because only this package moves a delivery on. */
public final class HandFeed implements Feed {
    private final int ref;
    private final ArrayDeque<Delivery> deliveries = new ArrayDeque<>();

    public HandFeed(int ref) {
        this.ref = ref;
    }

    public void add(Delivery delivery) {
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
