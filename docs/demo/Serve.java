import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Serves the demo page on loopback, with nothing but a JDK: {@code java docs/demo/Serve.java [port]}.
 * A page opened as a file has no origin, and the gateway would not let it in.
 */
final class Serve {
    private static final Map<String, String> TYPES =
            Map.of(
                    "index.html", "text/html; charset=utf-8",
                    "demo.css", "text/css; charset=utf-8",
                    "demo.js", "text/javascript; charset=utf-8",
                    "stomp.umd.min.js", "text/javascript; charset=utf-8");

    public static void main(String[] arguments) throws IOException {
        int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8000;
        Path folder = folder();
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        HttpServer server = HttpServer.create(address, 0);
        server.createContext("/", exchange -> answer(exchange, folder));
        server.start();
        System.out.println("open http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    /** Where this file lies, wherever it was started from. */
    private static Path folder() {
        for (String place : List.of("docs/demo", "../docs/demo", ".")) {
            if (Files.exists(Path.of(place, "demo.js"))) {
                return Path.of(place);
            }
        }
        throw new IllegalStateException("start it in the project's folder");
    }

    private static void answer(HttpExchange exchange, Path folder) throws IOException {
        String path = exchange.getRequestURI().getPath().substring(1);
        String name = path.isEmpty() ? "index.html" : path;
        String type = TYPES.get(name);
        try (exchange) {
            if (type == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            byte[] body = Files.readAllBytes(folder.resolve(name));
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
