package io.sluice.mqtt;

import io.netty.buffer.ByteBuf;
import io.sluice.broker.Delivery;
import io.sluice.broker.Feed;
import io.sluice.broker.Grant;
import io.sluice.broker.Inflight;
import io.sluice.broker.MessageView;
import io.sluice.broker.SessionState;
import io.sluice.broker.Share;
import io.sluice.broker.Stretch;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.mqtt.packet.PublishEncoder;
import io.sluice.mqtt.packet.Scratch;
import io.sluice.mqtt.packet.SharedForm;

/**
 * What one client is delivered: taken from its feed while its window is open and its socket takes
 * it, encoded into one buffer a turn. What is left in the feed is the broker's to keep.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class OutboundDeliveries {
    private static final int TURN_BYTES = 256 * 1024;
    private static final int DRAIN_BYTES = 32 * 1024;
    private static final int TRIES_MAX = 5;

    private final MqttLoop loop;
    private final Client client;
    private final Outlet outlet;
    private final DeliveryRights rights;
    private final MessageView message;
    private final Scratch scratch;
    private final PublishEncoder encoder;
    private final OutboundWindow window;
    private final OutboundAliases aliases;
    private final HeldDeliveries held;
    private final int heldBytesMax;
    private boolean isHolding;
    private int turnBytes;
    private long nowMs;

    OutboundDeliveries(
            MqttLoop loop,
            Client client,
            MqttSession session,
            Outlet outlet,
            DeliveryRights rights) {
        this.loop = loop;
        this.client = client;
        this.outlet = outlet;
        this.rights = rights;
        this.message = loop.message();
        this.scratch = loop.scratch();
        this.encoder = new PublishEncoder(client.is5());
        this.window = new OutboundWindow(client.terms().receiveMax());
        this.aliases = new OutboundAliases(client.terms().topicAliasMax());
        this.held = new HeldDeliveries(session, outlet, window);
        this.heldBytesMax = loop.assembly().config().outgoingBytesMax();
    }

    OutboundWindow window() {
        return window;
    }

    /** Goes on where an earlier connection stopped: those of which PUBREC had come are released. */
    void restore(SessionState state) {
        Inflight left = state.inflight();
        window.restore(left);
        for (int i = 0; i < left.count(); i++) {
            if (left.stages()[i] == Inflight.RECEIVED) {
                outlet.acknowledge(Outlet.PUBREL, left.packetIds()[i]);
            }
        }
    }

    /** Delivers what may be delivered; true if there is more for another turn. */
    boolean pump() {
        Feed feed = client.feed();
        nowMs = loop.assembly().clock().millis();
        turnBytes = 0;
        isHolding = !held.isEmpty();
        boolean isStuck = false;
        while (!isStuck && turnBytes < TURN_BYTES && takesMore()) {
            Delivery head = feed.head();
            if (head == Delivery.NONE) {
                break;
            }
            int place = sendForm(head) ? head.stretch().to() : sendEach(head);
            drain();
            isStuck = place < head.stretch().to() && turnBytes < TURN_BYTES && takesMore();
            if (place > head.at()) {
                feed.consume(place);
            }
        }
        held.send(loop.ingress(), feed);
        return turnBytes >= TURN_BYTES;
    }

    void close() {
        held.close();
    }

    private boolean takesMore() {
        return outlet.isWritable() && held.bytes() < heldBytesMax;
    }

    /** Sends the whole stretch in the form that others have made, if that is right for this one. */
    private boolean sendForm(Delivery delivery) {
        Grant grant = delivery.grant();
        boolean isPlain =
                delivery.kind() == Delivery.Kind.LIVE
                        && delivery.isUntouched()
                        && !isHolding
                        && !grant.noLocal()
                        && !rights.isAsked()
                        && !aliases.isUsed()
                        && (!client.is5() || grant.subscriptionIds().length == 0);
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

    private Object make(Stretch stretch, int qosMax) {
        if (!SharedForm.suits(stretch, qosMax, message)) {
            return FormMark.UNFIT;
        }
        return SharedForm.of(stretch, qosMax, encoder, message, scratch);
    }

    private boolean send(SharedForm form, Stretch stretch) {
        int idCount = form.packetIdCount();
        if (idCount > window.room()
                || form.packetBytesLongest() > client.terms().packetBytesMax()) {
            return false;
        }
        ByteBuf out = outlet.room(form.length());
        int begin = form.writeTo(out);
        for (int i = 0; i < idCount; i++) {
            form.setPacketId(out, begin, i, window.open(form.offset(i), Inflight.SENT_QOS1));
        }
        turnBytes += form.length();
        loop.tally().delivered(1, idCount);
        loop.tally().delivered(0, stretch.count() - idCount);
        if (loop.tally().samplesDeliver()) {
            loop.tally().delivering(nowMs - form.storeTimeMs());
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
            if (scratch.length() > DRAIN_BYTES) {
                drain();
                if (turnBytes >= TURN_BYTES || !takesMore()) {
                    return at;
                }
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
        if (isPassedOver(grant)) {
            giveBack(delivery.share());
            return true;
        }
        int qos = Math.min(message.qos(), grant.qosMax());
        if (qos > 0 && window.room() <= 0) {
            return false;
        }
        if (!measure(qos, grant.subscriptionIds())) {
            giveBack(delivery.share());
            return true;
        }
        if (qos == 2 && !isHolding) {
            drain();
            isHolding = true;
        }
        int packetId = 0;
        if (qos > 0) {
            packetId = window.open(message.offset(), (byte) qos);
            if (delivery.kind() == Delivery.Kind.SHARED) {
                window.owe(packetId, delivery.share());
            }
        }
        if (qos == 2) {
            held.remember(packetId, message.offset());
        }
        boolean isRetain =
                delivery.kind() == Delivery.Kind.RETAINED
                        || grant.retainAsPublished() && message.isRetain();
        write(false, isRetain, packetId);
        if (qos == 0) {
            delivery.share().acknowledged(message.offset());
        }
        loop.tally().delivered(qos, 1);
        if (loop.tally().samplesDeliver()) {
            loop.tally().delivering(nowMs - message.storeTimeMs());
        }
        return true;
    }

    /** A group's message that cannot go to this member: others may try, but not for ever. */
    private void giveBack(Share share) {
        long offset = message.offset();
        share.rejected(offset, !message.hasExpired(nowMs) && share.tries(offset) < TRIES_MAX);
    }

    private boolean isPassedOver(Grant grant) {
        if (grant.noLocal() && message.publisherRef() == client.feed().ref()) {
            return true;
        }
        if (message.hasExpired(nowMs)) {
            loop.tally().dropped("expired", 1);
            return true;
        }
        if (!rights.mayRead(message)) {
            loop.tally().dropped("not_authorized", 1);
            return true;
        }
        return false;
    }

    private boolean resend(Delivery delivery) {
        int packetId = delivery.packetId();
        byte stage = window.stage(packetId);
        if (stage == OutboundWindow.FREE) {
            stage = (byte) Math.max(1, Math.min(message.qos(), delivery.grant().qosMax()));
        }
        if (window.room() <= 0) {
            return false;
        }
        int qos = stage == Inflight.SENT_QOS1 ? 1 : 2;
        if (!measure(qos, delivery.grant().subscriptionIds())) {
            forget(packetId, qos);
            return true;
        }
        window.reopen(packetId, message.offset(), stage);
        write(true, delivery.grant().retainAsPublished() && message.isRetain(), packetId);
        loop.tally().delivered(qos, 1);
        loop.tally().redelivered();
        return true;
    }

    /** A client that takes shorter packets than before never gets this one. */
    private void forget(int packetId, int qos) {
        if (window.stage(packetId) != OutboundWindow.FREE) {
            window.free(packetId);
        }
        if (qos == 2) {
            loop.ingress().completed(client.feed(), new int[] {packetId});
        }
    }

    /** Measures the packet, with its alias if the client takes such; false if it is too long. */
    private boolean measure(int qos, int[] subscriptionIds) {
        int packetBytesMax = client.terms().packetBytesMax();
        long secondsLeft = message.expires() ? Math.max(0, message.secondsLeft(nowMs)) : -1;
        int bytes = encoder.measure(message, qos, subscriptionIds, secondsLeft);
        if (aliases.isUsed()) {
            int alias = aliases.known(message);
            if (alias != OutboundAliases.NONE) {
                bytes = encoder.withAlias(alias, false);
            } else if (bytes + 4 <= packetBytesMax) {
                alias = aliases.learn(message);
                if (alias != OutboundAliases.NONE) {
                    bytes = encoder.withAlias(alias, true);
                }
            }
        }
        if (bytes > packetBytesMax) {
            loop.tally().dropped("packet_too_large", 1);
            return false;
        }
        return true;
    }

    private void write(boolean isDuplicate, boolean isRetain, int packetId) {
        encoder.write(scratch, isDuplicate, isRetain, packetId);
        if (!encoder.isSmall()) {
            drain();
            int payload = message.payloadBytes();
            room(payload).writeBytes(message.bytes(), message.payloadAt(), payload);
        }
    }

    private void drain() {
        int length = scratch.length();
        if (length > 0) {
            scratch.drainTo(room(length));
        }
    }

    private ByteBuf room(int bytes) {
        turnBytes += bytes;
        return isHolding ? held.room(bytes) : outlet.room(bytes);
    }

    /** What stands in a stretch in the place of a form. */
    private enum FormMark {
        /** One subscriber has had it: should a second come, a form pays. */
        SEEN_ONCE,
        /** It must be encoded for each. */
        UNFIT
    }
}
