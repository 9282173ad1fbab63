package io.sluice.gateway.config;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that can be set, in the order in which {@code conf/sluice.conf} tells it. The one place
 * for a key's name, kind, unit, range, default and meaning.
 */
public final class Schema {
    private static final Map<String, Key<?>> KEYS = new LinkedHashMap<>();
    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;
    private static final Path NONE = Path.of("");

    public static final Key<Path> DATA_DIR =
            key(
                    "data-dir",
                    Kind.path(),
                    Path.of("data"),
                    "Everything that is kept lies below this folder; made if it is missing.");

    public static final ListenerKeys MQTT = listener("mqtt", true, "127.0.0.1:1883", 100_000);
    public static final ListenerKeys MQTTS = listener("mqtts", false, "127.0.0.1:8883", 100_000);
    public static final ListenerKeys STOMP = listener("stomp", true, "127.0.0.1:61613", 100_000);
    public static final ListenerKeys STOMPS = listener("stomps", false, "127.0.0.1:61614", 100_000);
    public static final ListenerKeys WEB = listener("web", true, "127.0.0.1:8083", 100_000);
    public static final ListenerKeys ADMIN = listener("admin", true, "127.0.0.1:9464", 256);

    public static final Key<Integer> EVENT_LOOPS =
            key(
                    "network.event-loops",
                    Kind.count(0, 256),
                    0,
                    "Threads that serve the sockets; 0 for one a processor.");
    public static final Key<Integer> BACKLOG =
            key(
                    "network.backlog",
                    Kind.count(1, 65_535),
                    4096,
                    "Connections that the kernel holds until they are accepted (net.core.somaxconn"
                            + " bounds it too).");
    public static final Key<Boolean> NATIVE =
            key(
                    "network.native",
                    Kind.flag(),
                    true,
                    "Whether to use epoll itself where the machine has it, instead of the JDK's"
                            + " selector.");
    public static final Key<Duration> HANDSHAKE_TIMEOUT =
            key(
                    "network.handshake-timeout",
                    Kind.duration(ofMillis(100), ofMinutes(5)),
                    ofSeconds(10),
                    "Time for TLS, for a PROXY header and for the HTTP request of a WebSocket, each.");
    public static final Key<Duration> STOP_TIMEOUT =
            key(
                    "network.stop-timeout",
                    Kind.duration(ofMillis(100), ofMinutes(5)),
                    ofSeconds(10),
                    "Time that clients are given to take what is on its way when the gateway"
                            + " stops.");
    public static final Key<List<String>> PROXIES =
            key(
                    "proxy-protocol.from",
                    Kind.texts("addresses or networks (10.0.0.0/8)"),
                    List.of(),
                    "Proxies whose PROXY headers are believed.");

    public static final Key<List<String>> WEB_HOSTS =
            key(
                    "web.hosts",
                    Kind.texts("host names"),
                    List.of(),
                    "Names by which browsers may call the web and admin listeners, besides loopback"
                            + " and the address itself.");
    public static final Key<List<String>> WEB_ORIGINS =
            key(
                    "web.origins",
                    Kind.texts("origins (https://example.org)"),
                    List.of(),
                    "Pages of other origins that may open WebSockets; \"null\" for pages from"
                            + " files.");
    public static final Key<Long> WEB_FRAME_MAX =
            key(
                    "web.frame-bytes-max",
                    Kind.bytes(KIB, 16 * MIB),
                    MIB,
                    "The longest WebSocket frame; a message may have many.");

    public static final Key<List<String>> AUTH_CHAIN =
            key(
                    "auth.chain",
                    Kind.words("password-file", "anonymous"),
                    List.of("anonymous"),
                    "Who is asked whether a client may come in, one after the other.");
    public static final Key<String> AUTH_ANONYMOUS =
            key(
                    "auth.anonymous",
                    Kind.word("loopback", "everywhere"),
                    "loopback",
                    "Where clients may come in without a name, if the chain lets them at all."
                            + " Loopback is judged by the address of the listener.");
    public static final Key<Path> PASSWORD_FILE =
            key(
                    "auth.password-file",
                    Kind.path(),
                    NONE,
                    "Users and their hashed passwords, as mosquitto_passwd and bin/sluice passwd"
                            + " write it.");
    public static final Key<Path> ACL_FILE =
            key(
                    "auth.acl-file",
                    Kind.path(),
                    NONE,
                    "Who may do what, in Mosquitto's form. Without one, everything but writing to"
                            + " $SYS is allowed.");
    public static final Key<Duration> FAILURE_DELAY =
            key(
                    "auth.failure-delay",
                    Kind.duration(ofMillis(0), ofMinutes(1)),
                    ofSeconds(1),
                    "How long a wrong password waits for its answer.");
    public static final Key<Integer> AUTH_PENDING_MAX =
            key(
                    "auth.pending-max",
                    Kind.count(1, 1_000_000),
                    10_000,
                    "Logins waiting for their password to be hashed; one more is told to come"
                            + " later.");

    public static final Key<Boolean> ADMIN_TOKEN_ALWAYS =
            key(
                    "admin.token-always",
                    Kind.flag(),
                    false,
                    "Whether /metrics, /livez and /readyz need the token too.");

    private Schema() {}

    /** All keys, in the order in which they are told. */
    public static List<Key<?>> keys() {
        return List.copyOf(KEYS.values());
    }

    static Optional<Key<?>> find(String path) {
        return Optional.ofNullable(KEYS.get(path));
    }

    /** Every path that may be written down: keys, and the files that secrets may come from. */
    static List<String> paths() {
        List<String> paths = new ArrayList<>(KEYS.keySet());
        for (Key<?> key : KEYS.values()) {
            if (key.secret()) {
                paths.add(key.path() + Key.FROM_FILE);
            }
        }
        return paths;
    }

    static <T> Key<T> key(String path, Kind<T> kind, T fallback, String doc) {
        return known(new Key<>(path, kind, fallback, false, doc));
    }

    static Key<String> secret(String path, String doc) {
        return known(new Key<>(path, Kind.text("a text"), "", true, doc));
    }

    private static ListenerKeys listener(
            String name, boolean enabled, String bind, int connectionsMax) {
        return ListenerKeys.of(name, enabled, bind, connectionsMax);
    }

    private static <T> Key<T> known(Key<T> key) {
        KEYS.put(key.path(), key);
        return key;
    }
}
