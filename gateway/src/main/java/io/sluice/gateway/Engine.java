package io.sluice.gateway;

import io.sluice.gateway.admin.Insight;
import io.sluice.gateway.listen.Protocol;
import io.sluice.gateway.listen.WebProtocol;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** All that stands behind the listeners: the broker, and the protocols that are spoken to it. */
public interface Engine extends AutoCloseable {
    Protocol mqtt();

    Protocol stomp();

    WebProtocol.Opening stompFrames();

    /** What operators can see of it; none of an engine that shows nothing. */
    default Optional<Insight> insight() {
        return Optional.empty();
    }

    /** Says goodbye to all clients; done when they are gone. Takes no more of them. */
    CompletionStage<Void> drain();

    /** Keeps what is to be kept. Clients have gone before. */
    @Override
    void close() throws IOException;

    /** Opens an engine. */
    @FunctionalInterface
    interface Factory {
        Engine open(Surroundings surroundings) throws Exception;
    }
}
