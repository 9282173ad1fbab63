package io.sluice.pipeline;

import java.io.IOException;

/** Time has passed: sessions may have expired, wills may be due. */
record TimerRequest() implements Request {
    @Override
    public void run(LogDesk desk) throws IOException {
        desk.registrar().timePassed(desk);
    }
}
