package io.sluice.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.Refusal;
import io.sluice.log.RecordLayout;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All of a transaction, or none of it. */
final class StompSessionTransactionTest {
    private final SessionFixture fixture = SessionFixture.connected(StompVersion.V1_2);
    private final RecordingBroker broker = fixture.broker;

    @Test
    @Clause({"STOMP-1.2-BEGIN", "STOMP-1.2-COMMIT", "T1"})
    void commitPublishesAllAsOneAtomicParcel() {
        fixture.send("BEGIN\ntransaction:t\n\n\0");
        fixture.send(
                "SEND\ndestination:a\ntransaction:t\n\n1\0SEND\ndestination:x\n\nout\0"
                        + "SEND\ndestination:b\ntransaction:t\n\n2\0");
        assertThat(broker.published()).containsExactly("x=out");

        fixture.send("COMMIT\ntransaction:t\n\n\0");

        assertThat(broker.published()).containsExactly("x=out", "a=1", "b=2");
        assertThat(broker.parcels.get(1).isAtomic()).isTrue();
        assertThat(broker.last().qos()).isEqualTo(1);
        assertThat(broker.last().flags() & RecordLayout.FLAG_GROUP_END).isNotZero();
    }

    @Test
    @Clause({"STOMP-1.2-ABORT", "T1"})
    void abortPublishesNothing() {
        fixture.send(
                "BEGIN\ntransaction:t\n\n\0SEND\ndestination:a\ntransaction:t\n\n1\0"
                        + "ABORT\ntransaction:t\n\n\0");

        assertThat(broker.parcels).isEmpty();
        assertThat(fixture.send("COMMIT\ntransaction:t\n\n\0").get(0))
                .contains("message:unknown transaction\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DISCONNECT\n\n\0", "NONSENSE\n\n\0"})
    @Clause("T2")
    void openTransactionIsAbortedAtTheEnd(String end) {
        fixture.send("BEGIN\ntransaction:t\n\n\0SEND\ndestination:a\ntransaction:t\n\n1\0" + end);

        assertThat(broker.parcels).isEmpty();
    }

    @Test
    @Clause("T2")
    void openTransactionIsAbortedWhenTheConnectionIsLost() {
        fixture.send("BEGIN\ntransaction:t\n\n\0SEND\ndestination:a\ntransaction:t\n\n1\0");

        fixture.session.connectionLost();
        broker.run();

        assertThat(broker.parcels).isEmpty();
    }

