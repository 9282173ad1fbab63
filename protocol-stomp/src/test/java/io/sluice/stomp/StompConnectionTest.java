package io.sluice.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sluice.auth.Pass;
import io.sluice.auth.Principal;
import io.sluice.auth.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the socket does: reading, pausing, timing, closing. */
final class StompConnectionTest {
    private static final String SEND = "SEND\ndestination:a\nreceipt:1\n\nx\0";

    private final ServerFixture fixture = new ServerFixture();

    @Test
    void framesMayComeInAnyPieces() {
        EmbeddedChannel channel = fixture.tcp();
        String all = "CONNECT\naccept-version:1.2\n\n\0";
        for (int i = 0; i < all.length(); i++) {
            fixture.write(channel, all.substring(i, i + 1));
        }
        assertThat(ServerFixture.text(channel)).startsWith("CONNECTED\nversion:1.2\n");

        fixture.write(channel, SEND + SEND + SEND.substring(0, 20));
        fixture.write(channel, SEND.substring(20));

        assertThat(fixture.broker.published()).containsExactly("a=x", "a=x", "a=x");
        assertThat(fixture.broker.parcels).hasSize(2);
        assertThat(channel.finishAndReleaseAll()).isTrue();
    }

    @Test
    void nothingIsDecodedWhileSomebodyFindsOutWhoTheClientIs() {
        fixture.decideLater();
        EmbeddedChannel channel = fixture.tcp();

        fixture.write(channel, "CONNECT\naccept-version:1.1\n\n\0" + SEND);
        fixture.write(channel, SEND.replace("x\0", "\\y\0"));
        assertThat(channel.config().isAutoRead()).isFalse();
        assertThat(fixture.broker.parcels).isEmpty();
        fixture.verdict.complete(new Verdict.Accepted(new Principal("jo")));
        fixture.settle(channel);

        assertThat(ServerFixture.text(channel))
                .startsWith("CONNECTED\nversion:1.1\n")
                .endsWith("RECEIPT\nreceipt-id:1\n\n\0RECEIPT\nreceipt-id:1\n\n\0");
        assertThat(channel.config().isAutoRead()).isTrue();
        channel.finishAndReleaseAll();
    }

    @Test
    void verdictForClientThatHasGoneIsForgotten() {
        fixture.decideLater();
        EmbeddedChannel channel = fixture.tcp();
        fixture.write(channel, "CONNECT\naccept-version:1.1\n\n\0");

        channel.finishAndReleaseAll();
        fixture.verdict.complete(new Verdict.Accepted(new Principal("jo")));
        fixture.settle(channel);

        assertThat(ServerFixture.text(channel)).isEmpty();
        assertThat(fixture.server.connectionCount()).isZero();
        assertThat(fixture.closed("client-gone")).isEqualTo(1);
    }

    @Test
    @Clause("C6")
    void clientThatDoesNotConnectInTimeIsClosed() {
        EmbeddedChannel channel = fixture.tcp();

        ServerFixture.advance(channel, 9_999);
        assertThat(ServerFixture.text(channel)).isEmpty();
        ServerFixture.advance(channel, 2);

        assertThat(ServerFixture.text(channel)).contains("message:login took too long\n");
        ServerFixture.advance(channel, 2_001);
        assertThat(channel.isOpen()).isFalse();
        assertThat(fixture.closed("login-timeout")).isEqualTo(1);
    }

    @Test
    void loginThatEndsEndsTheConnection() {
        fixture.decideLater();
        EmbeddedChannel channel = fixture.tcp();
        fixture.write(channel, "CONNECT\naccept-version:1.2\n\n\0");
        Pass pass = Pass.until(fixture.clock.instant().plusSeconds(60));
        fixture.verdict.complete(new Verdict.Accepted(new Principal("jo", pass)));
        fixture.settle(channel);
        ServerFixture.text(channel);

        ServerFixture.advance(channel, 59_999);
        assertThat(ServerFixture.text(channel)).isEmpty();
        ServerFixture.advance(channel, 2);

        assertThat(ServerFixture.text(channel)).startsWith("ERROR\n").contains("login expired");
        ServerFixture.advance(channel, 2_001);
        assertThat(fixture.closed("login-expired")).isEqualTo(1);
    }

