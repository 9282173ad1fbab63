package io.sluice.gateway.auth;

import io.sluice.auth.Credentials;
import io.sluice.auth.Principal;
import io.sluice.auth.Verdict;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Knows clients by the certificate that they have shown to a listener with mutual TLS, which has
 * checked it.
 *
 * @param naming where in the certificate the user's name stands
 */
public record Certificates(Naming naming) implements Doorkeeper {
    /** Where a name stands. */
    public enum Naming {
        /** The subject's common name. */
        CN,
        /** The first alternative name that is a DNS name, an e-mail address or a URI. */
        SAN
    }

    /** Kinds of alternative names (RFC 5280, 4.2.1.6) that are texts: rfc822Name, dNSName, URI. */
    private static final List<Integer> TEXTS = List.of(1, 2, 6);

    @Override
    public CompletionStage<Optional<Verdict>> ask(Credentials credentials) {
        Optional<Verdict> verdict =
                credentials.certificates().stream().findFirst().map(this::verdict);
        return CompletableFuture.completedFuture(verdict);
    }

    private Verdict verdict(X509Certificate shown) {
        Optional<String> name =
                switch (naming) {
                    case CN -> commonName(shown);
                    case SAN -> alternativeName(shown);
                };
        return name.filter(text -> !text.isEmpty())
                .<Verdict>map(text -> new Verdict.Accepted(new Principal(text)))
                .orElseGet(() -> new Verdict.Denied("the certificate has no " + naming));
    }

    private static Optional<String> commonName(X509Certificate shown) {
        try {
            return new LdapName(shown.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(part -> part.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .filter(String.class::isInstance)
                            .map(String.class::cast)
                            .reduce((first, last) -> last);
        } catch (InvalidNameException none) {
            return Optional.empty();
        }
    }

    private static Optional<String> alternativeName(X509Certificate shown) {
        try {
            Collection<List<?>> names = shown.getSubjectAlternativeNames();
            return names == null
                    ? Optional.empty()
                    : names.stream()
                            .filter(name -> TEXTS.contains(name.get(0)))
                            .map(name -> name.get(1).toString())
                            .findFirst();
        } catch (CertificateParsingException none) {
            return Optional.empty();
        }
    }
}
