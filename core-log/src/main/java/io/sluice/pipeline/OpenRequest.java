package io.sluice.pipeline;

import io.sluice.broker.SessionRequest;
import io.sluice.broker.Subscriber;
import java.io.IOException;

/**
 * Somebody wants a session opened.
 *
 * @param ingress the loop on which it will live
 * @param window as {@link Subscriber#window} says
 */
record OpenRequest(LoopIngress ingress, SessionRequest session, Subscriber subscriber, int window)
        implements Request {
    @Override
    public void run(LogDesk desk) throws IOException {
        desk.registrar().open(this, desk);
    }
}
