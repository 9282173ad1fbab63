package io.sluice.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.sluice.auth.Access;
import io.sluice.auth.Action;
import io.sluice.auth.Credentials;
import io.sluice.auth.Exchange;
import io.sluice.auth.Principal;
import io.sluice.auth.Verdict;
import io.sluice.broker.Feed;
import io.sluice.broker.Refusal;
import io.sluice.broker.Topic;
import io.sluice.broker.Will;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.mqtt.packet.ConnectReader;
import io.sluice.mqtt.packet.FixedHeader;
import io.sluice.mqtt.packet.ProtocolViolation;
import io.sluice.mqtt.packet.Reason;
import io.sluice.mqtt.packet.ReasonReader;
import io.sluice.mqtt.packet.ServerPackets;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/** The way in: from CONNECT, over who it is and what it may, to the session, or to a no. */
@OwnedBy(Lane.EVENT_LOOP)
final class Arrival {
    private final MqttLoop loop;
    private final MqttConnection connection;
    private final MqttSession session;
    private final Outlet outlet;
    private final Assembly assembly;
    private final Admission admission;

    private MqttVersion version = MqttVersion.MQTT_3_1_1;
    private boolean isVersionKnown;
    private Terms terms;
    private Principal principal = Principal.ANONYMOUS;
    private String method = "";
    private byte[] lastWord = {};
    private Credentials shown;
    private WillDraft will;
    private EnhancedAuthentication authentication;

    Arrival(MqttLoop loop, MqttConnection connection, MqttSession session, Outlet outlet) {
        this.loop = loop;
        this.connection = connection;
        this.session = session;
        this.outlet = outlet;
        this.assembly = loop.assembly();
        this.admission = new Admission(assembly.config());
    }

    /** Meaningful once CONNECT was read. */
    MqttVersion version() {
        return version;
    }

    /** What was agreed on for the session. */
    long expirySeconds() {
        return terms.expirySeconds();
    }

    /** Deliveries that the client takes without having answered. */
    int receiveMax() {
        return terms.receiveMax();
    }

    /** What the client gets of an expiry that it asks for. */
    long capped(long expirySeconds) {
        return admission.capped(expirySeconds);
    }

    /** The client that was let in. */
    Client client(Feed feed) {
        return new Client(terms, principal, feed);
    }

    /**
     * CONNACK for a client that was let in; version 3.1 has no word for a session that was there.
     * What is not needed any more is forgotten.
     */
    MqttMessage accepted(boolean sessionPresent) {
        MqttProperties told = admission.told(terms);
        will = null;
        if (method.isEmpty()) {
            shown = null;
        } else {
            EnhancedAuthentication.put(told, method, lastWord);
        }
        boolean saysPresent = sessionPresent && version != MqttVersion.MQTT_3_1;
        return ServerPackets.accepted(saysPresent, told);
    }

    /**
     * The CONNECT packet.
     *
     * @param remaining its remaining length, which took {@code lengthBytes}
     */
    void connect(ConnectReader reader, int remaining, int lengthBytes) {
        MqttConnectMessage packet = read(reader);
        FixedHeader.requireShortest(remaining, lengthBytes, version);
        terms = admission.terms(packet);
        MqttProperties properties = packet.variableHeader().properties();
        method = EnhancedAuthentication.method(properties);
        shown = credentials(packet);
        will = new WillDraft(packet);
        if (method.isEmpty()) {
            assembly.authenticator()
                    .authenticate(shown)
                    .thenAccept(verdict -> connection.run(() -> decided(verdict)));
        } else {
            begin(properties, this::decided);
        }
    }

    /** An exchange by the method that CONNECT named, if there is such. */
    private void begin(MqttProperties said, Consumer<Exchange.Outcome> onOutcome) {
        Optional<Exchange> exchange = assembly.authenticator().begin(method, shown);
        if (exchange.isEmpty()) {
            no(Reason.BAD_AUTHENTICATION_METHOD, "no such authentication method");
            return;
        }
        authentication =
                new EnhancedAuthentication(connection, outlet, method, exchange.get(), onOutcome);
        authentication.hear(said);
    }

    /** A packet before CONNACK, while an exchange is under way. */
    void packet(int first, ByteBuf in, int from, int to) {
        if (first >> 4 == MqttMessageType.DISCONNECT.value()) {
            session.end(Ending.untold(Ending.LEFT));
            return;
        }
        if (first >> 4 != MqttMessageType.AUTH.value()) {
            throw ProtocolViolation.error("MQTT-3.1.4-6", "neither AUTH nor DISCONNECT");
        }
        connection.hold(Hold.ARRIVING);
        authentication.onAuth(ReasonReader.AUTH.read(in, from, to));
    }

    /** An AUTH packet of the client that is in: it shows once more who it is. */
    void reauthenticate(MqttReasonCodeAndPropertiesVariableHeader auth) {
        if (method.isEmpty()) {
            throw ProtocolViolation.error("MQTT-4.12.0-6", "AUTH without a method in CONNECT");
        }
        if (auth.reasonCode() == Reason.CONTINUE_AUTHENTICATION.code()) {
            authentication.onAuth(auth);
            return;
        }
        EnhancedAuthentication.requireMethod(auth.properties(), method);
        if (!authentication.isOver()) {
            throw ProtocolViolation.error("MQTT-4.12.1-1", "an authentication is under way");
        }
        begin(auth.properties(), this::decidedAgain);
    }

