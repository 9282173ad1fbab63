package io.sluice.gateway.e2e;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.broker.BrokerAvailabilityEvent;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

/**
 * A web application as Spring's manual has it: browsers speak STOMP with it over WebSocket, and its
 * StompBrokerRelay hands all of that on to the gateway.
 */
final class RelayApplication implements AutoCloseable {
    private static final String ENDPOINT = "/browsers";

    private final Tomcat tomcat = new Tomcat();
    private final AnnotationConfigWebApplicationContext spring =
            new AnnotationConfigWebApplicationContext();

    /** Where the relay finds its broker. */
    @Configuration
    @EnableWebSocketMessageBroker
    static class Relay implements WebSocketMessageBrokerConfigurer {
        private final InetSocketAddress gateway;

        Relay(InetSocketAddress gateway) {
            this.gateway = gateway;
        }

        @Override
        public void registerStompEndpoints(StompEndpointRegistry registry) {
            registry.addEndpoint(ENDPOINT);
            registry.setPreserveReceiveOrder(true); // Spring's threads keep no order unasked
        }

        @Override
        public void configureMessageBroker(MessageBrokerRegistry registry) {
            registry.enableStompBrokerRelay("/topic", "/queue", "/temp-queue", "/stream")
                    .setRelayHost("127.0.0.1")
                    .setRelayPort(gateway.getPort())
                    .setSystemHeartbeatSendInterval(1_000)
                    .setSystemHeartbeatReceiveInterval(1_000);
            registry.setApplicationDestinationPrefixes("/app");
            registry.setPreservePublishOrder(true);
        }
    }

    private RelayApplication() {}

    /** Starts it on a free port, and waits until it has its connection to the gateway. */
    static RelayApplication start(InetSocketAddress gateway, Path folder) throws Exception {
        RelayApplication application = new RelayApplication();
        CompletableFuture<Boolean> connected = new CompletableFuture<>();
        application.spring.addBeanFactoryPostProcessor(
                beans -> beans.registerSingleton("gateway", gateway));
        application.spring.register(Relay.class);
        application.spring.addApplicationListener(
                (ApplicationListener<BrokerAvailabilityEvent>)
                        event -> connected.complete(event.isBrokerAvailable()));
        application.serve(folder);
        if (!connected.get(Program.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the relay has lost the gateway");
        }
        return application;
    }

    /** The address of its WebSocket. */
    String web() {
        return "ws://127.0.0.1:" + tomcat.getConnector().getLocalPort() + ENDPOINT;
    }

    /** Sends on behalf of the application itself. */
    void send(String destination, String text) {
        spring.getBean(SimpMessagingTemplate.class).convertAndSend(destination, text);
    }

    private void serve(Path folder) throws LifecycleException {
        tomcat.setBaseDir(folder.toString());
        tomcat.setPort(0);
        tomcat.getConnector();
        Context context = tomcat.addContext("", folder.toString());
        context.addServletContainerInitializer(new WsSci(), null);
        Wrapper servlet = Tomcat.addServlet(context, "spring", new DispatcherServlet(spring));
        servlet.setLoadOnStartup(1);
        servlet.setAsyncSupported(true);
        context.addServletMappingDecoded("/*", "spring");
        tomcat.start();
    }

    @Override
    public void close() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }
}
