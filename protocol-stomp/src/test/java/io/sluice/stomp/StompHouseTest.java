package io.sluice.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queues, groups and durable subscriptions as clients see them, with the core behind. */
final class StompHouseTest {
    private static final String INDIVIDUAL = "ack:client-individual\n";

    @TempDir Path directory;
    private House house;

    @BeforeEach
    void open() throws IOException {
        house = new House(directory);
    }

    @AfterEach
    void close() throws IOException {
        house.close();
        assertThat(house.fault()).isEmpty();
    }

    @Test
    void queueKeepsItsMessagesUntilSomebodyAcknowledgesThem() throws IOException {
        house.client("").send("/queue/jobs", "", "1", "2", "3");
        try (FrameSocket first = house.client("").subscribe("/queue/jobs", INDIVIDUAL)) {
            String one = first.await("MESSAGE");
            assertThat(FrameSocket.body(one)).isEqualTo("1");
            first.done("ACK", "id:" + FrameSocket.header(one, "ack") + "\n");
        }

        FrameSocket second = house.client("").subscribe("/queue/jobs", INDIVIDUAL);

        assertThat(FrameSocket.body(second.await("MESSAGE"))).isEqualTo("2");
        assertThat(second.await("MESSAGE")).contains("\nredelivered:true\n").endsWith("\n\n3");
    }

    @Test
    void acknowledgedRightBeforeTheEndIsNotDeliveredAgain() throws IOException {
        house.client("").send("/queue/jobs", "", "1", "2");
        FrameSocket first = house.client("").subscribe("/queue/jobs", INDIVIDUAL);
        String one = first.await("MESSAGE");
        first.await("MESSAGE");
        first.say("ACK\nid:" + FrameSocket.header(one, "ack") + "\n\n\0DISCONNECT\nreceipt:r\n\n");
        first.await("RECEIPT");

        FrameSocket second = house.client("").subscribe("/queue/jobs", INDIVIDUAL);

        assertThat(second.await("MESSAGE")).endsWith("\n\n2");
    }

    @Test
    void twoMembersPartTheMessages() throws IOException {
        FrameSocket one = house.client("").subscribe("/shared/g/jobs/#", "prefetch-count:10\n");
        FrameSocket two = house.client("").subscribe("/shared/g/jobs/#", "prefetch-count:10\n");

        house.client("").send("/topic/jobs/a", "persistent:true\n", "1", "2", "3", "4");

        List<String> bodies = new ArrayList<>();
        for (FrameSocket member : List.of(one, one, two, two)) {
            bodies.add(FrameSocket.body(member.await("MESSAGE")));
        }
        assertThat(bodies).containsExactlyInAnyOrder("1", "2", "3", "4");
    }

    @Test
    void refusedTooOftenBecomesADeadLetter() throws IOException {
        house.client("").send("/queue/jobs", "color:red\n", "bad");
        FrameSocket worker = house.client("").subscribe("/queue/jobs", INDIVIDUAL);
        for (int count = 1; count <= 5; count++) {
            String message = worker.await("MESSAGE");
            if (count > 1) {
                assertThat(FrameSocket.header(message, "delivery-count"))
                        .isEqualTo(String.valueOf(count));
            }
            worker.say("NACK\nid:" + FrameSocket.header(message, "ack") + "\n\n");
        }

        String dead = house.client("").subscribe("/dlq/jobs", "").await("MESSAGE");

        assertThat(dead)
                .contains(
                        "\ndestination:/dlq/jobs\n",
                        "\ncolor:red\n",
                        "\nx-death-reason:max-deliveries\n",
                        "\nx-death-queue:jobs\n");
    }

    @Test
    void rejectedForGoodIsADeadLetterAtOnce() throws IOException {
        house.client("").send("/queue/jobs", "", "bad");
        FrameSocket worker = house.client("").subscribe("/queue/jobs", INDIVIDUAL);
        String message = worker.await("MESSAGE");
        worker.say("NACK\nid:" + FrameSocket.header(message, "ack") + "\nrequeue:false\n\n");

        assertThat(house.client("").subscribe("/dlq/jobs", "").await("MESSAGE"))
                .contains("\nx-death-reason:rejected\n")
                .endsWith("\n\nbad");
    }

