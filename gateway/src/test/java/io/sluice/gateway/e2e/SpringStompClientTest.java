package io.sluice.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.messaging.simp.stomp.ReactorNettyTcpStompClient;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompFrameHandler;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.simp.stomp.StompSession;
import org.springframework.messaging.simp.stomp.StompSessionHandlerAdapter;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/** What Spring's ReactorNettyTcpStompClient sees. */
final class SpringStompClientTest {
    private static final long BEAT_MS = 1_000;

    /** Spring gives a server up after three periods of silence. */
    private static final Duration LONGER_THAN_PATIENCE = Duration.ofMillis(3 * BEAT_MS + 500);

    @RegisterExtension static final GatewayExtension gateway = new GatewayExtension();

    private static ThreadPoolTaskScheduler scheduler;
    private static ReactorNettyTcpStompClient client;

    private final Conversation conversation = new Conversation();
    private StompSession session;

    /** A message as Spring hands it over. */
    private record Got(StompHeaders headers, String text) {}

    /** What comes, and what goes wrong. */
    private static final class Conversation extends StompSessionHandlerAdapter {
        private final BlockingQueue<Got> messages = new LinkedBlockingQueue<>();
        private final CompletableFuture<Got> error = new CompletableFuture<>();

        @Override
        public void handleFrame(StompHeaders headers, Object payload) {
            error.complete(new Got(headers, (String) payload));
        }

        @Override
        public Type getPayloadType(StompHeaders headers) {
            return String.class;
        }

        @Override
        public void handleException(
                StompSession broken,
                StompCommand command,
                StompHeaders headers,
                byte[] payload,
                Throwable fault) {
            error.completeExceptionally(fault);
        }

        Got next() throws InterruptedException {
            Got got = messages.poll(Program.LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertThat(got).isNotNull();
            return got;
        }
    }

    /** Puts what a subscription brings into the conversation. */
    private record Reader(Conversation to) implements StompFrameHandler {
        @Override
        public Type getPayloadType(StompHeaders headers) {
            return String.class;
        }

        @Override
        public void handleFrame(StompHeaders headers, Object payload) {
            to.messages.add(new Got(headers, (String) payload));
        }
    }

    @BeforeAll
    static void makeTheClient() {
        scheduler = new ThreadPoolTaskScheduler();
        scheduler.initialize();
        client = new ReactorNettyTcpStompClient("127.0.0.1", gateway.stomp().getPort());
        client.setMessageConverter(new StringMessageConverter());
        client.setTaskScheduler(scheduler);
        client.setDefaultHeartbeat(new long[] {BEAT_MS, BEAT_MS});
    }

    @AfterAll
    static void endTheClient() {
        client.shutdown();
        scheduler.shutdown();
    }

    @BeforeEach
    void connect() throws Exception {
        session = client.connectAsync(conversation).get(30, TimeUnit.SECONDS);
        session.setAutoReceipt(true);
    }

    @AfterEach
    void leave() {
        if (session.isConnected()) {
            session.disconnect();
        }
    }

    @Test
    void messagesComeInOrderWithTheirHeaders() throws Exception {
        subscribe("/topic/spring/order", "auto");

        for (int number = 0; number < 100; number++) {
            StompHeaders headers = new StompHeaders();
            headers.setDestination("/topic/spring/order");
            headers.add("unit", "a:b\\c");
            session.send(headers, "grün " + number);
        }

        for (int number = 0; number < 100; number++) {
            Got got = conversation.next();
            assertThat(got.text()).isEqualTo("grün " + number);
            assertThat(got.headers().getFirst("unit")).isEqualTo("a:b\\c");
        }
    }

    @Test
    void heartBeatsKeepBothSidesSure() {
        await("a session that says nothing")
                .during(LONGER_THAN_PATIENCE)
                .atMost(Program.LIMIT)
                .until(session::isConnected);
    }

    @Test
    void refusedMessageOfAQueueComesAgain() throws Exception {
        subscribe("/queue/spring", "client-individual");
        awaitReceipt(session.send("/queue/spring", "job"));
        session.acknowledge(conversation.next().headers().getAck(), false);

        Got again = conversation.next();

        assertThat(again.text()).isEqualTo("job");
        assertThat(again.headers().getFirst("redelivered")).isEqualTo("true");
        awaitReceipt(session.acknowledge(again.headers().getAck(), true));
    }

    @Test
    void mistakeIsToldByErrorAndEndsTheSession() throws Exception {
        session.send("/nowhere/at/all", "lost");

        Got told = conversation.error.get(30, TimeUnit.SECONDS);
        assertThat(told.headers().getFirst("message")).isEqualTo("unknown destination");
        assertThat(told.text()).contains("/nowhere/at/all", "/topic/");
        await("end of the session").atMost(Program.LIMIT).until(() -> !session.isConnected());
    }

    private void subscribe(String destination, String ack) throws Exception {
        StompHeaders headers = new StompHeaders();
        headers.setDestination(destination);
        headers.setAck(ack);
        awaitReceipt(session.subscribe(headers, new Reader(conversation)));
    }

    private static void awaitReceipt(StompSession.Receiptable asked) throws Exception {
        CompletableFuture<Boolean> came = new CompletableFuture<>();
        asked.addReceiptTask(() -> came.complete(true));
        asked.addReceiptLostTask(() -> came.complete(false));
        assertThat(came.get(30, TimeUnit.SECONDS)).isTrue();
    }
}
