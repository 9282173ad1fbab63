package io.sluice.pipeline;

import io.sluice.broker.Drop;
import io.sluice.broker.DropReason;
import io.sluice.broker.MessageView;
import io.sluice.broker.Parcel;
import io.sluice.broker.Receipt;
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
        Receipt receipt = parcel.receipt();
        if (!desk.takesMessages(parcel.bytes().length)) {
            refuse(desk, Refusal.DISK_FULL);
            return;
        }
        if (parcel.hasDelayed() && !desk.state().delayed().admits(parcel.bytes())) {
            refuse(desk, Refusal.DELAYED_FULL);
            return;
        }
        if (parcel.hasRetained()) {
            desk.limitRetained(parcel.bytes());
        }
        if (parcel.hasQueued()) {
            desk.groups().openQueues(parcel.bytes(), desk);
        }
        try {
            desk.answerStored(ingress, receipt, publish(desk));
        } catch (IllegalArgumentException tooLong) {
            refuse(desk, Refusal.TOO_LARGE); // nothing of it was appended
        }
    }

    private long publish(LogDesk desk) throws IOException {
        boolean isMixed = parcel.hasSystem() || desk.unwritten().hasTopics();
        return isMixed
                ? desk.unwritten().publish(parcel.bytes(), desk)
                : desk.publish(parcel.bytes(), parcel.count());
    }

    private void refuse(LogDesk desk, Refusal why) {
        MessageView first = new MessageView().on(parcel.bytes(), 0);
        String client = desk.state().sessions().nameOf(first.publisherRef());
        desk.metrics()
                .dropped(Drop.published(DropReason.of(why), client, first.topic(), parcel.count()));
        desk.refuse(ingress, parcel.receipt(), why);
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
