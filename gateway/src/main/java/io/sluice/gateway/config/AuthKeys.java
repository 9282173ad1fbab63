package io.sluice.gateway.config;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import java.nio.file.Path;
import java.time.Duration;

/** How those of {@code auth.chain} who need more than a file know a client. */
public final class AuthKeys {
    static final Section ALL = new Section("auth");

    public static final Key<String> JWT_SECRET =
            ALL.secret(
                    "jwt.secret",
                    "Secret that tokens are signed with (HS256, HS384, HS512), 32 bytes at least.");
    public static final Key<Path> JWT_KEYS_FILE =
            ALL.key(
                    "jwt.keys-file",
                    Kind.path(),
                    Path.of(""),
                    "Or: a JWKS file with the keys that tokens are signed with (HS, RS, PS, ES);"
                            + " read again at a reload.");
    public static final Key<String> JWT_KEYS_URL =
            ALL.key(
                    "jwt.keys-url",
                    Kind.text("an http address, \"\" for none"),
                    "",
                    "Or: where such a JWKS can be had (RS, PS, ES).");
    public static final Key<Duration> JWT_KEYS_REFRESH =
            ALL.key(
                    "jwt.keys-refresh",
                    Kind.duration(ofSeconds(10), ofMinutes(24 * 60)),
                    ofMinutes(5),
                    "How long keys from an address are used before it is asked again.");
    public static final Key<String> JWT_ISSUER =
            ALL.key(
                    "jwt.issuer",
                    Kind.text("a text, \"\" for any"),
                    "",
                    "What the claim iss must be.");
    public static final Key<String> JWT_AUDIENCE =
            ALL.key(
                    "jwt.audience",
                    Kind.text("a text, \"\" for any"),
                    "",
                    "What the claim aud must hold.");
    public static final Key<String> JWT_RIGHTS_CLAIM =
            ALL.key(
                    "jwt.rights-claim",
                    Kind.text("a text"),
                    "rights",
                    "The claim that holds rights, in the place of the ACL file: {publish: [filter],"
                            + " subscribe: [filter], replay: [filter], deny: [filter]}, with %u and"
                            + " %c as there.");
    public static final Key<Duration> JWT_CLOCK_SKEW =
            ALL.key(
                    "jwt.clock-skew",
                    Kind.duration(Duration.ZERO, ofMinutes(10)),
                    ofSeconds(30),
                    "By how much the issuer's clock may differ from ours.");

    public static final Key<String> CERTIFICATE_NAME =
            ALL.key(
                    "certificate.name",
                    Kind.word("cn", "san"),
                    "cn",
                    "Where in a client's certificate its user name stands: the subject's common"
                            + " name, or the first alternative name (DNS, e-mail, URI).");

    public static final Key<String> HTTP_URL =
            ALL.key(
                    "http.url",
                    Kind.text("an http address, \"\" for none"),
                    "",
                    "Server that is asked about clients: it gets username, password, clientid,"
                        + " listener and peer as JSON in a POST, and answers {\"result\": \"allow\""
                        + " | \"deny\" | \"ignore\"}, with user, rights and expires if it likes.");
    public static final Key<String> HTTP_TOKEN =
            ALL.secret("http.token", "What that server is shown as Authorization: Bearer.");
    public static final Key<Duration> HTTP_TIMEOUT =
            ALL.key(
                    "http.timeout",
                    Kind.duration(ofMillis(100), ofMinutes(1)),
                    ofSeconds(5),
                    "How long a login waits for that server.");

    private AuthKeys() {}
}
