package io.sluice.gateway.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimNames;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.sluice.auth.Credentials;
import io.sluice.auth.Pass;
import io.sluice.auth.Principal;
import io.sluice.auth.Verdict;
import io.sluice.lane.Crossing;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Pattern;

/**
 * Knows clients by a signed token (JWT, RFC 7519) in the place of the password. The token's {@code
 * sub} is the user's name, whatever name came with it. Asked by event loops, checks on an executor
 * of its own, and is given other keys by whoever reloads.
 */
@Crossing
public final class Tokens implements Doorkeeper {
    private static final Pattern FORM = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]*");
    private static final int LENGTH_MAX = 16 << 10;

    private final TokenConfig config;
    private final Clock clock;
    private final Executor checking;
    private volatile DefaultJWTProcessor<SecurityContext> check;

    /**
     * @param checking bounded; one that takes no more tasks makes us answer that nobody can decide
     */
    public Tokens(TokenConfig config, TokenKeys keys, Clock clock, Executor checking) {
        this.config = config;
        this.clock = clock;
        this.checking = checking;
        this.check = checkBy(keys);
    }

    /** From now on, these are the keys. */
    public void replace(TokenKeys keys) {
        check = checkBy(keys);
    }

    @Override
    public CompletionStage<Optional<Verdict>> ask(Credentials credentials) {
        byte[] shown = credentials.password().orElse(new byte[0]);
        String token = shown.length > LENGTH_MAX ? "" : new String(shown, UTF_8);
        if (!FORM.matcher(token).matches()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        try {
            return CompletableFuture.supplyAsync(() -> Optional.of(verdict(token)), checking);
        } catch (RejectedExecutionException tooMany) {
            Verdict busy = new Verdict.Unavailable("too many logins at once");
            return CompletableFuture.completedFuture(Optional.of(busy));
        }
    }

    private Verdict verdict(String token) {
        try {
            JWTClaimsSet claims = check.process(token, null);
            return new Verdict.Accepted(new Principal(claims.getSubject(), pass(claims)));
        } catch (KeySourceException fault) {
            return new Verdict.Unavailable("the keys cannot be had: " + fault.getMessage());
        } catch (ParseException
                | JOSEException
                | BadJOSEException
                | IllegalArgumentException wrong) {
            return new Verdict.Denied(wrong.getMessage());
        }
    }

    private Pass pass(JWTClaimsSet claims) {
        Instant until = claims.getExpirationTime().toInstant().plus(config.clockSkew());
        Object rights = claims.getClaim(config.rightsClaim());
        String name = claims.getSubject();
        return rights == null
                ? Pass.until(until)
                : new CredentialPass(name, RightsClaim.read(rights), until);
    }

    private DefaultJWTProcessor<SecurityContext> checkBy(TokenKeys keys) {
        DefaultJWTProcessor<SecurityContext> made = new DefaultJWTProcessor<>();
        made.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(
                        JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        made.setJWSKeySelector(new JWSVerificationKeySelector<>(keys.algorithms(), keys.source()));
        made.setJWTClaimsSetVerifier(new Claims(config, clock));
        return made;
    }

    /** What must be in a token: who, until when, and what the configuration asks for. */
    private static final class Claims extends DefaultJWTClaimsVerifier<SecurityContext> {
        private final Clock clock;

        Claims(TokenConfig config, Clock clock) {
            super(
                    config.audience().isEmpty() ? null : Set.of(config.audience()),
                    issuedBy(config.issuer()),
                    Set.of(JWTClaimNames.SUBJECT, JWTClaimNames.EXPIRATION_TIME),
                    Set.of());
            this.clock = clock;
            setMaxClockSkew((int) config.clockSkew().toSeconds());
        }

        private static JWTClaimsSet issuedBy(String issuer) {
            JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder();
            return issuer.isEmpty() ? claims.build() : claims.issuer(issuer).build();
        }

        @Override
        protected Date currentTime() {
            return Date.from(clock.instant());
        }
    }
}
