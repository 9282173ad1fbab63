package io.sluice.gateway.listen;

import java.nio.file.Path;

/**
 * Keys of a listener, all files in PEM form.
 *
 * @param certificate the chain, own certificate first
 * @param key private key, PKCS#8
 * @param keyPassword empty if the key has none
 * @param clientAuthorities whose client certificates are good; not read where none are asked for
 */
public record TlsConfig(
        Path certificate,
        Path key,
        String keyPassword,
        Path clientAuthorities,
        ClientCertificates clientCertificates) {

    /** Whether clients are asked for a certificate, and what happens without one. */
    public enum ClientCertificates {
        NONE,
        OPTIONAL,
        REQUIRED
    }

    boolean asksClients() {
        return clientCertificates != ClientCertificates.NONE;
    }
}
