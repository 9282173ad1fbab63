package io.sluice.pipeline;

import io.sluice.broker.Drop;
import io.sluice.broker.DropReason;
import io.sluice.broker.MessageView;
import io.sluice.broker.Parcel;
import io.sluice.broker.Refusal;
import java.io.IOException;

/** The messages of one parcel. */
final class PublishRequest implements Request {
    private final LoopIngress ingress;
    private final Parcel parcel;

    PublishRequest(LoopIngress ingress, Parcel parcel) {
        this.ingress = ingress;
        this.parcel = parcel;
    }

    @Override
    public void run(LogDesk desk) throws IOException {
        byte[] bytes = parcel.bytes();
        boolean isTaken =
                parcel.messageCount() > 0
                        ? desk.takesMessages(bytes.length)
                        : desk.takesControl(bytes.length);
        if (!isTaken) {
            refuse(desk, Refusal.DISK_FULL);
        } else if (parcel.hasDelayed() && !desk.state().delayed().admits(bytes)) {
            refuse(desk, Refusal.DELAYED_FULL);
        } else {
            if (parcel.hasRetained()) {
                desk.limitRetained(bytes);
            }
            store(desk);
        }
    }

    private void store(LogDesk desk) throws IOException {
        try {
            if (parcel.hasQueued()) {
                storeQueued(desk);
            } else {
                long offset = publish(parcel.bytes(), parcel.count(), desk);
                desk.answerStored(ingress, parcel.receipt(), offset);
            }
        } catch (IllegalArgumentException tooLong) {
            refuse(desk, Refusal.TOO_LARGE); // nothing of it was appended
        }
    }

    private void storeQueued(LogDesk desk) throws IOException {
        QueueAdmission admission = new QueueAdmission(desk.groups());
        admission.look(parcel.bytes(), desk);
        int refused = admission.refused().cardinality();
        if (refused == parcel.messageCount() || (refused > 0 && parcel.isAtomic())) {
            refuse(desk, admission.refusal());
            return;
        }
        long offset = publish(parcel.without(admission.refused()), parcel.count() - refused, desk);
        admission.stored();
        if (refused == 0) {
            desk.answerStored(ingress, parcel.receipt(), offset);
        } else {
            drop(desk, admission.refusal(), refused);
            desk.answerParted(
                    ingress, parcel.receipt(), offset, admission.refused(), admission.refusal());
        }
    }

    /** An atomic parcel is written, whatever its topics are. */
    private long publish(byte[] records, int count, LogDesk desk) throws IOException {
        boolean isMixed =
                parcel.hasSystem() || (desk.unwritten().hasTopics() && !parcel.isAtomic());
        return isMixed ? desk.unwritten().publish(records, desk) : desk.publish(records, count);
    }

    private void refuse(LogDesk desk, Refusal why) {
        drop(desk, why, parcel.messageCount());
        desk.refuse(ingress, parcel.receipt(), why);
    }

    private void drop(LogDesk desk, Refusal why, int count) {
        if (count > 0) {
            MessageView first = parcel.firstMessage();
            String client = desk.state().sessions().nameOf(first.publisherRef());
            desk.metrics()
                    .dropped(Drop.published(DropReason.of(why), client, first.topic(), count));
        }
    }

    @Override
    public boolean isBrief() {
        return true;
    }

    @Override
    public int bytes() {
        return parcel.bytes().length;
    }
}
