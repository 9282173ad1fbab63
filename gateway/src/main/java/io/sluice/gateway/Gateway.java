package io.sluice.gateway;

import io.prometheus.client.CollectorRegistry;
import io.sluice.gateway.admin.AdminServer;
import io.sluice.gateway.admin.AdminToken;
import io.sluice.gateway.admin.Gate;
import io.sluice.gateway.admin.Insight;
import io.sluice.gateway.auth.HashingThreads;
import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.Schema;
import io.sluice.gateway.config.Settings;
import io.sluice.gateway.listen.Door;
import io.sluice.gateway.listen.EventLoops;
import io.sluice.gateway.listen.ListenMetrics;
import io.sluice.gateway.listen.Listener;
import io.sluice.lane.Crossing;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole: opens everything in order, and closes it in the other one. Whoever started it stops
 * it; admin threads ask it and let it reload. A fault on the way down is logged, and keeps nothing
 * else open.
 */
@Crossing
public final class Gateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    private final SettingsSource source;
    private final Steps steps = new Steps();
    private final CollectorRegistry registry = new CollectorRegistry();
    private final Map<Front, Listener> listeners = new ConcurrentSkipListMap<>();
    private final Condition condition = new Condition();
    private volatile Plan plan;
    private Doorway doorway;
    private volatile Engine engine;

    private Gateway(SettingsSource source, Plan plan) {
        this.source = source;
        this.plan = plan;
    }

    /**
     * Starts what the settings say.
     *
     * @param faults told if the gateway can no longer do its work, on any thread; it has to be
     *     stopped then
     * @throws ConfigException if the settings are wrong; nothing was started
     * @throws StartFaultException if a step failed; what was open is closed again
     */
    public static Gateway start(
            SettingsSource source, Engine.Factory engines, Consumer<Throwable> faults)
            throws ConfigException, StartFaultException {
        Gateway gateway = new Gateway(source, Plan.of(source));
        gateway.open(engines, faults);
        return gateway;
    }

    private void open(Engine.Factory engines, Consumer<Throwable> faults)
            throws StartFaultException {
        Settings settings = plan.settings();
        new GatewayMetrics(registry, Version.text());
        DataDirectory data =
                steps.open("data-dir", () -> DataDirectory.open(settings.get(Schema.DATA_DIR)));
        int threads = settings.get(Schema.EVENT_LOOPS);
        EventLoops loops =
                steps.open(
                        "event loops", () -> EventLoops.open(threads, settings.get(Schema.NATIVE)));
        Frontage frontage = new Frontage(plan, new Door(loops, new ListenMetrics(registry)));
        openAdmin(frontage, data.path());
        int pendingMax = settings.get(Schema.AUTH_PENDING_MAX);
        HashingThreads hashing = steps.open("authentication", () -> new HashingThreads(pendingMax));
        doorway = Doorway.of(plan, hashing, Clock.systemUTC());
        engine = openEngine(engines, data.path(), faults);
        for (Front front : plan.listeners().keySet()) {
            if (front.isForClients()) {
                openListener(front, () -> frontage.open(front, engine));
            }
        }
        condition.become(Condition.State.READY);
        steps.took().forEach(step -> LOG.debug("{} took {}", step.step(), step.time()));
    }

    private void openAdmin(Frontage frontage, Path data) throws StartFaultException {
        if (!plan.listeners().containsKey(Front.ADMIN)) {
            return;
        }
        boolean tokenAlways = plan.settings().get(Schema.ADMIN_TOKEN_ALWAYS);
        AdminServer server =
                steps.open(
                        "admin",
                        () -> {
                            AdminToken token =
                                    AdminToken.openOrMake(data.resolve(AdminToken.FILE_NAME));
                            Gate gate =
                                    new Gate(frontage.browsers(Front.ADMIN), token, tokenAlways);
                            return new AdminServer(
                                    new AdminDesk(this, condition).router(registry), gate);
                        });
        openListener(Front.ADMIN, () -> frontage.open(Front.ADMIN, server));
    }

    private Engine openEngine(Engine.Factory engines, Path data, Consumer<Throwable> faults)
            throws StartFaultException {
        Consumer<Throwable> failed =
                fault -> {
                    condition.become(Condition.State.FAILED);
                    faults.accept(fault);
                };
        Surroundings surroundings =
                new Surroundings(
                        plan,
                        data,
                        doorway.chain(),
                        doorway.rights(),
                        Clock.systemUTC(),
                        registry,
                        failed);
        return steps.open("engine", () -> engines.open(surroundings), this::closeEngine);
    }

    private void openListener(Front front, Steps.Opening<Listener> opening)
            throws StartFaultException {
        String step = "listeners." + front.keys().name();
        listeners.put(
                front,
                steps.open(
                        step,
                        opening,
                        listener -> {
                            listeners.remove(front);
                            listener.close();
                        }));
    }

    /** The open listeners, in the order in which they are told. */
    public Map<Front, Listener> listeners() {
        return Collections.unmodifiableMap(new TreeMap<>(listeners));
    }

    /** What operators can see of the broker; none while it starts. */
    Optional<Insight> insight() {
        Engine opened = engine;
        return opened == null ? Optional.empty() : opened.insight();
    }

    public Settings settings() {
        return plan.settings();
    }

    /**
     * Reads the configuration and its files again. Users, rights and keys change at once; what else
     * has changed waits for a restart.
     *
     * @throws ConfigException if anything is wrong with them; nothing has changed then
     */
    public synchronized ReloadReport reload() throws ConfigException {
        Plan next = Plan.of(source);
        ReloadReport report = ReloadReport.of(plan, next);
        doorway.become(next);
        plan.tls().forEach((front, keys) -> next.tls(front).ifPresent(keys::become));
        LOG.info("Reloaded: {}", report.keys());
        return report;
    }

    /** Stops listening, says goodbye to all clients, keeps what is to be kept. */
    @Override
    public void close() {
        condition.become(Condition.State.STOPPING);
        steps.close();
    }

    private void closeEngine(Engine engine) throws Exception {
        Duration patience = plan.settings().get(Schema.STOP_TIMEOUT);
        try {
            engine.drain().toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            LOG.warn("Clients did not go within {}", patience);
        } catch (ExecutionException fault) {
            LOG.warn("Clients could not be told", fault);
        }
        engine.close();
    }
}