    @Test
    @Clause({"E1", "C4", "L1"})
    void errorIsFlushedAndTheClientMayCloseFirst() {
        EmbeddedChannel channel = fixture.connected("");

        fixture.write(channel, "NONSENSE\n\n\0" + SEND);
        assertThat(ServerFixture.text(channel)).startsWith("ERROR\n").endsWith("\n\0");
        assertThat(channel.isOpen()).isTrue();
        fixture.write(channel, SEND.repeat(3));
        ServerFixture.advance(channel, 2_001);

        assertThat(channel.isOpen()).isFalse();
        assertThat(fixture.broker.parcels).isEmpty();
        assertThat(fixture.closed("violation")).isEqualTo(1);
    }

    @Test
    void errorThatWaitsForReceiptsDoesNotWaitForEver() {
        EmbeddedChannel channel = fixture.connected("");
        fixture.broker.holdsReceipts = true;

        fixture.write(channel, SEND + "NONSENSE\n\n\0");
        assertThat(ServerFixture.text(channel)).isEmpty();
        ServerFixture.advance(channel, 30_001);

        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void fullRingStopsReadingAndDecodingUntilThereIsRoom() {
        EmbeddedChannel channel = fixture.connected("");
        fixture.broker.isFull = true;
        fixture.write(channel, SEND);
        assertThat(channel.config().isAutoRead()).isFalse();

        fixture.write(channel, SEND + SEND);
        assertThat(fixture.broker.published()).isEmpty();
        fixture.broker.makeRoom();
        fixture.settle(channel);

        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(fixture.broker.published()).hasSize(3);
        assertThat(ServerFixture.text(channel).split("RECEIPT", -1)).hasSize(4);
        channel.finishAndReleaseAll();
    }

    @Test
    void ringThatIsFullTooLongEndsTheConnection() {
        EmbeddedChannel channel = fixture.connected("heart-beat:1000,0\n");
        fixture.broker.isFull = true;
        fixture.write(channel, "SEND\ndestination:a\n\nx\0");

        for (int second = 0; second < 29; second++) {
            ServerFixture.advance(channel, 1_000);
        }
        assertThat(ServerFixture.text(channel)).isEmpty();
        ServerFixture.advance(channel, 1_001);

        assertThat(ServerFixture.text(channel)).contains("message:the broker is busy\n");
        ServerFixture.advance(channel, 2_001);
        assertThat(fixture.closed("paused-too-long")).isEqualTo(1);
    }

    @Test
    @Clause({"H1", "STOMP-1.2-HEART-BEATING"})
    void heartBeatIsSentAtHalfItsPeriodOfSilence() {
        EmbeddedChannel channel = fixture.connected("heart-beat:0,4000\n");

        ServerFixture.advance(channel, 1_500);
        fixture.write(channel, SEND);
        assertThat(ServerFixture.text(channel)).startsWith("RECEIPT");
        ServerFixture.advance(channel, 1_900);
        assertThat(ServerFixture.text(channel)).isEmpty();
        ServerFixture.advance(channel, 200);
        assertThat(ServerFixture.text(channel)).isEqualTo("\n");
        ServerFixture.advance(channel, 2_001);

        assertThat(ServerFixture.text(channel)).isEqualTo("\n");
        channel.finishAndReleaseAll();
    }

    @Test
    @Clause({"H1", "H2"})
    void clientIsDeadAfterTwoPeriodsWithoutAnyByte() {
        EmbeddedChannel channel = fixture.connected("heart-beat:1000,0\n");

        for (int i = 0; i < 4; i++) {
            ServerFixture.advance(channel, 1_900);
            fixture.write(channel, i % 2 == 0 ? "\n" : "SEN");
            assertThat(ServerFixture.text(channel)).isEmpty();
            fixture.write(channel, i % 2 == 0 ? "" : "D\ndestination:a\n\n\0");
        }
        ServerFixture.advance(channel, 2_001);

        assertThat(ServerFixture.text(channel)).contains("message:nothing heard\n");
        ServerFixture.advance(channel, 2_001);
        assertThat(fixture.closed("heart-beat")).isEqualTo(1);
    }

    @Test
    void silentClientWithoutHeartBeatsStays() {
        EmbeddedChannel channel = fixture.connected("");

        ServerFixture.advance(channel, 86_400_000);

        assertThat(channel.isOpen()).isTrue();
        channel.finishAndReleaseAll();
    }

    @Test
    void slowReaderHoldsUpItsOwnMessagesOnly() {
        EmbeddedChannel channel = fixture.connected("");
        EmbeddedChannel other = fixture.connected("");
        String subscribe = "SUBSCRIBE\nid:1\ndestination:a\n\n\0";
        fixture.write(channel, subscribe);
        fixture.write(other, subscribe);

        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        fixture.write(other, SEND);
        assertThat(ServerFixture.text(channel)).isEmpty();
        assertThat(ServerFixture.text(other)).contains("MESSAGE\n", "RECEIPT\n");
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
        fixture.settle(channel);

        assertThat(ServerFixture.text(channel)).startsWith("MESSAGE\n");
        channel.finishAndReleaseAll();
        other.finishAndReleaseAll();
    }

    @Test
    void stopTellsAllAndWaitsForThem() {
        EmbeddedChannel channel = fixture.connected("");
        EmbeddedChannel fresh = fixture.tcp();

        var stopped = fixture.server.stop().toCompletableFuture();
        fixture.settle(channel);
        fixture.settle(fresh);

        assertThat(ServerFixture.text(channel)).contains("message:shutting down\n");
        assertThat(ServerFixture.text(fresh)).contains("message:shutting down\n");
        assertThat(stopped).isNotDone();
        ServerFixture.advance(channel, 2_001);
        ServerFixture.advance(fresh, 2_001);
        assertThat(stopped).isDone();
        assertThat(fixture.server.connectionCount()).isZero();
        assertThat(ServerFixture.text(fixture.tcp())).contains("message:shutting down\n");
    }

    @Test
    @Clause("L1")
    void clientsMayComeAndGoQuickly() {
        for (int i = 0; i < 500; i++) {
            EmbeddedChannel channel = fixture.connected("");
            fixture.write(channel, "SUBSCRIBE\nid:1\ndestination:a\n\n\0");
            if (i % 2 == 0) {
                fixture.write(channel, "DISCONNECT\nreceipt:1\n\n\0");
                assertThat(ServerFixture.text(channel)).isEqualTo("RECEIPT\nreceipt-id:1\n\n\0");
            }
            channel.finishAndReleaseAll();
            fixture.settle(channel);
        }

        assertThat(fixture.server.connectionCount()).isZero();
        assertThat(fixture.broker.closedFeeds).isEqualTo(500);
        assertThat(fixture.closed("disconnect")).isEqualTo(250);
    }

    @Test
    void bytesAreCounted() {
        EmbeddedChannel channel = fixture.tcp();
        String connect = "CONNECT\naccept-version:1.2\n\n\0";

        fixture.write(channel, connect);
        int answered = ServerFixture.text(channel).length();

        assertThat(
                        fixture.registry.getSampleValue(
                                "sluice_bytes_received_total",
                                new String[] {"protocol"},
                                new String[] {"stomp"}))
                .isEqualTo(connect.length());
        assertThat(
                        fixture.registry.getSampleValue(
                                "sluice_bytes_sent_total",
                                new String[] {"protocol"},
                                new String[] {"stomp"}))
                .isEqualTo(answered);
        channel.finishAndReleaseAll();
    }

    @Test
    void randomBytesEndInErrorAndDisturbNobody() {
        EmbeddedChannel other = fixture.connected("");
        Random random = new Random(7);
        List<String> words =
                List.of(
                        "SEND\n",
                        "SUBSCRIBE\n",
                        "ACK\n",
                        "destination:a\n",
                        "id:1\n",
                        "\n",
                        "\0",
                        "receipt:1\n",
                        "content-length:3\n",
                        "x",
                        "BEGIN\n",
                        "transaction:t\n",
                        "COMMIT\n",
                        "UNSUBSCRIBE\n",
                        "\\",
                        ":");
        for (int round = 0; round < 2_000; round++) {
            EmbeddedChannel channel = fixture.connected("");
            List<String> said = new ArrayList<>();
            for (int i = random.nextInt(40); i > 0; i--) {
                said.add(words.get(random.nextInt(words.size())));
            }
            byte[] noise = new byte[random.nextInt(20)];
            random.nextBytes(noise);
            fixture.write(channel, String.join("", said));
            channel.writeInbound(Unpooled.wrappedBuffer(noise));
            fixture.settle(channel);
            channel.checkException();
            channel.finishAndReleaseAll();
            fixture.settle(channel);
            channel.finishAndReleaseAll();
        }

        fixture.write(other, SEND);
        assertThat(ServerFixture.text(other)).isEqualTo("RECEIPT\nreceipt-id:1\n\n\0");
        assertThat(fixture.server.connectionCount()).isEqualTo(1);
        assertThat(fixture.closed("fault")).isZero();
        other.finishAndReleaseAll();
    }
}
