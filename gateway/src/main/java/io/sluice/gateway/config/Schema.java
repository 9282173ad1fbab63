package io.sluice.gateway.config;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything that can be set, in the order in which {@code conf/sluice.conf} tells it. The one
 * place for a key's name, kind, unit, range, default and meaning; long sections have files of their
 * own.
 */
public final class Schema {
    private static final Section TOP = new Section("");
    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;
    private static final Path NONE = Path.of("");

    public static final Key<Path> DATA_DIR =
            TOP.key(
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
            TOP.key(
                    "network.event-loops",
                    Kind.count(0, 256),
                    0,
                    "Threads that serve the sockets; 0 for one a processor, less one that is the"
                            + " log's.");
    public static final Key<Integer> BACKLOG =
            TOP.key(
                    "network.backlog",
                    Kind.count(1, 65_535),
                    4096,
                    "Connections that the kernel holds until they are accepted (net.core.somaxconn"
                            + " bounds it too).");
    public static final Key<Boolean> NATIVE =
            TOP.key(
                    "network.native",
                    Kind.flag(),
                    true,
                    "Whether to use epoll itself where the machine has it, instead of the JDK's"
                            + " selector.");
    public static final Key<Duration> HANDSHAKE_TIMEOUT =
            TOP.key(
                    "network.handshake-timeout",
                    Kind.duration(ofMillis(100), ofMinutes(5)),
                    ofSeconds(10),
                    "Time for TLS, for a PROXY header and for the HTTP request of a WebSocket,"
                            + " each.");
    public static final Key<Duration> STOP_TIMEOUT =
            TOP.key(
                    "network.stop-timeout",
                    Kind.duration(ofMillis(100), ofMinutes(5)),
                    ofSeconds(10),
                    "Time that clients are given to take what is on its way when the gateway"
                            + " stops.");
    public static final Key<List<String>> PROXIES =
            TOP.key(
                    "proxy-protocol.from",
                    Kind.texts("addresses or networks (10.0.0.0/8)"),
                    List.of(),
                    "Proxies whose PROXY headers are believed.");

    public static final Key<List<String>> WEB_HOSTS =
            TOP.key(
                    "web.hosts",
                    Kind.texts("host names"),
                    List.of(),
                    "Names by which browsers may call the web and admin listeners, besides loopback"
                            + " and the address itself.");
    public static final Key<List<String>> WEB_ORIGINS =
            TOP.key(
                    "web.origins",
                    Kind.texts("origins (https://example.org)"),
                    List.of(),
                    "Pages of other origins that may open WebSockets; \"null\" for pages from"
                            + " files.");
    public static final Key<Long> WEB_FRAME_MAX =
            TOP.key(
                    "web.frame-bytes-max",
                    Kind.bytes(KIB, 16 * MIB),
                    4 * MIB,
                    "The longest WebSocket frame; a message may have many.");

    public static final Key<List<String>> AUTH_CHAIN =
            TOP.key(
                    "auth.chain",
                    Kind.words("password-file", "jwt", "certificate", "http", "anonymous"),
                    List.of("anonymous"),
                    "Who is asked whether a client may come in, one after the other.");
    public static final Key<String> AUTH_ANONYMOUS =
            TOP.key(
                    "auth.anonymous",
                    Kind.word("loopback", "everywhere"),
                    "loopback",
                    "Where clients may come in without a name, if the chain lets them at all."
                            + " Loopback is judged by the address of the listener.");
    public static final Key<Path> PASSWORD_FILE =
            TOP.key(
                    "auth.password-file",
                    Kind.path(),
                    NONE,
                    "Users and their hashed passwords, as mosquitto_passwd and bin/sluice passwd"
                            + " write it.");
    public static final Key<Path> ACL_FILE =
            TOP.key(
                    "auth.acl-file",
                    Kind.path(),
                    NONE,
                    "Who may do what, in Mosquitto's form. Without one, everything but writing to"
                            + " $SYS is allowed.");
    public static final Key<Duration> FAILURE_DELAY =
            TOP.key(
                    "auth.failure-delay",
                    Kind.duration(ofMillis(0), ofMinutes(1)),
                    ofSeconds(1),
                    "How long a wrong password waits for its answer.");
    public static final Key<Integer> AUTH_PENDING_MAX =
            TOP.key(
                    "auth.pending-max",
                    Kind.count(1, 1_000_000),
                    10_000,
                    "Logins waiting for their password to be hashed; one more is told to come"
                            + " later.");

    public static final Key<Boolean> ADMIN_TOKEN_ALWAYS =
            TOP.key(
                    "admin.token-always",
                    Kind.flag(),
                    false,
                    "Whether /metrics, /livez and /readyz need the token too.");

    public static final Key<Duration> ADMIN_SEARCH_MAX =
            TOP.key(
                    "admin.search-time-max",
                    Kind.duration(ofMillis(100), ofMinutes(1)),
                    ofSeconds(5),
                    "How long one question of the admin API may search the log; what was not"
                            + " looked at by then is told.");

    private Schema() {}

    /** All keys, in the order in which they are told. */
    public static List<Key<?>> keys() {
        return All.KEYS;
    }

    static Optional<Key<?>> find(String path) {
        return keys().stream().filter(key -> key.path().equals(path)).findFirst();
    }

    /** Every path that may be written down: keys, and the files that secrets may come from. */
    static Set<String> paths() {
        return All.PATHS;
    }

    private static ListenerKeys listener(
            String name, boolean enabled, String bind, int connectionsMax) {
        return ListenerKeys.of(TOP, name, enabled, bind, connectionsMax);
    }

    /** Put together when every section stands. */
    private static final class All {
        static final List<Key<?>> KEYS =
                Stream.of(
                                TOP,
                                AuthKeys.ALL,
                                LogKeys.ALL,
                                BrokerKeys.ALL,
                                QueueKeys.ALL,
                                MqttKeys.ALL,
                                StompKeys.ALL)
                        .flatMap(section -> section.keys().stream())
                        .toList();
        static final Set<String> PATHS =
                KEYS.stream()
                        .flatMap(
                                key ->
                                        key.secret()
                                                ? Stream.of(key.path(), key.path() + Key.FROM_FILE)
                                                : Stream.of(key.path()))
                        .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
