package io.sluice.gateway;

import io.sluice.gateway.auth.AccessRules;
import io.sluice.gateway.auth.AclFile;
import io.sluice.gateway.auth.FileFaultException;
import io.sluice.gateway.auth.PasswordFile;
import io.sluice.gateway.auth.RemoteConfig;
import io.sluice.gateway.auth.TokenKeys;
import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.Fault;
import io.sluice.gateway.config.Key;
import io.sluice.gateway.config.ListenerKeys;
import io.sluice.gateway.config.Schema;
import io.sluice.gateway.config.Settings;
import io.sluice.gateway.listen.ListenerConfig;
import io.sluice.gateway.listen.Networks;
import io.sluice.gateway.listen.Tls;
import io.sluice.gateway.listen.TlsConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes a {@link Plan}, and gathers what is wrong on the way. Used once. */
final class Planning {
    private static final Path NONE = Path.of("");
    private static final String EVERYWHERE = "everywhere";

    private final Settings settings;
    private final List<Fault> faults = new ArrayList<>();
    private final Map<Front, ListenerConfig> listeners = new EnumMap<>(Front.class);
    private final Map<Front, Tls> tls = new EnumMap<>(Front.class);

    Planning(Settings settings) {
        this.settings = settings;
    }

    /** The same, and what does not go together of the settings that could be read. */
    static ConfigException withAllFaults(ConfigException unread) {
        List<Fault> all = new ArrayList<>(unread.faults());
        unread.rest()
                .ifPresent(
                        rest -> {
                            Planning planning = new Planning(rest);
                            planning.work();
                            planning.faults.stream()
                                    .filter(fault -> !isAboutOneOf(unread.faults(), fault))
                                    .forEach(all::add);
                        });
        return new ConfigException(all.stream().sorted().toList());
    }

    /** Whether a fault follows from the default that stands for what could not be read. */
    private static boolean isAboutOneOf(List<Fault> unread, Fault fault) {
        return unread.stream()
                .map(Fault::key)
                .filter(key -> !key.isEmpty())
                .anyMatch(key -> fault.key().equals(key) || fault.what().contains(key));
    }

    Plan plan() throws ConfigException {
        Plan plan = work();
        if (!faults.isEmpty()) {
            throw new ConfigException(faults.stream().sorted().toList());
        }
        return plan;
    }

    /** A plan, of use to nobody if there are faults. */
    private Plan work() {
        Networks proxies = proxies();
        for (Front front : Front.values()) {
            if (settings.get(front.keys().enabled())) {
                planListener(front, proxies);
            }
        }
        ChainPlanning chain = new ChainPlanning(settings, this::fault);
        chain.check();
        List<TokenKeys> tokenKeys = chain.tokenKeys();
        List<RemoteConfig> remote = chain.remote().toList();
        PasswordFile passwords = passwords();
        AccessRules rules = rules();
        checkParts();
        return new Plan(settings, listeners, tls, passwords, rules, tokenKeys, remote);
    }

    private Networks proxies() {
        try {
            return Networks.of(settings.get(Schema.PROXIES));
        } catch (IllegalArgumentException wrong) {
            fault(Schema.PROXIES, wrong.getMessage());
            return Networks.none();
        }
    }

    private void planListener(Front front, Networks proxies) {
        ListenerKeys keys = front.keys();
        boolean proxied = settings.get(keys.proxyProtocol());
        if (proxied && settings.get(Schema.PROXIES).isEmpty()) {
            fault(keys.proxyProtocol(), "needs proxy-protocol.from: whose headers to believe");
        }
        planTls(front, keys);
        try {
            InetSocketAddress address = settings.get(keys.bind()).resolve();
            if (front.isForClients() && opensBeyondLoopback(address, proxied)) {
                fault(
                        keys.bind(),
                        "anonymous clients may come in from loopback alone: let auth.chain ask for"
                                + " passwords, or write auth.anonymous = everywhere");
            }
            listeners.put(
                    front,
                    new ListenerConfig(
                            keys.name(),
                            address,
                            settings.get(keys.connectionsMax()),
                            settings.get(Schema.BACKLOG),
                            settings.get(Schema.HANDSHAKE_TIMEOUT),
                            proxied ? proxies : Networks.none()));
        } catch (UnknownHostException unknown) {
            fault(keys.bind(), "nobody knows this host");
        }
    }

    /** Whether only anonymous clients could come in, from where they may not. */
    private boolean opensBeyondLoopback(InetSocketAddress address, boolean proxied) {
        boolean beyond = !address.getAddress().isLoopbackAddress() || proxied;
        return beyond
                && settings.get(Schema.AUTH_CHAIN).equals(List.of("anonymous"))
                && !settings.get(Schema.AUTH_ANONYMOUS).equals(EVERYWHERE);
    }

    private void planTls(Front front, ListenerKeys keys) {
        Path certificate = settings.get(keys.certificate());
        Path key = settings.get(keys.privateKey());
        Path authorities = settings.get(keys.clientAuthorities());
        String asked = settings.get(keys.clientCertificates());
        if (certificate.equals(NONE) != key.equals(NONE)) {
            fault(keys.certificate(), "a certificate and its key come together");
        } else if (front.isSecureByName() && certificate.equals(NONE)) {
            fault(keys.enabled(), "needs tls.certificate and tls.key");
        } else if (!asked.equals("none") && authorities.equals(NONE)) {
            fault(keys.clientCertificates(), "needs tls.client-authorities");
        } else if (!certificate.equals(NONE)) {
            TlsConfig config =
                    new TlsConfig(
                            certificate,
                            key,
                            settings.get(keys.keyPassword()),
                            authorities,
                            TlsConfig.ClientCertificates.valueOf(asked.toUpperCase(Locale.ROOT)));
            readKeys(front, config);
        }
    }

    private void readKeys(Front front, TlsConfig config) {
        try {
            tls.put(front, Tls.open(config));
        } catch (IOException wrong) {
            fault(front.keys().certificate(), wrong.getMessage());
        }
    }

    private PasswordFile passwords() {
        Path file = settings.get(Schema.PASSWORD_FILE);
        try {
            return file.equals(NONE) ? PasswordFile.empty() : PasswordFile.read(file);
        } catch (FileFaultException wrong) {
            fault(Schema.PASSWORD_FILE, wrong.getMessage());
            return PasswordFile.empty();
        }
    }

    private AccessRules rules() {
        Path file = settings.get(Schema.ACL_FILE);
        try {
            return file.equals(NONE) ? AccessRules.allowingEverything() : AclFile.read(file);
        } catch (FileFaultException wrong) {
            fault(Schema.ACL_FILE, wrong.getMessage());
            return AccessRules.allowingEverything();
        }
    }

    /** Each part's record says of itself whether its values go together. */
    private void checkParts() {
        Parts parts = new Parts(settings);
        List<Runnable> checks =
                List.of(() -> parts.log(NONE), parts::pipeline, parts::mqtt, parts::stomp);
        for (Runnable check : checks) {
            try {
                check.run();
            } catch (IllegalArgumentException wrong) {
                faults.add(settings.fault(wrong.getMessage()));
            }
        }
    }

    private void fault(Key<?> key, String what) {
        faults.add(settings.fault(key, what));
    }
}
