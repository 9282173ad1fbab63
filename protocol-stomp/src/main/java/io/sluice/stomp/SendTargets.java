package io.sluice.stomp;

import io.sluice.auth.Access;
import io.sluice.auth.Action;
import io.sluice.broker.DelayedTopic;
import io.sluice.broker.Drop;
import io.sluice.broker.DropReason;
import io.sluice.broker.Refusal;
import io.sluice.broker.Topic;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Where a connection's messages go: the topic behind each destination that it has written, found
 * and allowed once and remembered until rights change.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class SendTargets {
    private static final int COUNT_MAX = 1024;
    private static final int LENGTH_MAX = 512;

    private final StompSession session;
    private final Desk desk;
    private final Destinations destinations;
    private final Map<String, SendTarget> known = new HashMap<>();
    private long rightsVersion;

    SendTargets(StompSession session) {
        this.session = session;
        desk = session.desk();
        destinations = session.destinations();
        rightsVersion = desk.authorizer().version();
    }

    /** The topic that this client may send to under this name. */
    SendTarget find(String destination) {
        long version = desk.authorizer().version();
        if (version != rightsVersion) {
            known.clear();
            rightsVersion = version;
        }
        SendTarget target = known.get(destination);
        return target != null ? target : look(destination);
    }

    private SendTarget look(String text) {
        Destination to = destinations.ofMessage("SEND: destination", text);
        DelayedTopic later =
                DelayedTopic.parse(to.text()).orElseGet(() -> new DelayedTopic(0, to.text()));
        if (!isAllowed(later.name())) {
            DropReason why = DropReason.NOT_AUTHORIZED;
            desk.traffic().dropped(Drop.published(why, session.client().label(), later.name(), 1));
            throw StompViolation.refused(
                    Refusal.NOT_AUTHORIZED.text(),
                    "SEND: its destination is not allowed to this client.");
        }
        byte[] name = later.name().getBytes(StandardCharsets.UTF_8);
        Topic topic =
                desk.ingress().topic(name, 0, name.length).orElseThrow(SendTargets::tooManyTopics);
        SendTarget target = new SendTarget(topic, to.isOnlyIfThere(), later.seconds());
        if (text.length() <= LENGTH_MAX) {
            if (known.size() >= COUNT_MAX) {
                known.clear();
            }
            known.put(text, target);
        }
        return target;
    }

    /** Who knows the name of a queue for replies was given it. */
    private boolean isAllowed(String topic) {
        Client client = session.client();
        return ReplyQueues.isOne(topic)
                || desk.authorizer()
                                .decide(
                                        client.principal(),
                                        client.clientId(),
                                        Action.PUBLISH,
                                        topic)
                        == Access.ALLOWED;
    }

    private static StompViolation tooManyTopics() {
        return StompViolation.refused(
                Refusal.TOPICS_FULL.text(), "SEND: its destination is a topic too many.");
    }
}