    @Test
    @Clause("T1")
    void transactionsAreNamedOnceAtTheTime() {
        fixture.send("BEGIN\ntransaction:t\n\n\0");

        assertThat(fixture.send("BEGIN\ntransaction:t\nreceipt:r\n\n\0").get(0))
                .contains("message:duplicate transaction\n", "receipt-id:r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COMMIT\ntransaction:u\n\n\0",
                "ABORT\ntransaction:u\n\n\0",
                "SEND\ndestination:a\ntransaction:u\n\nx\0"
            })
    @Clause("T1")
    void unknownTransactionIsRefused(String frame) {
        assertThat(fixture.send(frame).get(0)).contains("message:unknown transaction\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"BEGIN", "COMMIT", "ABORT"})
    @Clause("T1")
    void transactionHeaderIsRequired(String command) {
        assertThat(fixture.send(command + "\n\n\0").get(0))
                .contains(command + " wants a header transaction.");
    }

    @Test
    @Clause({"T1", "R1"})
    void receiptsInsideComeWhenTheWholeIsStored() {
        broker.holdsReceipts = true;
        fixture.send(
                "BEGIN\ntransaction:t\n\n\0SEND\ndestination:a\ntransaction:t\nreceipt:1\n\n1\0"
                        + "COMMIT\ntransaction:t\nreceipt:2\n\n\0");
        assertThat(fixture.out.flushed).isEmpty();

        broker.answer();

        assertThat(fixture.out.take())
                .containsExactly("RECEIPT\nreceipt-id:1\n\n", "RECEIPT\nreceipt-id:2\n\n");
    }

    @Test
    void receiptInsideHoldsUpNobodyElse() {
        assertThat(
                        fixture.send(
                                "BEGIN\ntransaction:t\n\n\0"
                                        + "SEND\ndestination:a\ntransaction:t\nreceipt:1\n\n1\0"
                                        + "SEND\ndestination:a\nreceipt:2\n\n2\0"))
                .containsExactly("RECEIPT\nreceipt-id:2\n\n");
        assertThat(fixture.send("ABORT\ntransaction:t\nreceipt:3\n\n\0"))
                .containsExactly("RECEIPT\nreceipt-id:1\n\n", "RECEIPT\nreceipt-id:3\n\n");
    }

    @Test
    @Clause("T1")
    void acknowledgementsInsideCountAtCommit() {
        fixture.send("SUBSCRIBE\nid:s\ndestination:a\nack:client\nprefetch-count:1\n\n\0");
        fixture.send("SEND\ndestination:a\n\n1\0SEND\ndestination:a\n\n2\0");

        List<String> inside =
                fixture.send("BEGIN\ntransaction:t\n\n\0ACK\nid:100-1-1\ntransaction:t\n\n\0");
        List<String> committed = fixture.send("COMMIT\ntransaction:t\nreceipt:c\n\n\0");

        assertThat(inside).isEmpty();
        assertThat(committed).hasSize(2);
        assertThat(committed).anyMatch(frame -> frame.endsWith("\n\n2"));
    }

    @Test
    @Clause("T1")
    void acknowledgementsInsideAreForgottenAtAbort() {
        fixture.send("SUBSCRIBE\nid:s\ndestination:a\nack:client\nprefetch-count:1\n\n\0");
        fixture.send("SEND\ndestination:a\n\n1\0SEND\ndestination:a\n\n2\0");

        fixture.send("BEGIN\ntransaction:t\n\n\0ACK\nid:100-1-1\ntransaction:t\n\n\0");

        assertThat(fixture.send("ABORT\ntransaction:t\n\n\0")).isEmpty();
        assertThat(fixture.send("ACK\nid:100-1-1\n\n\0")).hasSize(1);
    }

    @Test
    void refusedCommitIsError() {
        broker.refusal = Optional.of(Refusal.DISK_FULL);
        fixture.send("BEGIN\ntransaction:t\n\n\0SEND\ndestination:a\ntransaction:t\n\n1\0");

        assertThat(fixture.send("COMMIT\ntransaction:t\nreceipt:c\n\n\0").get(0))
                .contains("receipt-id:c\n")
                .contains("COMMIT was refused: the disk is full.");
    }

    @Test
    void expiryInsideCountsFromTheSend() {
        fixture.send(
                "BEGIN\ntransaction:t\n\n\0"
                        + "SEND\ndestination:a\ntransaction:t\nexpiration:10000\n\n1\0");
        fixture.clock.advance(Duration.ofSeconds(4));

        fixture.send("COMMIT\ntransaction:t\n\n\0");

        assertThat(broker.last().secondsLeft(broker.last().storeTimeMs())).isEqualTo(6);
    }

    @Test
    @Clause("T2")
    void transactionIsBoundedInFrames() {
        fixture.send("BEGIN\ntransaction:t\n\n\0");
        String frame = "SEND\ndestination:a\ntransaction:t\n\n\0";

        assertThat(fixture.send(frame.repeat(10_000))).isEmpty();
        assertThat(fixture.send(frame).get(0))
                .contains("message:transaction too long\n")
                .contains("more than 10000 frames");
    }

    @Test
    @Clause("T2")
    void transactionsAreBoundedInBytesTogether() {
        String frame = "SEND\ndestination:a\ntransaction:%s\n\n" + "x".repeat(1_000_000) + "\0";
        fixture.send("BEGIN\ntransaction:t\n\n\0BEGIN\ntransaction:u\n\n\0");
        fixture.send(frame.formatted("t").repeat(2) + frame.formatted("u").repeat(2));
        assertThat(fixture.out.closed).isEmpty();

        assertThat(fixture.send(frame.formatted("u")).get(0)).contains("more than 4194304 bytes");
    }

    @Test
    void bytesAreFreeAgainAfterCommitAndAbort() {
        String frame = "SEND\ndestination:a\ntransaction:t\n\n" + "x".repeat(1_000_000) + "\0";
        for (String end : List.of("COMMIT", "ABORT", "COMMIT")) {
            fixture.send("BEGIN\ntransaction:t\n\n\0" + frame.repeat(3));
            fixture.send(end + "\ntransaction:t\n\n\0");
        }

        assertThat(fixture.out.closed).isEmpty();
        assertThat(broker.parcels).hasSize(2);
    }

    @Test
    @Clause("T2")
    void openTransactionsAreBounded() {
        for (int i = 0; i < 100; i++) {
            fixture.send("BEGIN\ntransaction:" + i + "\n\n\0");
        }

        assertThat(fixture.send("BEGIN\ntransaction:more\n\n\0").get(0))
                .contains("message:too many transactions\n");
    }

    @Test
    void emptyTransactionIsCommitted() {
        assertThat(
                        fixture.send(
                                "BEGIN\ntransaction:t\nreceipt:1\n\n\0"
                                        + "COMMIT\ntransaction:t\nreceipt:2\n\n\0"))
                .containsExactly("RECEIPT\nreceipt-id:1\n\n", "RECEIPT\nreceipt-id:2\n\n");
    }
}
