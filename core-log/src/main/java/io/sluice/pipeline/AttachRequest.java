package io.sluice.pipeline;

/** A feed has read the log to its end: the router is to take over from here. */
record AttachRequest(Outbox outbox) implements Request {
    @Override
    public void run(LogDesk desk) {
        outbox.attach(desk.nextOffset());
    }
}