    @Test
    void transactionMovesAMessageFromQueueToQueue() throws IOException {
        house.client("").send("/queue/in", "", "job");
        FrameSocket worker = house.client("").subscribe("/queue/in", INDIVIDUAL);
        String message = worker.await("MESSAGE");
        worker.say(
                "BEGIN\ntransaction:t\n\n\0ACK\ntransaction:t\nid:"
                        + FrameSocket.header(message, "ack")
                        + "\n\n\0SEND\ndestination:/queue/out\ntransaction:t\n\ndone\0"
                        + "COMMIT\ntransaction:t\n\n\0DISCONNECT\nreceipt:r\n\n");
        worker.await("RECEIPT");

        FrameSocket next = house.client("").subscribe("/queue/out", "");

        assertThat(next.await("MESSAGE")).endsWith("\n\ndone");
        assertThat(house.client("").subscribe("/queue/in", "").isSilent(300)).isTrue();
    }

    @Test
    void queueThatIsNeverMadeByUseIsThereOnceSomebodyElseHasMadeIt() throws IOException {
        house.client("").say("SEND\ndestination:/amq/queue/jobs\nreceipt:r\n\nx").await("ERROR");
        house.client("").say("SUBSCRIBE\nid:s\ndestination:/amq/queue/jobs\n\n").await("ERROR");

        house.client("").send("/queue/jobs", "", "1").send("/amq/queue/jobs", "", "2");
        FrameSocket worker = house.client("").subscribe("/amq/queue/jobs", "");

        assertThat(worker.await("MESSAGE")).contains("\ndestination:/amq/queue/jobs\n");
        assertThat(worker.await("MESSAGE")).endsWith("\n\n2");
    }

    @Test
    void delayedMessageComesUnderItsOwnTopic() throws IOException {
        FrameSocket reader = house.client("").subscribe("/topic/late", "");

        house.client("").send("/topic/$delayed/1/late", "", "at last");

        assertThat(reader.await("MESSAGE"))
                .contains("\ndestination:/topic/late\n")
                .endsWith("\n\nat last");
    }

    @Test
    void queueNameThatIsNoneEndsItsConnectionOnly() throws IOException {
        FrameSocket careless = house.client("");
        careless.say("SEND\ndestination:$queue/a/\n\nx");

        careless.await("ERROR");

        house.client("").send("/queue/a", "", "x");
    }

    @Test
    void durableSubscriptionGoesOnWhereItWas() throws IOException {
        String durable = "activemq.subscriptionName:news\n";
        try (FrameSocket reader = house.client("client-id:c\n")) {
            reader.subscribe("/topic/news/#", durable + INDIVIDUAL);
            house.client("").send("/topic/news/a", "persistent:true\n", "1", "2", "3");
            String one = reader.await("MESSAGE");
            String two = reader.await("MESSAGE");
            assertThat(FrameSocket.body(two)).isEqualTo("2");
            reader.await("MESSAGE");
            reader.done("ACK", "id:" + FrameSocket.header(one, "ack") + "\n");
            reader.done("ACK", "id:" + FrameSocket.header(two, "ack") + "\n");
            reader.say("DISCONNECT\nreceipt:r\n\n").await("RECEIPT");
        }
        house.client("").send("/topic/news/a", "", "4");
        house.restart();
        house.client("").send("/topic/news/a", "persistent:true\n", "5");

        FrameSocket back = house.client("client-id:c\n");
        back.say("SUBSCRIBE\nid:s\ndestination:/topic/news/#\n" + durable + INDIVIDUAL + "\n");

        assertThat(back.await("MESSAGE")).contains("\nredelivered:true\n").endsWith("\n\n3");
        assertThat(back.await("MESSAGE")).doesNotContain("redelivered").endsWith("\n\n4");
        assertThat(FrameSocket.body(back.await("MESSAGE"))).isEqualTo("5");
    }

    @Test
    void durableSubscriptionIsThereThoughItsClientLeftAtOnce() throws IOException {
        String durable = "SUBSCRIBE\nid:s\ndestination:/topic/news\ndurable:true\n";
        house.client("client-id:c\n")
                .say(durable + "\n\0DISCONNECT\nreceipt:r\n\n")
                .await("RECEIPT");
        house.client("").send("/topic/news", "", "1");

        FrameSocket back = house.client("client-id:c\n").say(durable + "\n");

        assertThat(back.await("MESSAGE")).endsWith("\n\n1");
    }

