package io.sluice.mqtt;

import io.netty.handler.codec.mqtt.MqttMessageIdAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.sluice.auth.Access;
import io.sluice.auth.Action;
import io.sluice.auth.Authorizer;
import io.sluice.broker.Receipt;
import io.sluice.broker.Refusal;
import io.sluice.broker.SessionState;
import io.sluice.broker.Subscription;
import io.sluice.broker.TopicFilter;
import io.sluice.broker.Where;
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
    private static final int FAILURE_3 = 0x80;

    private final MqttLoop loop;
    private final Client client;
    private final MqttSession session;
    private final Outlet outlet;
    private final Authorizer authorizer;
    private final DeliveryRights rights;
    private final Set<String> filters = new HashSet<>();
    private long rightsVersion;
    private int outstanding;

    Subscriptions(
            MqttLoop loop,
            Client client,
            MqttSession session,
            Outlet outlet,
            DeliveryRights rights) {
        this.loop = loop;
        this.client = client;
        this.session = session;
        this.outlet = outlet;
        this.authorizer = loop.assembly().authorizer();
        this.rights = rights;
    }

    /** Goes on with those of an earlier connection, unless they are no longer allowed. */
    void restore(SessionState state) {
        for (Subscription old : state.subscriptions()) {
            filters.add(old.filter().text());
        }
        count(filters.size());
        judgeAgain();
    }

    /** Whether a SUBACK is due, before which nothing may be delivered. */
    boolean isBusy() {
        return outstanding > 0;
    }

    void subscribe(MqttSubscribeMessage packet) {
        List<MqttTopicSubscription> wanted = packet.payload().topicSubscriptions();
        MqttMessageIdAndPropertiesVariableHeader header = packet.idAndPropertiesVariableHeader();
        requireRoomFor(wanted.size());
        int identifier = identifier(header.properties());
        int[] codes = new int[wanted.size()];
        List<Subscription> granted = new ArrayList<>();
        List<String> added = new ArrayList<>();
        for (int i = 0; i < codes.length; i++) {
            codes[i] = judge(wanted.get(i), identifier, granted, added);
        }
        SubAck subAck = new SubAck(header.messageId(), codes, added);
        if (granted.isEmpty()) {
            subAck.send();
            return;
        }
        outstanding++;
        loop.ingress().subscribe(client.feed(), granted, subAck);
    }

    void unsubscribe(MqttUnsubscribeMessage packet) {
        List<String> texts = packet.payload().topics();
        requireRoomFor(texts.size());
        int[] codes = new int[texts.size()];
        List<TopicFilter> gone = new ArrayList<>();
        for (int i = 0; i < codes.length; i++) {
            String text = texts.get(i);
            Optional<TopicFilter> filter = TopicFilter.parse(text);
            if (filter.isEmpty()) {
                requireFilter(ReservedNames.of(text), text);
            }
            if (filters.remove(text)) {
                count(-1);
                gone.add(filter.orElseThrow());
            } else {
                codes[i] = Reason.NO_SUBSCRIPTION_EXISTED.code();
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

    /** Asks for all rights again if they may have changed. */
    void refreshRights() {
        if (rightsVersion != authorizer.version()) {
            judgeAgain();
        }
    }

    void close() {
        count(-filters.size());
        filters.clear();
    }

    /** The code for one wish, which is added to {@code granted} if it is. */
    private int judge(
            MqttTopicSubscription wish,
            int identifier,
            List<Subscription> granted,
            List<String> added) {
        String text = wish.topicFilter();
        ReservedNames kind = ReservedNames.of(text);
        if (kind == ReservedNames.SHARE) {
            requireShared(text, wish);
        }
        int asked = wish.option().qos().value();
        Optional<TopicFilter> parsed = TopicFilter.parse(text);
        if (parsed.isEmpty()) {
            requireFilter(kind, text);
        }
        Reason refusal = parsed.map(this::refusalOf).orElse(Reason.TOPIC_FILTER_INVALID);
        if (refusal != Reason.NORMAL) {
            return failure(refusal, asked);
        }
        int qos = kind.isQueue() ? Math.min(asked, 1) : asked;
        if (filters.add(text)) {
            count(1);
            added.add(text);
        }
        granted.add(
                new Subscription(
                        parsed.get(),
                        qos,
                        wish.option().isNoLocal(),
                        wish.option().isRetainAsPublished(),
                        wish.option().retainHandling().value(),
                        identifier,
                        Where.NEXT));
        return qos;
    }

    /** What is no filter ends the connection, unless it is one that is only not to be had. */
    private static void requireFilter(ReservedNames kind, String text) {
        boolean isNested =
                kind == ReservedNames.SHARE
                        && TopicFilter.parse(ReservedNames.inner(text)).isPresent();
        if (!isNested && !kind.isQueue()) {
            throw notAFilter(text);
        }
    }

    private Reason refusalOf(TopicFilter filter) {
        MqttConfig config = loop.assembly().config();
        String text = filter.text();
        if (!ReservedNames.of(text).isOpenToSubscribe()) {
            return Reason.TOPIC_FILTER_INVALID;
        }
        if (text.chars().filter(c -> c == '/').count() >= config.topicLevelsMax()) {
            return Reason.TOPIC_FILTER_INVALID;
        }
        if (filters.size() >= config.subscriptionsMax() && !filters.contains(text)) {
            return Reason.QUOTA_EXCEEDED;
        }
        return mayRead(text) ? Reason.NORMAL : Reason.NOT_AUTHORIZED;
    }

    private boolean mayRead(String filter) {
        Access access =
                authorizer.decide(
                        client.principal(),
                        client.id(),
                        Action.SUBSCRIBE,
                        ReservedNames.inner(filter));
        if (access == Access.PARTLY) {
            rights.ask(true);
        }
        return access != Access.DENIED;
    }

    private void judgeAgain() {
        rightsVersion = authorizer.version();
        rights.ask(false);
        List<TopicFilter> gone = new ArrayList<>();
        for (String text : filters) {
            if (!mayRead(text)) {
                gone.add(new TopicFilter(text));
            }
        }
        if (!gone.isEmpty()) {
            rights.ask(true); // what they have brought may lie in the feed
            gone.forEach(filter -> filters.remove(filter.text()));
            count(-gone.size());
            loop.ingress().unsubscribe(client.feed(), gone, Receipt.NONE);
        }
    }

    /** Version 3.1 knows no failure: a wish that is not granted looks granted. */
    private int failure(Reason refusal, int qos) {
        return switch (client.terms().version()) {
            case MQTT_3_1 -> qos;
            case MQTT_3_1_1 -> FAILURE_3;
            case MQTT_5 -> refusal.code();
        };
    }

    private static void requireShared(String text, MqttTopicSubscription wish) {
        int nameAt = text.indexOf('/') + 1;
        int slash = text.indexOf('/', nameAt);
        String name = slash < 0 ? "" : text.substring(nameAt, slash);
        boolean hasFilter = slash >= 0 && slash + 1 < text.length();
        if (name.isEmpty() || !hasFilter || name.indexOf('+') >= 0 || name.indexOf('#') >= 0) {
            throw ProtocolViolation.malformed("MQTT-4.8.2-1", "not a shared subscription");
        }
        if (wish.option().isNoLocal()) {
            throw ProtocolViolation.error("MQTT-3.8.3-4", "no local on a shared subscription");
        }
    }

    private static ProtocolViolation notAFilter(String text) {
        String clause = text.isEmpty() ? "MQTT-4.7.3-1" : "MQTT-4.7.1-1";
        return ProtocolViolation.malformed(clause, "not a topic filter");
    }

    private static int identifier(MqttProperties properties) {
        var property = properties.getProperty(MqttProperties.SUBSCRIPTION_IDENTIFIER);
        return property == null ? 0 : (Integer) property.value();
    }

    private void count(int delta) {
        loop.assembly().traffic().subscriptions(delta);
    }

    /** The answer to SUBSCRIBE. */
    private final class SubAck implements Receipt {
        private final int packetId;
        private final int[] codes;
        private final List<String> added;

        SubAck(int packetId, int[] codes, List<String> added) {
            this.packetId = packetId;
            this.codes = codes;
            this.added = added;
        }

        void send() {
            outlet.packet(ServerPackets.subAck(packetId, codes));
            session.wantsTurn();
        }

        @Override
        public void stored(long firstOffset) {
            outstanding--;
            if (session.isConnected()) {
                send();
            }
        }

        @Override
        public void refused(Refusal why) {
            if (session.isConnected()) {
                added.forEach(filters::remove);
                count(-added.size());
            }
            for (int i = 0; i < codes.length; i++) {
                if (codes[i] < FAILURE_3) {
                    codes[i] = failure(Refusals.ofSubscribe(why), codes[i]);
                }
            }
            stored(-1);
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
