package io.sluice.pipeline;

import io.sluice.broker.Receipt;
import io.sluice.broker.Refusal;
import io.sluice.log.RecordLayout;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * Messages that are still needed, as they are to lie in the log once more.
 *
 * @param copies whole records, which fill the array
 */
record CarryRequest(LoopIngress ingress, byte[] copies, int count, Receipt receipt)
        implements Request {
    @Override
    public void run(LogDesk desk) throws IOException {
        if (!desk.takesControl(copies.length)) {
            desk.refuse(ingress, receipt, Refusal.DISK_FULL);
            return;
        }
        desk.state().groups().trimmedTo(desk.log().firstOffset());
        long first = desk.appendControl(copies, count);
        Set<Integer> refs = new HashSet<>();
        for (int at = 0; at < copies.length; at = RecordLayout.next(copies, at)) {
            refs.add(RecordLayout.publisherRef(copies, at));
        }
        refs.forEach(ref -> desk.groups().carried(ref, desk.state().groups().carried(ref)));
        desk.answerStored(ingress, receipt, first);
    }
}
