package io.sluice.gateway.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.auth.Credentials;
import io.sluice.auth.Principal;
import io.sluice.auth.Verdict;
import io.sluice.gateway.auth.Certificates.Naming;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whose name a certificate is. */
final class CertificatesTest {
    /** Subject O=Example, CN=device-7; alternative names 127.0.0.1 and device-7.example.org. */
    private static final String NAMED =
            """
            -----BEGIN CERTIFICATE-----
            MIIByDCCAW6gAwIBAgIUXPhtdFJj5+YZD5p7tEVSUbcVPFIwCgYIKoZIzj0EAwIw
            JTEQMA4GA1UECgwHRXhhbXBsZTERMA8GA1UEAwwIZGV2aWNlLTcwIBcNMjYxMTI3
            MjMxMTE1WhgPMjEyNjExMDMyMzExMTVaMCUxEDAOBgNVBAoMB0V4YW1wbGUxETAP
            BgNVBAMMCGRldmljZS03MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEBx/vdowA
            cG7gtrhEhu13gbqHzEOuSAy7lR66k5cvFyvbLJVApsHuWW937YtDD1Mkxr5jl2vO
            sM75fTCtNoOW6KN6MHgwHQYDVR0OBBYEFNUY6QVCkHJjgsFMvJxBSfOucO0NMB8G
            A1UdIwQYMBaAFNUY6QVCkHJjgsFMvJxBSfOucO0NMA8GA1UdEwEB/wQFMAMBAf8w
            JQYDVR0RBB4wHIcEfwAAAYIUZGV2aWNlLTcuZXhhbXBsZS5vcmcwCgYIKoZIzj0E
            AwIDSAAwRQIgXTIbrhYIMEQG4CtrmXyGUL64uE7/127RqA+sKZhTjzECIQCSgc1d
            Iz1d+weDDEdZy9BrdU0so90+I4CTlWcctAEIHQ==
            -----END CERTIFICATE-----
            """;

    /** Subject O=Example, and no more. */
    private static final String NAMELESS =
            """
            -----BEGIN CERTIFICATE-----
            MIIBezCCASGgAwIBAgIUSexqj5oc4fbdXjWWLj5jhC9s5tswCgYIKoZIzj0EAwIw
            EjEQMA4GA1UECgwHRXhhbXBsZTAgFw0yNjExMjcyMzExMTVaGA8yMTI2MTEwMzIz
            MTExNVowEjEQMA4GA1UECgwHRXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49AwEH
            A0IABDPbFym+mGa+k/+3RArTqdDorQIF9/X+f8qH2DBmw0jiac2fXGHgLnUMy2cI
            pyxPUu1+Jdk1k+HfYQcv7wRQkdKjUzBRMB0GA1UdDgQWBBRCL/SJ40Za2scI8w7p
            PgGiVYgeyDAfBgNVHSMEGDAWgBRCL/SJ40Za2scI8w7pPgGiVYgeyDAPBgNVHRMB
            Af8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIE+3reEUJngCXrZ9cCH3M6SOd+Ku
            rdCbbsIEvBEWl6J2AiEAlopi+IP7Cz31KnApaMGfU0ec1k8GvqQ1tGJ3o+77dQ0=
            -----END CERTIFICATE-----
            """;

    @Test
    void theNameIsWhereTheConfigurationSays() throws Exception {
        assertThat(ask(Naming.CN, NAMED)).contains(accepted("device-7"));
        assertThat(ask(Naming.SAN, NAMED)).contains(accepted("device-7.example.org"));
    }

    @Test
    void aCertificateWithoutThatNameLetsNobodyIn() throws Exception {
        assertThat(ask(Naming.CN, NAMELESS)).get().isInstanceOf(Verdict.Denied.class);
        assertThat(ask(Naming.SAN, NAMELESS)).get().isInstanceOf(Verdict.Denied.class);
    }

    @Test
    void whoShowsNoneIsLeftToOthers() {
        assertThat(ask(Naming.CN, List.of())).isEmpty();
    }

    private static Optional<Verdict> ask(Naming naming, String pem) throws CertificateException {
        ByteArrayInputStream bytes = new ByteArrayInputStream(pem.getBytes(UTF_8));
        return ask(
                naming,
                List.of(
                        (X509Certificate)
                                CertificateFactory.getInstance("X.509")
                                        .generateCertificate(bytes)));
    }

    private static Optional<Verdict> ask(Naming naming, List<X509Certificate> shown) {
        Credentials credentials =
                new Credentials(
                        "mqtts",
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
                        "c",
                        Optional.empty(),
                        Optional.empty(),
                        shown);
        return new Certificates(naming).ask(credentials).toCompletableFuture().join();
    }

    private static Verdict accepted(String name) {
        return new Verdict.Accepted(new Principal(name));
    }
}
