package io.sluice.mqtt;

import io.netty.buffer.ByteBuf;
import io.sluice.broker.Delivery;
import io.sluice.broker.Drop;
import io.sluice.broker.DropReason;
import io.sluice.broker.Feed;
import io.sluice.broker.Grant;
import io.sluice.broker.Inflight;
import io.sluice.broker.MessageView;
import io.sluice.broker.Share;
import io.sluice.broker.Stretch;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.mqtt.packet.Scratch;
import io.sluice.mqtt.packet.SharedForm;
import java.util.ArrayList;
import java.util.List;

/**
 * What one client is delivered: taken from its feeds while its window is open and its socket takes
 * it, encoded into one buffer a turn. What is left in a feed is the broker's to keep.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class OutboundDeliveries {
    private static final int TRIES_MAX = 5;

    private final MqttLoop loop;
    private final Client client;
    private final MessageView message;
    private final Scratch scratch;
    private final OutboundWindow window;
    private final Unfinished unfinished;
    private final OutboundPackets packets;
    private final Origin own;
    private final List<Origin> origins = new ArrayList<>();
    private int next;
    private Origin current;

    OutboundDeliveries(
            MqttLoop loop, Client client, MqttSession session, Outlet outlet, Origin own) {
        this.loop = loop;
        this.client = client;
        this.own = own;
        this.current = own;
        this.message = loop.message();
        this.scratch = loop.scratch();
        this.window = new OutboundWindow(client.terms().receiveMax());
        this.unfinished = new Unfinished(loop, outlet, window, own);
        this.packets = new OutboundPackets(loop, client, session, outlet, window);
        origins.add(own);
    }

    OutboundWindow window() {
        return window;
    }

    /** Where the deliveries of the session's own feed come from. */
    Origin own() {
        return own;
    }

    /** What was sent before and is not finished. */
    Unfinished unfinished() {
        return unfinished;
    }

    /** From now on what a reading brings is delivered, too. */
    void add(Origin reading, Inflight left) {
        origins.add(reading);
        unfinished.restore(left, reading.feed());
    }

    /** Nothing more is delivered from there; what is not finished is the session's to finish. */
    void remove(Origin reading) {
        origins.remove(reading);
        unfinished.adopt(reading.feed());
    }

    /** Delivers what may be delivered; true if there is more for another turn. */
    boolean pump() {
        packets.begin();
        int first = next++;
        for (int i = 0; i < origins.size() && !packets.isTurnOver(); i++) {
            current = origins.get(Math.floorMod(first + i, origins.size()));
            pumpCurrent();
        }
        return packets.isTurnOver();
    }

    private void pumpCurrent() {
        Feed feed = current.feed();
        boolean isStuck = false;
        while (!isStuck && packets.takesMore()) {
            Delivery head = feed.head();
            if (head == Delivery.NONE || !current.isReady(head)) {
                break;
            }
            int place = sendForm(head) ? head.stretch().to() : sendEach(head);
            packets.drain();
            isStuck = place < head.stretch().to() && packets.takesMore();
            if (place > head.at()) {
                feed.consume(place);
            }
        }
        packets.end(feed);
    }

    void close() {
        packets.close();
    }

    /** Sends the whole stretch in the form that others have made, if that is right for this one. */
    private boolean sendForm(Delivery delivery) {
        Grant grant = delivery.grant();
        boolean isPlain =
                delivery.kind() == Delivery.Kind.LIVE
                        && delivery.isUntouched()
                        && !packets.isHolding()
                        && !grant.noLocal()
                        && !current.rights().isAsked()
                        && !packets.hasAliases()
                        && (!client.is5() || isPlain(delivery));
        if (!isPlain) {
            return false;
        }
        Stretch stretch = delivery.stretch();
        int number = SharedForm.number(client.is5(), grant.qosMax());
        Object form = stretch.form(number);
        if (form == FormMark.SEEN_ONCE) {
            form = make(stretch, grant.qosMax());
            stretch.keepForm(number, form);
        } else if (form == null) {
            stretch.keepForm(number, FormMark.SEEN_ONCE);
        }
        return form instanceof SharedForm made && send(made, stretch);
    }

    private boolean isPlain(Delivery delivery) {
        return delivery.grant().subscriptionIds().length == 0 && current.isPlain(delivery);
    }

    private Object make(Stretch stretch, int qosMax) {
        if (!SharedForm.suits(stretch, qosMax, message)) {
            return FormMark.UNFIT;
        }
        return SharedForm.of(stretch, qosMax, packets.encoder(), message, scratch);
    }

    private boolean send(SharedForm form, Stretch stretch) {
        int idCount = form.packetIdCount();
        if (idCount > window.room()
                || form.packetBytesLongest() > client.terms().packetBytesMax()) {
            return false;
        }
        ByteBuf out = packets.room(form.length());
        int begin = form.writeTo(out);
        for (int i = 0; i < idCount; i++) {
            int packetId = window.open(form.offset(i), Inflight.SENT_QOS1);
            attribute(packetId);
            form.setPacketId(out, begin, i, packetId);
        }
        loop.tally().delivered(1, idCount);
        loop.tally().delivered(0, stretch.count() - idCount);
        if (loop.tally().samplesDeliver()) {
            loop.tally().delivering(packets.nowMs() - form.storeTimeMs());
        }
        return true;
    }

    /** Sends record by record; returns the place before the first that must wait. */
    private int sendEach(Delivery delivery) {
        Stretch stretch = delivery.stretch();
        int at = delivery.at();
        while (at < stretch.to()) {
            message.on(stretch.bytes(), at);
            if (!send(delivery)) {
                return at;
            }
            at = message.next();
            if (packets.isFullAfterDrain()) {
                return at;
            }
        }
        return at;
    }

    /** Sends one message, or passes it over; false if it must wait. */
    private boolean send(Delivery delivery) {
        return delivery.kind() == Delivery.Kind.RESENT ? resend(delivery) : sendNew(delivery);
    }

    private boolean sendNew(Delivery delivery) {
        Grant grant = delivery.grant();
        if (isPassedOver(grant, delivery.share())) {
            giveBack(delivery.share());
            return true;
        }
        int qos = Math.min(message.qos(), grant.qosMax());
        if (qos > 0 && window.room() <= 0) {
            return false;
        }
        if (!packets.fits(delivery, message, qos, current)) {
            tellDropped(DropReason.PACKET_TOO_LARGE, delivery.share());
            giveBack(delivery.share());
            return true;
        }
        int packetId = 0;
        if (qos > 0) {
            packetId = window.open(message.offset(), (byte) qos);
            attribute(packetId);
            if (delivery.kind() == Delivery.Kind.SHARED) {
                window.owe(packetId, delivery.share());
            }
        }
        if (qos == 2) {
            packets.hold(packetId, message.offset(), delivery.share());
        }
        boolean isRetain =
                delivery.kind() == Delivery.Kind.RETAINED
                        || grant.retainAsPublished() && message.isRetain();
        write(false, isRetain, packetId);
        if (delivery.kind() == Delivery.Kind.SHARED
                && delivery.share().isRedelivered(message.offset())) {
            loop.tally().redelivered();
        }
        if (qos == 0) {
            delivery.share().acknowledged(message.offset());
        }
        loop.tally().delivered(qos, 1);
        if (loop.tally().samplesDeliver()) {
            loop.tally().delivering(packets.nowMs() - message.storeTimeMs());
        }
        return true;
    }

    /**
     * A group's message that cannot go to this member: others may try, but not for ever. What
     * becomes of one that has expired is the group's affair.
     */
    private void giveBack(Share share) {
        long offset = message.offset();
        share.rejected(
                offset, message.hasExpired(packets.nowMs()) || share.tries(offset) < TRIES_MAX);
    }

    private boolean isPassedOver(Grant grant, Share share) {
        if (grant.noLocal() && message.publisherRef() == client.feed().ref()) {
            return true;
        }
        if (message.hasExpired(packets.nowMs())) {
            tellDropped(DropReason.EXPIRED, share);
            return true;
        }
        if (!current.rights().mayRead(message)) {
            tellDropped(DropReason.NOT_AUTHORIZED, share);
            return true;
        }
        return false;
    }

    /** Of a group's message nobody but the group can say that it is lost. */
    private void tellDropped(DropReason why, Share share) {
        if (share == Share.NONE) {
            loop.tally().dropped(Drop.delivery(why, client.label(), message));
        }
    }

    private boolean resend(Delivery delivery) {
        int packetId = delivery.packetId();
        byte stage = window.stage(packetId);
        if (stage != OutboundWindow.FREE && isAnothers(packetId)) {
            return sendNew(delivery);
        }
        if (stage == OutboundWindow.FREE) {
            stage = (byte) Math.max(1, Math.min(message.qos(), delivery.grant().qosMax()));
        }
        if (window.room() <= 0) {
            return false;
        }
        int qos = stage == Inflight.SENT_QOS1 ? 1 : 2;
        if (!packets.fits(delivery, message, qos, current)) {
            tellDropped(DropReason.PACKET_TOO_LARGE, Share.NONE);
            forget(packetId, qos);
            return true;
        }
        window.reopen(packetId, message.offset(), stage);
        attribute(packetId);
        write(true, delivery.grant().retainAsPublished() && message.isRetain(), packetId);
        loop.tally().delivered(qos, 1);
        loop.tally().redelivered();
        return true;
    }

    private boolean isAnothers(int packetId) {
        return window.feed(packetId, own.feed()) != current.feed();
    }

    /** Remembers that the delivery with this id comes from a reading, if it does. */
    private void attribute(int packetId) {
        if (current != own) {
            window.own(packetId, current.feed());
        }
    }

    /** A client that takes shorter packets than before never gets this one. */
    private void forget(int packetId, int qos) {
        if (window.stage(packetId) != OutboundWindow.FREE) {
            window.free(packetId);
        }
        if (qos == 2) {
            loop.ingress().completed(current.feed(), new int[] {packetId});
        }
    }

    private void write(boolean isDuplicate, boolean isRetain, int packetId) {
        packets.write(message, isDuplicate, isRetain, packetId);
        current.told();
    }

    /** What stands in a stretch in the place of a form. */
    private enum FormMark {
        /** One subscriber has had it: should a second come, a form pays. */
        SEEN_ONCE,
        /** It must be encoded for each. */
        UNFIT
    }
}
