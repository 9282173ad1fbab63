package io.sluice.mqtt;

import io.netty.handler.codec.mqtt.MqttMessageIdAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.sluice.auth.Authorizer;
import io.sluice.broker.Receipt;
import io.sluice.broker.Refusal;
import io.sluice.broker.SessionState;
import io.sluice.broker.Subscription;
import io.sluice.broker.TopicFilter;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.mqtt.packet.ProtocolViolation;
import io.sluice.mqtt.packet.Reason;
import io.sluice.mqtt.packet.ServerPackets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one client is subscribed to. Its filters are checked and authorised, and again when rights
 * change; SUBACK leaves before anything is delivered that is owed to it.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class Subscriptions {
    private final MqttLoop loop;
    private final Client client;
    private final MqttSession session;
    private final Outlet outlet;
    private final Authorizer authorizer;
    private final DeliveryRights rights;
    private final FilterRules rules;
    private final Readings readings;
    private final Set<String> filters = new HashSet<>();
    private long rightsVersion;
    private int outstanding;

    Subscriptions(
            MqttLoop loop,
            Client client,
            MqttSession session,
            Outlet outlet,
            OutboundDeliveries deliveries) {
        this.loop = loop;
        this.client = client;
        this.session = session;
        this.outlet = outlet;
        this.authorizer = loop.assembly().authorizer();
        this.rights = deliveries.own().rights();
        this.rules = new FilterRules(loop.assembly().config());
        this.readings = new Readings(loop, client, session, deliveries);
    }

    /** Goes on with those of an earlier connection, unless they are no longer allowed. */
    void restore(SessionState state) {
        for (Subscription old : state.subscriptions()) {
            if (ReplayFilter.isOne(old.filter().text())) {
                ReplayFilter filter = ReplayFilter.ofMarker(old.filter());
                filters.add(filter.text());
                outstanding++;
                readings.resume(filter, new Resumed(filter));
            } else {
                filters.add(old.filter().text());
            }
        }
        count(filters.size());
        judgeAgain();
    }

    /** Whether something is due before which nothing may be delivered: SUBACK, an old reading. */
    boolean isBusy() {
        return outstanding > 0;
    }

    void subscribe(MqttSubscribeMessage packet) {
        List<MqttTopicSubscription> wanted = packet.payload().topicSubscriptions();
        MqttMessageIdAndPropertiesVariableHeader header = packet.idAndPropertiesVariableHeader();
        requireRoomFor(wanted.size());
        SubAck subAck = new SubAck(client.terms(), header.messageId(), wanted.size());
        Subscribing subscribing = new Subscribing(loop, client, this, header.properties(), subAck);
        outstanding++;
        subAck.await();
        for (int i = 0; i < wanted.size(); i++) {
            subscribing.judge(i, wanted.get(i));
        }
        subscribing.ask();
        answered(subAck);
    }

    void unsubscribe(MqttUnsubscribeMessage packet) {
        List<String> texts = packet.payload().topics();
        requireRoomFor(texts.size());
        int[] codes = new int[texts.size()];
        List<TopicFilter> gone = new ArrayList<>();
        for (int i = 0; i < codes.length; i++) {
            String text = texts.get(i);
            Optional<TopicFilter> filter = rules.named(text);
            if (!filters.contains(text)) {
                codes[i] = Reason.NO_SUBSCRIPTION_EXISTED.code();
            } else if (readings.has(text)) {
                forgetReading(text, gone);
            } else {
                forget(text);
                gone.add(filter.orElseThrow());
            }
        }
        UnsubAck unsubAck = new UnsubAck(packet.idAndPropertiesVariableHeader().messageId(), codes);
        if (gone.isEmpty()) {
            unsubAck.send();
        } else {
            loop.ingress().unsubscribe(client.feed(), gone, unsubAck);
        }
    }

    /** The client must be able to take the answer. */
    private void requireRoomFor(int codes) {
        if (ServerPackets.codesBytes(codes) > client.terms().packetBytesMax()) {
            throw new ProtocolViolation(
                    "MQTT-3.1.2-24", Reason.PACKET_TOO_LARGE, "the answer would be too long");
        }
    }

    FilterRules rules() {
        return rules;
    }

    DeliveryRights rights() {
        return rights;
    }

    Readings readings() {
        return readings;
    }

    /** Whether the client may have no subscription of this name besides those it has. */
    boolean isFull(String text) {
        return filters.size() >= loop.assembly().config().subscriptionsMax()
                && !filters.contains(text);
    }

    /** Asks for all rights again if they may have changed. */
    void refreshRights() {
        if (rightsVersion != authorizer.version()) {
            judgeAgain();
        }
    }

    /** The connection is gone; the session lives so long. */
    void close(long expirySeconds) {
        readings.close(expirySeconds);
        count(-filters.size());
        filters.clear();
    }

    private void judgeAgain() {
        rightsVersion = authorizer.version();
        rights.ask(false);
        List<TopicFilter> gone = new ArrayList<>();
        for (String text : List.copyOf(filters)) {
            if (!readings.has(text) && !rights.mayRead(ReservedNames.inner(text))) {
                forget(text);
                gone.add(new TopicFilter(text));
            }
        }
        if (!gone.isEmpty()) {
            rights.ask(true); // what they have brought may lie in the feed
        }
        readings.forbidden().forEach(text -> forgetReading(text, gone));
        if (!gone.isEmpty()) {
            loop.ingress().unsubscribe(client.feed(), gone, Receipt.NONE);
        }
    }

    /** One answer has come that this SUBACK waits for. */
    void answered(SubAck subAck) {
        if (!subAck.answered()) {
            return;
        }
        outstanding--;
        if (session.isConnected()) {
            outlet.packet(subAck.packet());
            session.wantsTurn();
        }
    }

    /** The subscription is there from now on; whether it is new. */
    boolean remember(String text) {
        boolean isNew = filters.add(text);
        if (isNew) {
            count(1);
        }
        return isNew;
    }

    /** The client has not got it, or not any more. */
    void forget(String text) {
        if (filters.remove(text)) {
            count(-1);
        }
    }

    /**
     * @param gone gets the marker that the session is to forget
     */
    private void forgetReading(String text, List<TopicFilter> gone) {
        forget(text);
        readings.end(text).ifPresent(gone::add);
    }

    /** The same of a reading, if it is one. */
    void dropReading(String text) {
        if (session.isConnected() && readings.has(text)) {
            List<TopicFilter> gone = new ArrayList<>();
            forgetReading(text, gone);
            if (!gone.isEmpty()) {
                loop.ingress().unsubscribe(client.feed(), gone, Receipt.NONE);
            }
        }
    }

    private void count(int delta) {
        loop.assembly().traffic().subscriptions(delta);
    }

    /** Whether a reading of an earlier connection is there again. */
    private final class Resumed implements Receipt {
        private final ReplayFilter filter;

        Resumed(ReplayFilter filter) {
            this.filter = filter;
        }

        @Override
        public void stored(long firstOffset) {
            outstanding--;
        }

        @Override
        public void refused(Refusal why) {
            outstanding--;
            dropReading(filter.text());
        }
    }

    /** The answer to UNSUBSCRIBE. */
    private final class UnsubAck implements Receipt {
        private final int packetId;
        private final int[] codes;

        UnsubAck(int packetId, int[] codes) {
            this.packetId = packetId;
            this.codes = codes;
        }

        void send() {
            boolean tellsCodes = client.terms().version() == MqttVersion.MQTT_5;
            outlet.packet(ServerPackets.unsubAck(packetId, tellsCodes ? codes : new int[0]));
            session.wantsTurn();
        }

        @Override
        public void stored(long firstOffset) {
            if (session.isConnected()) {
                send();
            }
        }

        @Override
        public void refused(Refusal why) {
            session.end(Ending.told(Refusals.ofConnection(why), why.text()));
        }
    }
}
