package io.sluice.pipeline;

/**
 * A feed has read the log to its end: the router is to take over from here.
 *
 * @param reading which reading has come to its end; one that was given up meanwhile is not gone on
 */
record AttachRequest(Outbox outbox, int reading) implements Request {
    @Override
    public void run(LogDesk desk) {
        if (outbox.readings() == reading) {
            outbox.attach(desk.nextOffset());
        }
    }
}
