package io.sluice.gateway.config;

import java.nio.file.Path;
import java.util.List;

/** What can be set for one listener; the same for each of them. */
public record ListenerKeys(
        String name,
        Key<Boolean> enabled,
        Key<HostPort> bind,
        Key<Integer> connectionsMax,
        Key<Boolean> proxyProtocol,
        Key<Path> certificate,
        Key<Path> privateKey,
        Key<String> keyPassword,
        Key<Path> clientAuthorities,
        Key<String> clientCertificates) {

    static ListenerKeys of(
            Section section, String name, boolean enabled, String bind, int connectionsMax) {
        String at = "listeners." + name + ".";
        return new ListenerKeys(
                name,
                section.key(at + "enabled", Kind.flag(), enabled, "Whether it listens at all."),
                section.key(
                        at + "bind",
                        Kind.address(),
                        HostPort.parse(bind).orElseThrow(),
                        "Where it listens. Beyond loopback, clients must log in (auth.anonymous)."),
                section.key(
                        at + "max-connections",
                        Kind.count(1, 10_000_000),
                        connectionsMax,
                        "Connections open at once; one more is closed at once, and counted."),
                section.key(
                        at + "proxy-protocol",
                        Kind.flag(),
                        false,
                        "Whether connections from proxy-protocol.from begin with a PROXY header."),
                section.key(
                        at + "tls.certificate",
                        Kind.path(),
                        Path.of(""),
                        "Certificate chain in PEM form, own one first. With it, the listener"
                                + " speaks TLS."),
                section.key(
                        at + "tls.key",
                        Kind.path(),
                        Path.of(""),
                        "Private key in PEM form, PKCS#8."),
                section.secret(
                        at + "tls.key-password", "Password of the private key, if it has one."),
                section.key(
                        at + "tls.client-authorities",
                        Kind.path(),
                        Path.of(""),
                        "Authorities in PEM form that client certificates must come from."),
                section.key(
                        at + "tls.client-certificates",
                        Kind.word("none", "optional", "required"),
                        "none",
                        "Whether clients are asked for a certificate."));
    }

    /** What is said of its keys and certificates. */
    public List<Key<?>> tls() {
        return List.of(certificate, privateKey, keyPassword, clientAuthorities, clientCertificates);
    }
}
