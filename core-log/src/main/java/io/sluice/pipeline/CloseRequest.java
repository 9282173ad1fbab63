package io.sluice.pipeline;

import io.sluice.broker.Close;
import io.sluice.broker.Inflight;
import java.io.IOException;

/**
 * A connection has left its session.
 *
 * @param position where the session has to go on
 * @param inflight what was sent and is not finished
 */
record CloseRequest(Outbox outbox, long position, Inflight inflight, Close how) implements Request {
    @Override
    public void run(LogDesk desk) throws IOException {
        desk.registrar().close(this, desk);
    }
}
