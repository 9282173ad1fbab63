package io.sluice.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Frames as scripts write them that were made for RabbitMQ or for ActiveMQ. */
final class StompScriptsTest {
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
    void workerOfRabbitTakesJobsFromAQueueAndAnswersThem() throws IOException {
        String login = "host:/\nlogin:guest\npasscode:guest\n";
        FrameSocket worker =
                house.client(login)
                        .subscribe(
                                "/queue/jobs",
                                """
                                durable:true
                                auto-delete:false
                                exclusive:false
                                ack:client
                                prefetch-count:1
                                """);
        FrameSocket boss = house.client(login);

        boss.say(
                "SEND\ndestination:/amq/queue/jobs\npersistent:true\ncontent-type:text/plain\n"
                        + "reply-to:/temp-queue/done\ncorrelation-id:7\npriority:4\n\ndig");
        String job = worker.await("MESSAGE");
        worker.say(
                "SEND\ndestination:"
                        + FrameSocket.header(job, "reply-to")
                        + "\ncorrelation-id:"
                        + FrameSocket.header(job, "correlation-id")
                        + "\n\ndug");
        worker.done("ACK", "id:" + FrameSocket.header(job, "ack") + "\n");

        assertThat(job).contains("\npriority:4\n", "\ncontent-type:text/plain\n");
        assertThat(boss.await("MESSAGE"))
                .contains("\nsubscription:/temp-queue/done\n", "\ncorrelation-id:7\n")
                .endsWith("\n\ndug");
    }

    @Test
    void readerOfRabbitsTopicExchangeWritesDots() throws IOException {
        FrameSocket reader =
                house.client("").subscribe("/exchange/amq.topic/stock.*.eur", "ack:auto\n");

        house.client("").send("/topic/stock/gold/eur", "", "1");
        house.client("").send("/exchange/amq.topic/stock.silver.eur", "", "2");

        assertThat(reader.await("MESSAGE"))
                .contains("\ndestination:/exchange/amq.topic/stock.gold.eur\n");
        assertThat(reader.await("MESSAGE")).endsWith("\n\n2");
    }

    @Test
    void durableReaderOfActiveMqSelectsAndIsDeletedByItsName() throws IOException {
        String named = "activemq.subscriptionName:prices\n";
        String wish =
                named + "ack:client-individual\nactivemq.prefetchSize:1\nselector:unit = 'eur'\n";
        FrameSocket first = house.client("client-id:desk-1\n").subscribe("/topic/prices", wish);
        first.say("DISCONNECT\nreceipt:bye\n\n").await("RECEIPT");
        house.client("").send("/topic/prices", "unit:usd\nexpires:0\n", "1");
        house.client("").send("/topic/prices", "unit:eur\npersistent:true\n", "2", "3");

        FrameSocket again = house.client("client-id:desk-1\n");
        again.say("SUBSCRIBE\nid:s\ndestination:/topic/prices\n" + wish + "\n");
        String two = again.await("MESSAGE");
        assertThat(two).endsWith("\n\n2");
        assertThat(again.isSilent(100)).isTrue();
        again.say("ACK\nid:" + FrameSocket.header(two, "ack") + "\n\n");
        assertThat(again.await("MESSAGE")).endsWith("\n\n3");
        again.done("UNSUBSCRIBE", "id:s\n" + named);

        house.client("").send("/topic/prices", "unit:eur\n", "4");
        again.say("SUBSCRIBE\nid:s\ndestination:/topic/prices\n" + wish + "receipt:back\n\n");
        again.await("RECEIPT");
        assertThat(again.isSilent(100)).isTrue();
    }

    @Test
    void letterThatIsDeadIsReadAndPutBackInOneTransaction() throws IOException {
        house.client("").send("/queue/jobs", "", "odd");
        FrameSocket worker = house.client("").subscribe("/queue/jobs", "ack:client-individual\n");
        String odd = worker.await("MESSAGE");
        worker.done("NACK", "id:" + FrameSocket.header(odd, "ack") + "\nrequeue:false\n");
        FrameSocket reader = house.client("").subscribe("/dlq/jobs", "ack:client-individual\n");
        String dead = reader.await("MESSAGE");

        reader.say(
                "BEGIN\ntransaction:t\n\n\0SEND\ndestination:/queue/jobs\ntransaction:t\n\n"
                        + FrameSocket.body(dead)
                        + "\0ACK\ntransaction:t\nid:"
                        + FrameSocket.header(dead, "ack")
                        + "\n\n");
        reader.done("COMMIT", "transaction:t\n");

        assertThat(worker.await("MESSAGE")).doesNotContain("redelivered").endsWith("\n\nodd");
        assertThat(reader.isSilent(100)).isTrue();
    }
}
