package io.sluice.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.sluice.auth.Action;
import io.sluice.broker.Close;
import io.sluice.broker.Feed;
import io.sluice.broker.Inflight;
import io.sluice.broker.Refusal;
import io.sluice.broker.SessionState;
import io.sluice.broker.Subscriber;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.mqtt.packet.AckReader;
import io.sluice.mqtt.packet.ConnectReader;
import io.sluice.mqtt.packet.FixedHeader;
import io.sluice.mqtt.packet.FrameSplitter;
import io.sluice.mqtt.packet.ProtocolViolation;
import io.sluice.mqtt.packet.Reason;
import io.sluice.mqtt.packet.ReasonReader;
import io.sluice.mqtt.packet.ServerPackets;
import io.sluice.mqtt.packet.SubscribeReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's conversation. Knows the packets and their rules; knows no socket. */
@OwnedBy(Lane.EVENT_LOOP)
final class MqttSession implements FrameSplitter.Packets, Subscriber {
    private static final Logger LOG = LoggerFactory.getLogger(MqttSession.class);

    enum State {
        AWAITING_CONNECT,
        ARRIVING,
        CONNECTED,
        CLOSED
    }

    private final MqttLoop loop;
    private final MqttConnection connection;
    private final Outlet outlet;
    private final MqttConfig config;
    private final Arrival arrival;
    private State state = State.AWAITING_CONNECT;
    private int lengthBytes;
    private long expirySeconds;

    private Client client;
    private AckReader ackReader;
    private SubscribeReader subscribeReader;
    private Subscriptions subscriptions;
    private InboundPublishes publishes;
    private OutboundDeliveries deliveries;
    private Acknowledgements acknowledgements;

    MqttSession(MqttLoop loop, MqttConnection connection, Outlet outlet) {
        this.loop = loop;
        this.connection = connection;
        this.outlet = outlet;
        this.config = loop.assembly().config();
        this.arrival = new Arrival(loop, connection, this, outlet);
    }

    boolean isConnected() {
        return state == State.CONNECTED;
    }

    // packets that come

    @Override
    public boolean isHeld() {
        return connection.isHeld();
    }

    @Override
    public void header(int first, int remaining, int lengthBytes) {
        if (state == State.AWAITING_CONNECT) {
            FixedHeader.requireConnect(first);
            FixedHeader.requireLength(remaining, lengthBytes, config.connectBytesMax());
        } else {
            MqttVersion version = arrival.version();
            FixedHeader.requireFlags(first, version);
            int bytesMax = isConnected() ? config.packetBytesMax() : config.connectBytesMax();
            FixedHeader.requireLength(remaining, lengthBytes, bytesMax);
            FixedHeader.requireShortest(remaining, lengthBytes, version);
        }
        this.lengthBytes = lengthBytes;
    }

    @Override
    public void packet(int first, ByteBuf in, int from, int to) {
        switch (state) {
            case AWAITING_CONNECT -> onConnect(first, in, from, to);
            case ARRIVING -> arrival.packet(first, in, from, to);
            case CONNECTED -> onLater(first, in, from, to);
            case CLOSED -> {} // it was on its way when we closed
        }
    }

    private void onLater(int first, ByteBuf in, int from, int to) {
        switch (first >> 4) {
            case 3 -> publishes.publish(first, in, from, to);
            case 4 -> onPubAck(in, from, to);
            case 5 -> onPubRec(in, from, to);
            case 6 -> onPubRel(in, from, to);
            case 7 -> onPubComp(in, from, to);
            case 8 -> onSubscribe(in, from, to);
            case 10 -> onUnsubscribe(in, from, to);
            case 12 -> onPing(from, to);
            case 14 -> onDisconnect(in, from, to);
            case 1 -> throw ProtocolViolation.error("MQTT-3.1.0-2", "a second CONNECT");
            case 15 -> onAuth(in, from, to);
            case 0 -> throw ProtocolViolation.malformed("MQTT-2.1.2-1", "packet type 0");
            default -> {
                String text = MqttMessageType.valueOf(first >> 4) + ", which only servers send";
                throw ProtocolViolation.error("MQTT-4.13.1-1", text);
            }
        }
    }

