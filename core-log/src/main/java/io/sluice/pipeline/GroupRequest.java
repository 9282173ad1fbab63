package io.sluice.pipeline;

import io.sluice.broker.Inflight;
import io.sluice.group.Group;
import io.sluice.subscription.GroupEntry;
import java.io.IOException;

/**
 * How far one group has come.
 *
 * @param position where it reads on
 * @param unsettled what of it is not settled below
 * @param refusals how often each of those was refused
 */
record GroupRequest(
        Group group,
        Outbox outbox,
        long position,
        long removed,
        long removedBytes,
        Inflight unsettled,
        int[] refusals)
        implements Request {
    @Override
    public void run(LogDesk desk) throws IOException {
        byte[] record =
                desk.records()
                        .group(outbox.ref(), position, removed, removedBytes, unsettled, refusals);
        if (!outbox.isClosed() && desk.takesControl(record.length)) {
            GroupEntry entry = desk.state().groups().of(outbox.entry());
            boolean wasCounted = entry.isCounted();
            desk.change(record, true);
            if (!wasCounted && entry.isCounted()) {
                group.recounted(entry.removed() - removed, entry.removedBytes() - removedBytes);
            }
        }
    }
}
