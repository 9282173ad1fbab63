package io.sluice.gateway;

import io.sluice.lane.Crossing;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** How the gateway is. Told by whoever starts and stops it, asked by admin threads. */
@Crossing
final class Condition {
    private final AtomicReference<State> state = new AtomicReference<>(State.STARTING);

    /** In the order of a life; there is no way back. */
    enum State {
        STARTING("the gateway is starting"),
        READY(""),
        STOPPING("the gateway is stopping"),
        FAILED("the gateway has failed and stops; its log says why");

        private final String reason;

        State(String reason) {
            this.reason = reason;
        }
    }

    void become(State next) {
        state.accumulateAndGet(next, (now, then) -> now.compareTo(then) < 0 ? then : now);
    }

    State now() {
        return state.get();
    }

    /** Why it does not do its work; empty if it does. */
    List<String> reasons() {
        State now = state.get();
        return now == State.READY ? List.of() : List.of(now.reason);
    }
}