    // the way in: CONNECT, who it is, the session, CONNACK

    private void onConnect(int first, ByteBuf in, int from, int to) {
        become(State.ARRIVING);
        connection.hold(Hold.ARRIVING);
        arrival.connect(new ConnectReader(first, in, from, to), to - from, lengthBytes);
    }

    @Override
    public void opened(Feed feed, SessionState was) {
        if (state != State.ARRIVING) {
            // gone before it was let in: the session stays as it was found
            loop.ingress().close(feed, was.inflight(), new Close(false, arrival.expirySeconds()));
            wantsTurn();
            return;
        }
        client = arrival.client(feed);
        expirySeconds = arrival.expirySeconds();
        DeliveryRights rights =
                new DeliveryRights(loop.assembly().authorizer(), client, Action.SUBSCRIBE);
        ackReader = new AckReader(client.is5());
        subscribeReader = new SubscribeReader(arrival.version());
        publishes = new InboundPublishes(loop, client, this, outlet);
        Origin own = new Origin(loop, this, feed, rights);
        deliveries = new OutboundDeliveries(loop, client, this, outlet, own);
        subscriptions = new Subscriptions(loop, client, this, outlet, deliveries);
        acknowledgements = new Acknowledgements(loop, client, this, outlet, deliveries.window());
        become(State.CONNECTED);
        outlet.packet(arrival.accepted(was.present()));
        publishes.restore(was);
        deliveries.unfinished().restore(was.inflight());
        subscriptions.restore(was);
        connection.connected(client);
        connection.endAfter(client.nanosLeft(loop.assembly().clock().instant()));
        connection.release(Hold.ARRIVING);
        wantsTurn();
    }

    @Override
    public void refused(Refusal why) {
        end(Ending.told(Refusals.ofConnect(why), why.text()));
    }

    // packets of those who are in

    private void onPubAck(ByteBuf in, int from, int to) {
        int packetId = ackReader.packetId(in, from, to);
        int code = ackReader.code(ReasonReader.PUBLISH_ANSWER, in, from, to);
        acknowledgements.pubAck(packetId, code);
    }

    private void onPubRec(ByteBuf in, int from, int to) {
        int packetId = ackReader.packetId(in, from, to);
        int code = ackReader.code(ReasonReader.PUBLISH_ANSWER, in, from, to);
        acknowledgements.pubRec(packetId, code);
    }

    private void onPubRel(ByteBuf in, int from, int to) {
        ackReader.code(ReasonReader.RELEASE, in, from, to);
        publishes.release(ackReader.packetId(in, from, to));
    }

    private void onPubComp(ByteBuf in, int from, int to) {
        ackReader.code(ReasonReader.RELEASE, in, from, to);
        acknowledgements.pubComp(ackReader.packetId(in, from, to));
    }

    private void onSubscribe(ByteBuf in, int from, int to) {
        handOver();
        subscriptions.subscribe(subscribeReader.subscribe(in, from, to));
        wantsTurn();
    }

    private void onUnsubscribe(ByteBuf in, int from, int to) {
        handOver();
        subscriptions.unsubscribe(subscribeReader.unsubscribe(in, from, to));
        wantsTurn();
    }

    private void onPing(int from, int to) {
        if (from != to) {
            throw ProtocolViolation.malformed("MQTT-3.12.1-1", "PINGREQ with a payload");
        }
        outlet.pingResp();
    }

