package io.sluice.mqtt;

import io.netty.buffer.ByteBuf;
import io.sluice.auth.Access;
import io.sluice.auth.Action;
import io.sluice.auth.Authorizer;
import io.sluice.broker.DelayedTopic;
import io.sluice.broker.Topic;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.mqtt.packet.ProtocolViolation;
import io.sluice.mqtt.packet.PublishView;
import io.sluice.mqtt.packet.Reason;
import io.sluice.mqtt.packet.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The topics to which one client publishes: each name is checked, authorised and looked up once,
 * and again when rights have changed. Keeps the client's topic aliases, too.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class KnownTopics {
    private static final int COUNT_MAX = 1024;
    private static final long NOT_DELAYED = -1;
    private static final Topic NOWHERE = new Topic(-1, new byte[0]);
    private static final Known UNKNOWN =
            new Known(new byte[0], NOWHERE, NOT_DELAYED, Reason.NORMAL, 0);

    private final MqttLoop loop;
    private final Client client;
    private final Authorizer authorizer;
    private final int aliasMax;
    private final int levelsMax;
    private final int bytesMax;
    private final NameTable<Known> names = new NameTable<>(UNKNOWN, COUNT_MAX);
    private Known[] aliases = {};
    private long askedVersion = -1;
    private boolean isFree;

    KnownTopics(MqttLoop loop, Client client) {
        this.loop = loop;
        this.client = client;
        this.authorizer = loop.assembly().authorizer();
        this.aliasMax = loop.assembly().config().topicAliasMax();
        this.levelsMax = loop.assembly().config().topicLevelsMax();
        this.bytesMax = loop.assembly().config().topicBytesMax();
    }

    /** A topic name as it was judged. */
    static final class Known {
        private final byte[] utf8;
        private final Topic topic;
        private final long delaySeconds;
        private final Reason refusal;
        private final long rightsVersion;

        Known(byte[] utf8, Topic topic, long delaySeconds, Reason refusal, long rightsVersion) {
            this.utf8 = utf8;
            this.topic = topic;
            this.delaySeconds = delaySeconds;
            this.refusal = refusal;
            this.rightsVersion = rightsVersion;
        }

        /** The name, decoded anew at each call. */
        String name() {
            return new String(utf8, StandardCharsets.UTF_8);
        }

        /** Only if {@link #refusal} is {@link Reason#NORMAL}. */
        Topic topic() {
            return topic;
        }

        /** Whether what is published there is for later. */
        boolean isDelayed() {
            return delaySeconds != NOT_DELAYED;
        }

        /** How much later; only if it {@link #isDelayed}. */
        long delaySeconds() {
            return delaySeconds;
        }

        /** Why nothing may be published there. */
        Reason refusal() {
            return refusal;
        }
    }

    /** What is known of the topic that this packet names, or means by its alias. */
    Known of(PublishView packet, ByteBuf in) {
        if (packet.alias() == PublishView.NO_ALIAS) {
            return named(packet, in);
        }
        int alias = packet.alias();
        if (alias < 0 || alias > aliasMax) {
            throw aliasInvalid("topic alias beyond " + aliasMax);
        }
        if (packet.topicBytes() > 0) {
            Known known = named(packet, in);
            remember(alias, known);
            return known;
        }
        if (alias >= aliases.length || aliases[alias] == UNKNOWN) {
            throw ProtocolViolation.error("MQTT-3.3.2-7", "a topic alias that was never given");
        }
        return current(aliases[alias]);
    }

    private Known named(PublishView packet, ByteBuf in) {
        int length = packet.topicBytes();
        if (length == 0) {
            throw ProtocolViolation.error("MQTT-4.7.3-1", "an empty topic name");
        }
        byte[] name = loop.name();
        in.getBytes(packet.topicAt(), name, 0, length);
        Known known = names.find(name, 0, length);
        if (known == UNKNOWN) {
            require(packet, in, name);
            return learn(name, length);
        }
        return current(known);
    }

    /** The same, after the authorizer was asked again if need be. */
    private Known current(Known known) {
        if (known.rightsVersion == authorizer.version()) {
            return known;
        }
        return learn(known.utf8, known.utf8.length);
    }

    private void require(PublishView packet, ByteBuf in, byte[] name) {
        int length = packet.topicBytes();
        if (!Utf8.isString(in, packet.topicAt(), length)) {
            throw ProtocolViolation.malformed("MQTT-1.5.4-1", "a topic name that is not UTF-8");
        }
        int levels = 1;
        for (int at = 0; at < length; at++) {
            switch (name[at]) {
                case '+', '#' ->
                        throw ProtocolViolation.malformed(
                                "MQTT-3.3.2-2", "a topic name with wildcards");
                case '/' -> levels++;
                default -> {}
            }
        }
        if (levels > levelsMax || length > bytesMax) {
            throw new ProtocolViolation(
                    "MQTT-4.7.3-3",
                    Reason.TOPIC_NAME_INVALID,
                    "a topic name of more than %d levels or %d bytes"
                            .formatted(levelsMax, bytesMax));
        }
    }

    private Known learn(byte[] name, int length) {
        long version = authorizer.version();
        if (name[0] != '$' && mayPublishAnywhere(version)) {
            return learn(name, length, name, length, NOT_DELAYED, version);
        }
        Target target = target(new String(name, 0, length, StandardCharsets.UTF_8));
        if (target.refusal != Reason.NORMAL) {
            byte[] utf8 = Arrays.copyOf(name, length);
            Known known = new Known(utf8, NOWHERE, NOT_DELAYED, target.refusal, version);
            names.put(utf8, 0, length, known);
            return known;
        }
        byte[] inner = target.name.getBytes(StandardCharsets.UTF_8);
        return learn(name, length, inner, inner.length, target.delaySeconds, version);
    }

    /** A name that means the topic {@code inner}, now or later. */
    private Known learn(
            byte[] name, int length, byte[] inner, int innerLength, long delay, long version) {
        Optional<Topic> topic = loop.ingress().topic(inner, 0, innerLength);
        if (topic.isEmpty()) { // the table of topics is full
            byte[] utf8 = Arrays.copyOf(name, length);
            return new Known(utf8, NOWHERE, NOT_DELAYED, Reason.QUOTA_EXCEEDED, version);
        }
        byte[] utf8 = name == inner ? topic.get().utf8() : Arrays.copyOf(name, length);
        Known known = new Known(utf8, topic.get(), delay, Reason.NORMAL, version);
        names.put(utf8, 0, length, known);
        return known;
    }

    /** What a name means: a topic, now or later, or nothing that may be published to. */
    private record Target(String name, long delaySeconds, Reason refusal) {}

    private Target target(String written) {
        String name = written;
        long delaySeconds = NOT_DELAYED;
        if (DelayedTopic.isDelayed(name)) {
            Optional<DelayedTopic> delayed = DelayedTopic.parse(name);
            if (delayed.isEmpty()) {
                return new Target(name, NOT_DELAYED, Reason.TOPIC_NAME_INVALID);
            }
            name = delayed.get().name();
            delaySeconds = delayed.get().seconds();
        }
        Reason refusal = mayPublish(name) ? Reason.NORMAL : Reason.NOT_AUTHORIZED;
        return new Target(name, delaySeconds, refusal);
    }

    private boolean mayPublish(String name) {
        return ReservedNames.isOpenToPublish(name)
                && decide(ReservedNames.inner(name)) == Access.ALLOWED;
    }

    /** Whether no name that begins without {@code $} needs to be asked for. */
    private boolean mayPublishAnywhere(long version) {
        if (askedVersion != version) {
            isFree = decide("#") == Access.ALLOWED;
            askedVersion = version;
        }
        return isFree;
    }

    private Access decide(String topicOrFilter) {
        return authorizer.decide(client.principal(), client.id(), Action.PUBLISH, topicOrFilter);
    }

    private void remember(int alias, Known known) {
        if (alias >= aliases.length) {
            int length = aliases.length;
            aliases = Arrays.copyOf(aliases, Math.min(aliasMax + 1, Math.max(alias + 1, 16)));
            Arrays.fill(aliases, length, aliases.length, UNKNOWN);
        }
        aliases[alias] = known;
    }

    private static ProtocolViolation aliasInvalid(String text) {
        return new ProtocolViolation("MQTT-3.3.2-8", Reason.TOPIC_ALIAS_INVALID, text);
    }
}
