package io.sluice.gateway.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.prometheus.client.CollectorRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ports that are open, full, taken, or behind a proxy. */
final class ListenerTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Networks LOOPBACK = Networks.of(List.of("127.0.0.0/8"));

    private final CollectorRegistry registry = new CollectorRegistry();
    private final Echo echo = new Echo();
    private EventLoops loops;
    private Door door;

    @BeforeEach
    void openLoops() {
        loops = EventLoops.open(1, true);
        door = new Door(loops, new ListenMetrics(registry));
    }

    @AfterEach
    void closeLoops() {
        loops.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void connectionsAreServedWithEpollAndWithout(boolean epoll) throws Exception {
        try (EventLoops others = EventLoops.open(1, epoll);
                Listener listener =
                        new Door(others, new ListenMetrics(new CollectorRegistry()))
                                .plain(config(10, Networks.none()), echo);
                RawClient client = new RawClient(listener.address())) {

            assertThat(client.send("hello").read(5)).isEqualTo("hello");

            assertThat(echo.accepted)
                    .singleElement()
                    .asString()
                    .startsWith("mqtt tcp - /127.0.0.1");
            assertThat(listener.connections()).isEqualTo(1);
            assertThat(others.transport()).isEqualTo(epoll ? "epoll" : "nio");
        }
    }

    @Test
    void oneConnectionTooManyIsClosedAndCountedAndAnotherMayComeLater() throws Exception {
        try (Listener listener = door.plain(config(1, Networks.none()), echo)) {
            RawClient first = new RawClient(listener.address());
            assertThat(first.send("a").read(1)).isEqualTo("a");

            try (RawClient second = new RawClient(listener.address())) {
                assertThat(second.isClosed()).isTrue();
            }
            assertThat(refused("max-connections")).isEqualTo(1);

            first.close();
            await().until(() -> listener.connections() == 0);
            try (RawClient third = new RawClient(listener.address())) {
                assertThat(third.send("c").read(1)).isEqualTo("c");
            }
        }
    }

    @Test
    void closedListenerTakesNoMoreButLeavesItsConnections() throws Exception {
        Listener listener = door.plain(config(10, Networks.none()), echo);
        try (RawClient client = new RawClient(listener.address())) {
            client.send("a").read(1);

            listener.close();

            assertThat(client.send("b").read(1)).isEqualTo("b");
            assertThatThrownBy(() -> new RawClient(listener.address()))
                    .isInstanceOf(Exception.class);
        }
    }

    @Test
    void takenPortIsToldWithItsAddress() throws Exception {
        try (Listener first = door.plain(config(10, Networks.none()), echo)) {
            ListenerConfig same = config(first.address(), 10, Networks.none(), LONG);

            assertThatThrownBy(() -> door.plain(same, echo))
                    .isInstanceOf(BindFaultException.class)
                    .hasMessageContaining("cannot listen on 127.0.0.1:")
                    .hasMessageContaining("another process has this port");
        }
    }

    @Test
    void proxyTellsWhereTheClientIs() throws Exception {
        try (Listener listener = door.plain(config(10, LOOPBACK), echo);
                RawClient client = new RawClient(listener.address())) {

            client.send("PROXY TCP4 203.0.113.7 127.0.0.1 4711 1883\r\nhello");

            assertThat(client.read(5)).isEqualTo("hello");
            assertThat(echo.accepted).containsExactly("mqtt tcp - /203.0.113.7:4711");
        }
    }

    @Test
    void proxyThatSpeaksForItselfIsTheClient() throws Exception {
        try (Listener listener = door.plain(config(10, LOOPBACK), echo);
                RawClient client = new RawClient(listener.address())) {

            client.send("PROXY UNKNOWN\r\nhello");

            assertThat(client.read(5)).isEqualTo("hello");
            assertThat(echo.accepted)
                    .singleElement()
                    .asString()
                    .startsWith("mqtt tcp - /127.0.0.1");
        }
    }

    @Test
    void proxyWithoutAHeaderIsClosed() throws Exception {
        try (Listener listener = door.plain(config(10, LOOPBACK), echo);
                RawClient client = new RawClient(listener.address())) {

            client.send("CONNECT\r\naccept-version:1.2\r\n\r\n\0");

            assertThat(client.isClosed()).isTrue();
            assertThat(echo.accepted).isEmpty();
            await().untilAsserted(() -> assertThat(refused("proxy-header")).isEqualTo(1));
        }
    }

    @Test
    void silentProxyIsClosed() throws Exception {
        ListenerConfig impatient = config(free(), 10, LOOPBACK, Duration.ofMillis(50));
        try (Listener listener = door.plain(impatient, echo);
                RawClient client = new RawClient(listener.address())) {

            assertThat(client.isClosed()).isTrue();
            assertThat(refused("handshake-timeout")).isEqualTo(1);
        }
    }

    @Test
    void headerFromElsewhereIsNotBelieved() throws Exception {
        Networks others = Networks.of(List.of("192.0.2.1", "2001:db8::/32"));
        try (Listener listener = door.plain(config(10, others), echo);
                RawClient client = new RawClient(listener.address())) {

            assertThat(client.send("PROXY").read(5)).isEqualTo("PROXY");

            assertThat(echo.accepted).singleElement().asString().contains("/127.0.0.1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy.example.org", "10.0.0.0/33", "10.0.0.0/x", "::1/129", ""})
    void whatIsNoNetworkIsRefused(String text) {
        assertThatThrownBy(() -> Networks.of(List.of(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no address and no network");
    }

    private Double refused(String reason) {
        return registry.getSampleValue(
                "sluice_listener_refused_total",
                new String[] {"listener", "reason"},
                new String[] {"mqtt", reason});
    }

    private static ListenerConfig config(int connectionsMax, Networks proxies) {
        return config(free(), connectionsMax, proxies, LONG);
    }

    private static ListenerConfig config(
            InetSocketAddress address, int connectionsMax, Networks proxies, Duration timeout) {
        return new ListenerConfig("mqtt", address, connectionsMax, 64, timeout, proxies);
    }

    private static InetSocketAddress free() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }
}
