package io.sluice.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.auth.Access;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Request and reply through queues that are a connection's own. */
final class StompSessionReplyTest {
    private static final String REQUEST =
            "SEND\ndestination:/topic/ask\nreply-to:/temp-queue/r\ncorrelation-id:1\n\nhow?\0";

    private final SessionFixture fixture = SessionFixture.connected(StompVersion.V1_2);
    private final RecordingBroker broker = fixture.broker;

    @Test
    void replyArrivesWithoutSubscribe() {
        assertThat(fixture.send(REQUEST)).isEmpty();
        String topic = responseTopic();

        List<String> reply =
                fixture.send("SEND\ndestination:" + topic + "\ncorrelation-id:1\n\nso\0");

        assertThat(topic).matches("\\$reply/[0-9a-f]{32}");
        assertThat(reply).hasSize(1);
        assertThat(reply.get(0))
                .startsWith("MESSAGE\nsubscription:/temp-queue/r\n")
                .contains("\ndestination:/temp-queue/r\n", "\ncorrelation-id:1\n")
                .endsWith("\n\nso");
    }

    @Test
    void replyArrivesUnderTheClientsOwnSubscription() {
        fixture.send(REQUEST);
        String topic = responseTopic();
        fixture.send("SUBSCRIBE\nid:mine\ndestination:/temp-queue/r\n\n\0");
        fixture.send(REQUEST);

        List<String> reply = fixture.send("SEND\ndestination:" + topic + "\n\nso\0");

        assertThat(responseTopicOf(1)).isEqualTo(topic);
        assertThat(reply).hasSize(1);
        assertThat(reply.get(0)).contains("\nsubscription:mine\n");
        assertThat(broker.closedFeeds).isEqualTo(1);
    }

    @Test
    void eachNameIsAQueueOfItsOwnAndOfItsConnection() {
        fixture.send(REQUEST);
        fixture.send(REQUEST.replace("/r\n", "/other\n"));
        SessionFixture second = SessionFixture.connected(StompVersion.V1_2);
        second.send(REQUEST);

        assertThat(responseTopicOf(1)).isNotEqualTo(responseTopicOf(0));
        assertThat(second.broker.subscribed.get(0).filter())
                .isNotEqualTo(broker.subscribed.get(0).filter());
    }

    @Test
    void requestIsHeldUntilItsReplyCanBeRead() {
        broker.holdsReceipts = true;

        fixture.send(REQUEST);
        assertThat(broker.parcels).isEmpty();
        broker.answer();
        broker.run();

        assertThat(broker.parcels).hasSize(1);
        assertThat(broker.subscribed).hasSize(1);
        assertThat(broker.subscribed.get(0).qos()).isEqualTo(1);
    }

    @Test
    void whoIsAskedIsToldWhereToReply() {
        SessionFixture asked = fixture;
        asked.send("SUBSCRIBE\nid:s\ndestination:/topic/ask\n\n\0");

        String message = asked.send(REQUEST).get(0);

        assertThat(message).containsPattern("\nreply-to:/reply-queue/[0-9a-f]{32}\n");
    }

    @Test
    void replyNeedsNoRight() {
        fixture.rights.publish = topic -> topic.startsWith("$") ? Access.DENIED : Access.ALLOWED;
        fixture.rights.subscribe = fixture.rights.publish;
        fixture.send(REQUEST);

        assertThat(fixture.send("SEND\ndestination:" + responseTopic() + "\n\nso\0")).hasSize(1);
    }

    @Test
    void replyQueueCanBeAnyDestination() {
        fixture.send("SUBSCRIBE\nid:s\ndestination:/topic/ask\n\n\0");

        assertThat(fixture.send("SEND\ndestination:ask\nreply-to:/queue/answers\n\n\0").get(0))
                .contains("\nreply-to:/queue/answers\n");
        assertThat(fixture.send("SEND\ndestination:ask\nreply-to:/topic/a/b\n\n\0").get(0))
                .contains("\nreply-to:/topic/a/b\n");
    }

    @Test
    void unsubscribedByItsNameItReadsNoMore() {
        fixture.send(REQUEST);

        assertThat(fixture.send("UNSUBSCRIBE\nid:/temp-queue/r\nreceipt:u\n\n\0")).hasSize(1);

        assertThat(fixture.send("SEND\ndestination:" + responseTopic() + "\n\nso\0")).isEmpty();
    }

    @Test
    void temporaryQueuesAreBounded() {
        for (int i = 0; i < 1000; i++) {
            fixture.read("SEND\ndestination:/temp-queue/" + i + "\n\n\0");
        }

        assertThat(fixture.send("SEND\ndestination:/temp-queue/more\n\n\0").get(0))
                .contains("message:too many temporary queues\n")
                .contains("SEND: destination would be more than 1000");
    }

    private String responseTopic() {
        return responseTopicOf(0);
    }

    /** The response topic of the n-th message: the first property of its block. */
    private String responseTopicOf(int number) {
        var view = RecordingBroker.views(broker.parcels.get(number)).get(0);
        int at = view.propertiesAt() + 3;
        return new String(view.bytes(), at, "$reply/".length() + 32, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SEND", "SUBSCRIBE\nid:1"})
    void temporaryQueueWantsAName(String command) {
        assertThat(fixture.send(command + "\ndestination:/temp-queue/\n\n\0").get(0))
                .contains("message:bad destination\n", "it names no topic");
    }
}
