package io.sluice.pipeline;

/** A feed has taken the retained messages that it got, and there are more. */
record RetainedRequest(Outbox outbox) implements Request {
    @Override
    public void run(LogDesk desk) {
        if (!outbox.isClosed()) {
            outbox.sendRetained(desk.registrar().nowMs(), desk.nextOffset());
        }
    }
}
