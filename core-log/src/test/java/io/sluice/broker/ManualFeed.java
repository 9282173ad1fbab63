package io.sluice.broker;

import java.util.ArrayDeque;

/** A feed that the test fills. */
public final class ManualFeed implements Feed {
    private final int ref;
    private final ArrayDeque<Delivery> deliveries = new ArrayDeque<>();
    private int consumed;
    private long durableEnd;

    public ManualFeed(int ref) {
        this.ref = ref;
    }

    @Override
    public int ref() {
        return ref;
    }

    /** Puts a delivery at the end; says nothing to the subscriber. */
    public void add(Delivery delivery) {
        deliveries.add(delivery);
    }

    /** From now on all records below this offset are durable. */
    public void becomeDurable(long end) {
        durableEnd = end;
    }

    @Override
    public long durableEnd() {
        return durableEnd;
    }

    @Override
    public Delivery head() {
        return deliveries.isEmpty() ? Delivery.NONE : deliveries.peek();
    }

    @Override
    public void consume(int place) {
        Delivery head = deliveries.element();
        if (place < head.at() || place > head.stretch().to()) {
            throw new IllegalArgumentException("place " + place);
        }
        MessageView view = new MessageView();
        int at = head.at();
        while (at < place) {
            at = view.on(head.stretch().bytes(), at).next();
            consumed++;
        }
        if (at != place) {
            throw new IllegalArgumentException("in the middle of a record: " + place);
        }
        head.moveTo(place);
        if (place == head.stretch().to()) {
            deliveries.remove();
        }
    }

    /** How many records were taken. */
    public int consumed() {
        return consumed;
    }

    public boolean isEmpty() {
        return deliveries.isEmpty();
    }
}
