package io.sluice.pipeline;

import io.sluice.broker.Receipt;
import io.sluice.broker.Refusal;
import io.sluice.broker.TopicFilter;
import java.io.IOException;
import java.util.List;

/** A session wants some filters no more. */
record UnsubscribeRequest(
        LoopIngress ingress, Outbox outbox, List<TopicFilter> filters, Receipt receipt)
        implements Request {
    @Override
    public void run(LogDesk desk) throws IOException {
        if (outbox.isClosed()) {
            desk.refuse(ingress, receipt, Refusal.SESSION_GONE);
            return;
        }
        List<TopicFilter> had = filters.stream().distinct().filter(outbox.entry()::has).toList();
        byte[] record = desk.records().unsubscribe(outbox.ref(), had);
        long offset = desk.change(record, outbox.isLogged());
        for (TopicFilter filter : had) {
            if (filter.isGroup()) {
                desk.groups().unsubscribe(outbox, filter, desk);
            } else {
                desk.router().index().remove(outbox, filter);
                outbox.retained().forget(filter);
            }
        }
        outbox.subscriptionsChanged();
        desk.answerStored(ingress, receipt, offset);
    }
}
