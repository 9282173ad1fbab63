package io.sluice.pipeline;

import io.sluice.broker.Receipt;
import io.sluice.broker.Refusal;
import java.io.IOException;
import java.util.List;

/**
 * Something that is done only where these queues are there when its turn comes; it makes none.
 *
 * @param queues their names, as topics
 * @param wanted what is done then, and answers by itself
 * @param receipt of that
 */
record IfQueuesRequest(LoopIngress ingress, List<String> queues, Request wanted, Receipt receipt)
        implements Request {
    @Override
    public void run(LogDesk desk) throws IOException {
        if (queues.stream().allMatch(desk.groups()::has)) {
            wanted.run(desk);
        } else {
            desk.refuse(ingress, receipt, Refusal.QUEUE_UNKNOWN);
        }
    }

    @Override
    public int bytes() {
        return wanted.bytes();
    }
}
