package io.sluice.gateway;

import io.sluice.gateway.listen.Protocol;
import io.sluice.gateway.listen.WebProtocol;
import java.io.IOException;
import java.util.concurrent.CompletionStage;

/** All that stands behind the listeners: the broker, and the protocols that are spoken to it. */
public interface Engine extends AutoCloseable {
    Protocol mqtt();

    Protocol stomp();

    WebProtocol.Opening stompFrames();

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