    @Test
    void deletedDurableSubscriptionKeepsNothing() throws IOException {
        FrameSocket reader = house.client("login:jo\n");
        reader.subscribe("/topic/news", "durable:true\n");
        reader.done("UNSUBSCRIBE", "id:s\ndurable:true\n");
        house.client("").send("/topic/news", "persistent:true\n", "lost");

        reader.subscribe("/topic/news", "durable:true\n");
        house.client("").send("/topic/news", "persistent:true\n", "seen");

        assertThat(reader.await("MESSAGE")).endsWith("\n\nseen");
    }

    @Test
    void secondClientWithTheSameIdTakesOver() throws IOException {
        FrameSocket first = house.client("client-id:c\n");
        first.subscribe("/topic/news", "durable:true\n" + INDIVIDUAL);
        house.client("").send("/topic/news", "persistent:true\n", "1");
        first.await("MESSAGE");

        FrameSocket second = house.client("client-id:c\n");
        second.say("SUBSCRIBE\nid:s\ndestination:/topic/news\ndurable:true\n" + INDIVIDUAL + "\n");

        assertThat(second.await("MESSAGE")).contains("\nredelivered:true\n").endsWith("\n\n1");
        first.await("ERROR\nmessage:the session was taken over");
    }

    @Test
    void replyFindsTheWayBack() throws IOException {
        FrameSocket answerer = house.client("").subscribe("/queue/ask", "");
        FrameSocket asker = house.client("");
        asker.say("SEND\ndestination:/queue/ask\nreply-to:/temp-queue/r\n\nhow?");
        String question = answerer.await("MESSAGE");

        answerer.say("SEND\ndestination:" + FrameSocket.header(question, "reply-to") + "\n\nso");

        assertThat(asker.await("MESSAGE\nsubscription:/temp-queue/r\n")).endsWith("\n\nso");
    }

    @Test
    void streamBeginsAnywhereAndSaysTheOffsetsToGoOnFrom() throws IOException {
        house.client("").send("/topic/a", "", "1", "2", "3");
        FrameSocket first = house.client("").subscribe("/stream/a", "x-stream-offset:first\n");
        first.await("MESSAGE");
        String second = first.await("MESSAGE");
        assertThat(second).contains("\ndestination:/topic/a\n").endsWith("\n\n2");
        long offset = Long.parseLong(FrameSocket.header(second, "x-stream-offset"));

        FrameSocket next =
                house.client("")
                        .subscribe("/topic/a", "x-stream-offset:offset=" + (offset + 1) + "\n");
        house.client("").send("/topic/a", "", "4");

        assertThat(next.await("MESSAGE")).endsWith("\n\n3");
        assertThat(next.await("MESSAGE")).contains("\nx-stream-offset:").endsWith("\n\n4");
    }

    @Test
    void placeThatIsNoneIsRefusedWithTheForms() throws IOException {
        FrameSocket client = house.client("");
        client.say("SUBSCRIBE\nid:s\ndestination:/stream/a\nx-stream-offset:soon\n\n");

        assertThat(client.await("ERROR")).contains("first, last, next, offset=N");
    }

    @Test
    void workersThatComeAndGoLoseNothing() throws IOException {
        int count = 300;
        FrameSocket producer = house.client("");
        for (int i = 0; i < count; i++) {
            producer.say("SEND\ndestination:/queue/jobs\n\n" + i);
        }
        producer.done("SEND", "destination:/topic/fence\n");

        TreeSet<Integer> done = new TreeSet<>();
        while (done.size() < count) {
            try (FrameSocket worker =
                    house.client("").subscribe("/queue/jobs", INDIVIDUAL + "prefetch-count:20\n")) {
                for (int i = 0; i < 30 && done.size() < count; i++) {
                    String message = worker.await("MESSAGE");
                    assertThat(done.add(Integer.valueOf(FrameSocket.body(message)))).isTrue();
                    worker.say("ACK\nid:" + FrameSocket.header(message, "ack") + "\n\n");
                }
                worker.done("SEND", "destination:/topic/fence\n");
            }
        }

        assertThat(done).hasSize(count);
        assertThat(house.client("").subscribe("/queue/jobs", "").isSilent(200)).isTrue();
    }
}
