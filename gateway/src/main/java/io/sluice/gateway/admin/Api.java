package io.sluice.gateway.admin;

import java.util.Optional;
import java.util.function.Supplier;

/** The part of the API that asks the broker, and the console that shows it. */
public final class Api {
    private final Supplier<Optional<Insight>> source;

    /**
     * @param source what can be seen of the broker; none while it starts
     */
    public Api(Supplier<Optional<Insight>> source) {
        this.source = source;
    }

    /** Adds all its routes. */
    public void addTo(Router router) {
        new ClientRoutes(this::insight).addTo(router);
        new SessionRoutes(this::insight).addTo(router);
        new QueueRoutes(this::insight).addTo(router);
        new MessageRoutes(this::insight).addTo(router);
        new DropRoutes(this::insight).addTo(router);
        Console.addTo(router);
    }

    private Insight insight() {
        return source.get()
                .orElseThrow(() -> AnswerException.notReady("the gateway is not ready yet"));
    }
}
