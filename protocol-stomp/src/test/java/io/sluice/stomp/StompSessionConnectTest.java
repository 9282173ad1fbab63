package io.sluice.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.auth.Verdict;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a client is let in, and how it leaves. */
final class StompSessionConnectTest {
    private SessionFixture fixture = new SessionFixture();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.0,1.1,1.2 | 1.2",
                "1.2 | 1.2",
                "1.0,1.1 | 1.1",
                "1.1, 1.0 | 1.1",
                "1.0 | 1.0",
                "1.2,9.9 | 1.2"
            })
    @Clause({"STOMP-1.2-CONNECT", "STOMP-1.2-PROTOCOL-NEGOTIATION", "C1", "C2"})
    void highestCommonVersionIsTaken(String accepted, String version) {
        List<String> answer =
                fixture.send("CONNECT\naccept-version:" + accepted + "\nhost:x\n\n\0");

        assertThat(answer).hasSize(1);
        assertThat(answer.get(0)).startsWith("CONNECTED\nversion:" + version + "\n");
    }

    @Test
    @Clause({"STOMP-1.0-CONNECT", "C1", "C3"})
    void clientWithoutAcceptVersionSpeaksOneZero() {
        List<String> answer = fixture.send("CONNECT\nlogin: jo\npasscode:secret\n\n\0");

        assertThat(answer.get(0))
                .startsWith("CONNECTED\nversion:1.0\nheart-beat:0,0\nsession:")
                .contains("\nserver:Sluice")
                .endsWith("\n\n");
        assertThat(fixture.shown.get(0).userName()).contains("jo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.0", "1.3,2.1", "1.20"})
    @Clause("C2")
    void noCommonVersionIsAnsweredByOurs(String accepted) {
        List<String> answer = fixture.send("CONNECT\naccept-version:" + accepted + "\n\n\0");

        assertThat(answer.get(0))
                .startsWith("ERROR\nversion:1.0,1.1,1.2\nmessage:unsupported version\n");
        assertThat(fixture.out.closed).contains(CloseReason.VIOLATION);
    }

    @Test
    @Clause("C2")
    void subprotocolOfWebSocketNarrowsTheVersions() {
        SessionFixture eleven = new SessionFixture(StompConfig.defaults(), "v11.stomp");
        SessionFixture none = new SessionFixture(StompConfig.defaults(), "v12.stomp");

        assertThat(eleven.send("CONNECT\naccept-version:1.0,1.1,1.2\n\n\0").get(0))
                .contains("version:1.1\n");
        assertThat(none.send("CONNECT\naccept-version:1.0,1.1\n\n\0").get(0)).startsWith("ERROR\n");
    }

    @Test
    @Clause("F6")
    void stompIsAsGoodAsConnect() {
        assertThat(fixture.send("STOMP\naccept-version:1.2\n\n\0").get(0))
                .startsWith("CONNECTED\n");
    }

    @Test
    @Clause("H1")
    void heartBeatIsAgreed() {
        List<String> answer =
                fixture.send("CONNECT\naccept-version:1.2\nheart-beat:3000,5000\n\n\0");

        assertThat(answer.get(0)).contains("\nheart-beat:5000,3000\n");
        assertThat(fixture.out.heartBeat).contains(new HeartBeat(5000, 3000, 3000));
    }

    @Test
    void malformedHeartBeatIsRefused() {
        assertThat(fixture.send("CONNECT\naccept-version:1.2\nheart-beat:x\n\n\0").get(0))
                .contains("message:bad heart-beat\n");
    }

    @Test
    void authenticatorSeesWhatTheClientShows() {
        fixture.send("CONNECT\naccept-version:1.2\nlogin:jo\npasscode:p:w\nclient-id:c7\n\n\0");

        assertThat(fixture.shown).hasSize(1);
        assertThat(fixture.shown.get(0).clientId()).isEqualTo("c7");
        assertThat(fixture.shown.get(0).password().map(String::new)).contains("p:w");
        assertThat(fixture.shown.get(0).listener()).isEqualTo("stomp");
    }

    @Test
    void credentialsThatAreNotSentAreAbsent() {
        fixture.send("CONNECT\naccept-version:1.2\n\n\0");

        assertThat(fixture.shown.get(0).userName()).isEqualTo(Optional.empty());
        assertThat(fixture.shown.get(0).password()).isEqualTo(Optional.empty());
    }

    @Test
    @Clause("C4")
    void clientThatIsDeniedGetsErrorAndIsClosed() {
        fixture = new SessionFixture(StompConfig.defaults(), "", new Verdict.Denied("no"));

        List<String> answer = fixture.send("CONNECT\naccept-version:1.2\n\n\0");

        assertThat(answer.get(0)).contains("message:login refused\n").doesNotContain("no\n");
        assertThat(fixture.out.closed).contains(CloseReason.LOGIN);
        assertThat(fixture.count("auth_total", "result", "denied")).isEqualTo(1);
        assertThat(fixture.count("connect_failures_total", "reason", "login")).isEqualTo(1);
    }

    @Test
    @Clause("C4")
    void clientThatNobodyCanDecideAboutGetsError() {
        fixture = new SessionFixture(StompConfig.defaults(), "", new Verdict.Unavailable("x"));

        assertThat(fixture.send("CONNECT\naccept-version:1.2\n\n\0").get(0))
                .contains("message:login not possible\n");
    }

    @ParameterizedTest
    @EnumSource(StompVersion.class)
    @Clause("C5")
    void secondConnectIsRefused(StompVersion version) {
        fixture.connect(version);

        assertThat(fixture.send("CONNECT\naccept-version:1.2\n\n\0").get(0))
                .contains("CONNECT came a second time");
        assertThat(fixture.out.closed).isPresent();
    }

    @Test
    @Clause("C6")
    void frameBeforeConnectIsRefused() {
        assertThat(fixture.send("SEND\ndestination:a\nreceipt:7\n\n\0").get(0))
                .contains("message:not connected\n")
                .contains("receipt-id:7\n")
                .contains("SEND came before CONNECT");
        assertThat(fixture.broker.parcels).isEmpty();
    }

    @Test
    void serverHeaderCanBeLeftOut() {
        StompConfig defaults = StompConfig.defaults();
        StompConfig hidden =
                new StompConfig(
                        defaults.frames(),
                        defaults.connection(),
                        defaults.transactions(),
                        defaults.heartBeat(),
                        defaults.wsFrame(),
                        defaults.topicSeparator(),
                        false,
                        defaults.durableExpiry());
        fixture = new SessionFixture(hidden, "");

        assertThat(fixture.send("CONNECT\naccept-version:1.2\n\n\0").get(0))
                .doesNotContain("server:");
    }

    @Test
    @Clause({"STOMP-1.2-DISCONNECT", "R2"})
    void disconnectIsAnsweredThenClosed() {
        fixture.connect(StompVersion.V1_2);

        assertThat(fixture.send("DISCONNECT\nreceipt:bye\n\n\0"))
                .containsExactly("RECEIPT\nreceipt-id:bye\n\n");
        assertThat(fixture.out.closed).contains(CloseReason.DISCONNECT);
    }

    @Test
    @Clause("R2")
    void disconnectWithoutReceiptIsClosed() {
        fixture.connect(StompVersion.V1_2);

        assertThat(fixture.send("DISCONNECT\n\n\0")).isEmpty();
        assertThat(fixture.out.closed).contains(CloseReason.DISCONNECT);
    }

    @Test
    @Clause("R2")
    void receiptOfDisconnectWaitsForAllThatWasSent() {
        fixture.connect(StompVersion.V1_2);
        fixture.broker.holdsReceipts = true;

        assertThat(fixture.send("SEND\ndestination:a\n\nx\0DISCONNECT\nreceipt:bye\n\n\0"))
                .isEmpty();
        assertThat(fixture.out.closed).isEmpty();
        fixture.broker.answer();

        assertThat(fixture.broker.barriers).isEqualTo(1);
        assertThat(fixture.out.take()).containsExactly("RECEIPT\nreceipt-id:bye\n\n");
        assertThat(fixture.out.closed).contains(CloseReason.DISCONNECT);
    }

    @Test
    @Clause("R2")
    void nothingBehindDisconnectIsLookedAt() {
        fixture.connect(StompVersion.V1_2);

        fixture.send("DISCONNECT\nreceipt:bye\n\n\0SEND\ndestination:a\nreceipt:2\n\nx\0");

        assertThat(fixture.broker.parcels).isEmpty();
    }

    @Test
    void lostConnectionEndsItsSubscriptions() {
        fixture.connect(StompVersion.V1_2);
        fixture.send("SUBSCRIBE\nid:1\ndestination:a\n\n\0SUBSCRIBE\nid:2\ndestination:b\n\n\0");

        fixture.session.connectionLost();
        fixture.broker.run();

        assertThat(fixture.broker.closedFeeds).isEqualTo(2);
        assertThat(fixture.count("subscriptions", "protocol", "stomp")).isZero();
    }
}
