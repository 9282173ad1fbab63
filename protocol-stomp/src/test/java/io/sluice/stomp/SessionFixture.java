package io.sluice.stomp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.prometheus.client.CollectorRegistry;
import io.sluice.auth.Access;
import io.sluice.auth.Action;
import io.sluice.auth.Authorizer;
import io.sluice.auth.Credentials;
import io.sluice.auth.Principal;
import io.sluice.auth.Verdict;
import io.sluice.broker.TrafficMetrics;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A session without a socket, its decoder before it and a broker run by hand behind it. */
final class SessionFixture {
    final ManualClock clock = new ManualClock();
    final RecordingBroker broker = new RecordingBroker(clock);
    final RecordingOutbound out = new RecordingOutbound();
    final CollectorRegistry registry = new CollectorRegistry();
    final Rights rights = new Rights();
    final DurablesInUse durables = new DurablesInUse();
    final List<Credentials> shown = new ArrayList<>();
    final StompSession session;

    private final StompConfig config;
    private final ByteBuf undecoded = Unpooled.buffer();
    private StompFrameDecoder decoder;

    /** Allows everything but what a test takes away. */
    static final class Rights implements Authorizer {
        Function<String, Access> subscribe = filter -> Access.ALLOWED;
        Function<String, Access> publish = topic -> Access.ALLOWED;
        long version;
        int asked;

        @Override
        public Access decide(Principal who, String clientId, Action action, String topicOrFilter) {
            asked++;
            return (action == Action.PUBLISH ? publish : subscribe).apply(topicOrFilter);
        }

        @Override
        public long version() {
            return version;
        }
    }

    SessionFixture() {
        this(StompConfig.defaults(), "");
    }

    SessionFixture(StompConfig config, String subprotocol) {
        this(config, subprotocol, new Verdict.Accepted(new Principal("jo")));
    }

    SessionFixture(StompConfig config, String subprotocol, Verdict verdict) {
        this.config = config;
        Desk desk =
                new Desk(
                        config,
                        broker,
                        broker,
                        credentials -> {
                            shown.add(credentials);
                            return CompletableFuture.completedFuture(verdict);
                        },
                        rights,
                        clock,
                        new TrafficMetrics(registry).forProtocol("stomp", List.of()),
                        durables,
                        Runnable::run);
        Door door =
                new Door(
                        "stomp",
                        "tcp",
                        subprotocol,
                        InetSocketAddress.createUnresolved("client", 1),
                        List::of);
        session = new StompSession(desk, door, out);
        decoder = new StompFrameDecoder(config.frames());
    }

    /** One that is logged in, in this version. */
    static SessionFixture connected(StompVersion version) {
        return new SessionFixture().connect(version);
    }

    SessionFixture connect(StompVersion version) {
        return connect(version, "");
    }

    SessionFixture connect(StompVersion version, String headers) {
        send("CONNECT\naccept-version:" + version.text() + "\nhost:here\n" + headers + "\n\0");
        decoder.loggedIn(version);
        out.take();
        return this;
    }

    /** The frames of one read, as text; the broker does its part, and all is answered. */
    List<String> send(String frames) {
        read(frames);
        broker.run();
        while (undecoded.isReadable() && out.pauses.isEmpty()) {
            decode();
            broker.run();
        }
        return out.take();
    }

    /** The frames of one read; the broker does nothing yet. */
    void read(String frames) {
        undecoded.discardReadBytes().writeBytes(frames.getBytes(StandardCharsets.UTF_8));
        decode();
    }

    private void decode() {
        try {
            boolean more = true;
            while (more && out.pauses.isEmpty()) {
                Optional<ClientFrame> frame = decoder.decode(undecoded);
                frame.ifPresent(session::onFrame);
                more = frame.isPresent();
            }
        } catch (StompViolation violation) {
            session.fail(violation.error().about(decoder.receiptSoFar()));
            decoder = new StompFrameDecoder(config.frames());
            undecoded.clear();
        }
        session.readComplete();
    }

    /** What a counter says, labels and values in turn; 0 if it was never touched. */
    double count(String name, String... labels) {
        String[] names = new String[labels.length / 2];
        String[] values = new String[names.length];
        for (int i = 0; i < names.length; i++) {
            names[i] = labels[2 * i];
            values[i] = labels[2 * i + 1];
        }
        Double value = registry.getSampleValue("sluice_" + name, names, values);
        return value == null ? 0 : value;
    }
}
