package io.sluice.gateway.e2e;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One gateway for all tests of a class, on free ports and an empty log. When the last of them is
 * through, it must stop cleanly and must have had no fault.
 */
final class GatewayExtension implements BeforeAllCallback, AfterAllCallback {
    private final String[] settings;
    private Path data;
    private GatewayProcess gateway;

    GatewayExtension(String... settings) {
        this.settings = settings;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        data = Files.createTempDirectory("sluice-e2e-");
        gateway = GatewayProcess.start(data, settings);
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        try (GatewayProcess ended = gateway) {
            ended.stop();
            ended.requireNoFaults();
        } finally {
            removeData();
        }
    }

    InetSocketAddress mqtt() {
        return gateway.mqtt();
    }

    InetSocketAddress stomp() {
        return gateway.stomp();
    }

    String web(String path) {
        return gateway.web(path);
    }

    String admin(String path) {
        return gateway.admin(path);
    }

    /** What opens the admin API. */
    String token() {
        try {
            return Files.readString(data.resolve("admin.token")).strip();
        } catch (IOException none) {
            throw new AssertionError("the gateway has made no token", none);
        }
    }

    private void removeData() throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(data)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }
}