    private void decidedAgain(Exchange.Outcome outcome) {
        if (!session.isConnected()) {
            return;
        }
        if (outcome.verdict() instanceof Verdict.Accepted accepted
                && accepted.principal().equals(principal)) {
            assembly.traffic().auth("accepted");
            MqttProperties properties = new MqttProperties();
            EnhancedAuthentication.put(properties, method, outcome.data());
            outlet.packet(ServerPackets.auth(Reason.NORMAL, properties));
            connection.soon();
        } else {
            assembly.traffic().auth("denied");
            no(Reason.NOT_AUTHORIZED, "not let in again");
        }
    }

    private void decided(Exchange.Outcome outcome) {
        lastWord = outcome.data();
        decided(outcome.verdict());
    }

    private MqttConnectMessage read(ConnectReader reader) {
        try {
            return reader.read();
        } finally {
            version = reader.version();
            isVersionKnown = reader.isVersionKnown();
            outlet.speak(version);
        }
    }

    private Credentials credentials(MqttConnectMessage packet) {
        return connection.credentials(
                terms.clientId(),
                Optional.ofNullable(packet.payload().userName()),
                Optional.ofNullable(packet.payload().passwordInBytes()));
    }

    private void decided(Verdict verdict) {
        if (!session.isArriving()) {
            return;
        }
        if (verdict instanceof Verdict.Accepted accepted) {
            assembly.traffic().auth("accepted");
            principal = accepted.principal();
            open(will);
        } else if (verdict instanceof Verdict.Denied) {
            assembly.traffic().auth("denied");
            boolean isNobody = method.isEmpty() && shown.userName().isEmpty();
            no(isNobody ? Reason.NOT_AUTHORIZED : Reason.BAD_USER_NAME_OR_PASSWORD, "not let in");
        } else {
            assembly.traffic().auth("unavailable");
            no(Reason.SERVER_UNAVAILABLE, "nobody can say who you are");
        }
    }

    private void open(WillDraft draft) {
        if (!takesConnAck()) {
            no(Reason.PACKET_TOO_LARGE, "CONNACK would be too long");
            return;
        }
        Will left = Will.NONE;
        if (draft.isPresent()) {
            byte[] name = draft.topic().getBytes(StandardCharsets.UTF_8);
            if (!assembly.config().admits(draft.topic())) {
                no(Reason.TOPIC_NAME_INVALID, "the will's topic has too many levels or bytes");
                return;
            }
            if (draft.isBadlyDelayed()) {
                no(Reason.TOPIC_NAME_INVALID, "the will's topic names no time to wait");
                return;
            }
            if (!mayLeave(draft.topic())) {
                no(Reason.NOT_AUTHORIZED, "the will's topic is not allowed");
                return;
            }
            if (draft.isFalseText()) {
                no(Reason.PAYLOAD_FORMAT_INVALID, "the will's payload is not UTF-8");
                return;
            }
            Optional<Topic> topic = loop.ingress().topic(name, 0, name.length);
            if (topic.isEmpty()) {
                no(Reason.QUOTA_EXCEEDED, Refusal.TOPICS_FULL.text());
                return;
            }
            if (draft.recordBytes(topic.get()) > assembly.broker().recordBytesMax()) {
                no(Reason.PACKET_TOO_LARGE, Refusal.TOO_LARGE.text());
                return;
            }
            left = draft.on(topic.get());
        }
        loop.ingress().open(Admission.request(terms, left), session);
        session.wantsTurn();
    }

    /** Whether the client takes a packet that says all that it must be told. */
    private boolean takesConnAck() {
        int told = ServerPackets.bytesOf(admission.told(terms));
        return !terms.is5() || ServerPackets.connAckBytes(told) <= terms.packetBytesMax();
    }

    private boolean mayLeave(String topic) {
        return ReservedNames.isOpenToPublish(topic)
                && assembly.authorizer().decide(principal, terms.clientId(), Action.PUBLISH, topic)
                        == Access.ALLOWED;
    }

    private void no(Reason reason, String text) {
        session.end(Ending.told(reason, text));
    }

    /** CONNACK for a client that is not let in; silence where its version has no word for why. */
    void refuse(Ending ending) {
        if (!isVersionKnown) {
            return;
        }
        if (version == MqttVersion.MQTT_5) {
            int bytesMax = terms == null ? Integer.MAX_VALUE : terms.packetBytesMax();
            MqttProperties properties = ending.properties(assembly.config(), bytesMax);
            if (ServerPackets.connAckBytes(ServerPackets.bytesOf(properties)) <= bytesMax) {
                outlet.packet(ServerPackets.refused(connAck5(ending.reason()), properties));
            }
        } else if (ending.reason().connAck3() != Reason.SILENT) {
            outlet.packet(
                    ServerPackets.refused(
                            ending.reason().connAck3(), MqttProperties.NO_PROPERTIES));
        }
    }

    private static int connAck5(Reason reason) {
        Reason said = reason == Reason.SERVER_SHUTTING_DOWN ? Reason.SERVER_UNAVAILABLE : reason;
        return said.code();
    }
}