    private void onDisconnect(ByteBuf in, int from, int to) {
        if (!client.is5()) {
            if (from != to) {
                throw ProtocolViolation.malformed("MQTT-3.14.1-1", "DISCONNECT with a payload");
            }
            end(Ending.left(Reason.NORMAL.code()));
            return;
        }
        MqttReasonCodeAndPropertiesVariableHeader read = ReasonReader.DISCONNECT.read(in, from, to);
        long asked =
                Admission.number(
                        read.properties(), MqttProperties.SESSION_EXPIRY_INTERVAL, expirySeconds);
        if (asked > 0 && expirySeconds == 0) {
            throw ProtocolViolation.error(
                    "MQTT-3.1.2-23", "a session that ends with its connection cannot live longer");
        }
        expirySeconds = arrival.capped(asked);
        end(Ending.left(read.reasonCode() & 0xFF));
    }

    private void onAuth(ByteBuf in, int from, int to) {
        if (!client.is5()) {
            throw ProtocolViolation.error("MQTT-2.1.2-1", "packet type 15");
        }
        arrival.reauthenticate(ReasonReader.AUTH.read(in, from, to));
    }

    // what the broker says

    @Override
    public void deliverable() {
        wantsTurn();
    }

    @Override
    public void takenOver() {
        end(
                Ending.told(
                        Reason.SESSION_TAKEN_OVER,
                        "another connection has this client identifier"));
    }

    @Override
    public void dismissed(Refusal why) {
        end(Ending.told(Refusals.ofConnection(why), why.text()));
    }

    /** MQTT has no word for it; the broker has counted it. */
    @Override
    public void lost(long records) {
        deliveries.own().lost(records);
    }

    @Override
    public void gone(Inflight exchanges) {
        deliveries.unfinished().gone(deliveries.own(), exchanges);
    }

    @Override
    public void skipped(long records) {}

    @Override
    public int window() {
        return arrival.receiveMax();
    }

    /** MQTT-3.10.4-3. */
    @Override
    public boolean finishesWhatItHas() {
        return true;
    }

    @Override
    public Inflight inflight() {
        return deliveries.window().inflight();
    }

    // turns, and the end

    /** Gives the broker what was read since the last time. */
    void handOver() {
        if (state == State.CONNECTED) {
            publishes.handOver();
            acknowledgements.handOver();
        }
    }

    void wantsTurn() {
        loop.soon(connection);
    }

    /** Delivers what may be delivered now. */
    void turn() {
        if (state != State.CONNECTED) {
            return;
        }
        subscriptions.refreshRights();
        if (!subscriptions.isBusy() && deliveries.pump()) {
            wantsTurn();
        }
    }

    /** The client broke a rule. */
    void violated(ProtocolViolation violation) {
        if (state == State.CLOSED) {
            return;
        }
        loop.assembly().traffic().protocolError();
        LOG.debug("{} broke {}: {}", connection.name(), violation.clause(), violation.getMessage());
        end(Ending.violated(violation));
    }

    /** The conversation is over, whoever ended it; whatever comes afterwards is not heard. */
    void end(Ending ending) {
        State was = state;
        if (was == State.CLOSED) {
            return;
        }
        if (was == State.CONNECTED) {
            publishes.handOver();
            acknowledgements.handOver();
            leave(ending);
        }
        become(State.CLOSED);
        if (ending.isTold()) {
            tell(was, ending);
        }
        if (was != State.CONNECTED) {
            loop.assembly().traffic().connectFailed(ending.label());
        }
        wantsTurn();
        connection.end(ending.label());
    }

    private void leave(Ending ending) {
        subscriptions.close(expirySeconds);
        Inflight left = deliveries.window().inflight();
        loop.ingress().close(client.feed(), left, new Close(ending.publishesWill(), expirySeconds));
        deliveries.close();
    }

    private void tell(State was, Ending ending) {
        if (was != State.CONNECTED) {
            arrival.refuse(ending);
        } else if (client.is5()) {
            int bytesMax = client.terms().packetBytesMax();
            MqttProperties properties = ending.properties(config, bytesMax);
            outlet.packet(ServerPackets.disconnect(ending.reason(), properties));
        }
    }

    /** Whether the client has not been answered yet. */
    boolean isArriving() {
        return state == State.ARRIVING;
    }

    private void become(State next) {
        assert next.compareTo(state) > 0 : state + " -> " + next;
        state = next;
    }
}
