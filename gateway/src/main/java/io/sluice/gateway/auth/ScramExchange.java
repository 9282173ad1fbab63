package io.sluice.gateway.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.auth.Exchange;
import io.sluice.auth.Principal;
import io.sluice.auth.Verdict;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One authentication by SCRAM-SHA-256 (RFC 5802, RFC 7677), the server's side. Binding to a TLS
 * channel is not offered, so a client that insists on it is denied. What is not of the RFC's form
 * is denied like a wrong proof.
 */
final class ScramExchange implements Exchange {
    private enum State {
        AWAITING_FIRST,
        AWAITING_FINAL,
        OVER
    }

    private static final byte[] NOTHING = {};

    /** gs2-header, then client-first-message-bare with user and nonce; no extensions demanded. */
    private static final Pattern FIRST =
            Pattern.compile("([ny],(?:a=([^,]*))?,)(n=([^,]+),r=([!-+\\--~]+)(?:,.*)?)");

    private static final Pattern FINAL =
            Pattern.compile("(c=([A-Za-z0-9+/=]+),r=([!-+\\--~]+)(?:,.*)?),p=([A-Za-z0-9+/=]+)");

    private final Function<String, ScramVerifier> verifiers;
    private final Predicate<String> isExpected;
    private final String ourNonce;
    private State state = State.AWAITING_FIRST;
    private String header = "";
    private String user = "";
    private String nonce = "";
    private String saidSoFar = "";

    /**
     * @param verifiers of any user, known or not
     * @param isExpected whether the user may be this one, whatever it proves
     * @param ourNonce letters that were never used before
     */
    ScramExchange(
            Function<String, ScramVerifier> verifiers,
            Predicate<String> isExpected,
            String ourNonce) {
        this.verifiers = verifiers;
        this.isExpected = isExpected;
        this.ourNonce = ourNonce;
    }

    @Override
    public CompletionStage<Step> answer(byte[] said) {
        return CompletableFuture.completedFuture(step(said));
    }

    private Step step(byte[] said) {
        Optional<String> text = text(said);
        if (text.isEmpty()) {
            return denied("not UTF-8");
        }
        return switch (state) {
            case AWAITING_FIRST -> said.length == 0 ? new Challenge(NOTHING) : first(text.get());
            case AWAITING_FINAL -> last(text.get());
            case OVER -> denied("it is over");
        };
    }

    private Step first(String message) {
        Matcher parts = FIRST.matcher(message);
        if (!parts.matches()) {
            return denied("no client-first-message without channel binding");
        }
        Optional<String> name = unescaped(parts.group(4));
        boolean asItself = parts.group(2) == null || parts.group(2).equals(parts.group(4));
        if (name.isEmpty() || !asItself) {
            return denied("no name, or another's");
        }
        header = parts.group(1);
        user = name.get();
        nonce = parts.group(5) + ourNonce;
        ScramVerifier verifier = verifiers.apply(user);
        String answer =
                "r=%s,s=%s,i=%d"
                        .formatted(
                                nonce,
                                Base64.getEncoder().encodeToString(verifier.salt()),
                                verifier.iterations());
        saidSoFar = parts.group(3) + "," + answer;
        state = State.AWAITING_FINAL;
        return new Challenge(answer.getBytes(UTF_8));
    }

    private Step last(String message) {
        Matcher parts = FINAL.matcher(message);
        if (!parts.matches()) {
            return denied("no client-final-message");
        }
        byte[] proof;
        byte[] binding;
        try {
            binding = Base64.getDecoder().decode(parts.group(2));
            proof = Base64.getDecoder().decode(parts.group(4));
        } catch (IllegalArgumentException notBase64) {
            return denied("not Base64");
        }
        String authMessage = saidSoFar + "," + parts.group(1);
        ScramVerifier verifier = verifiers.apply(user);
        boolean isRight =
                MessageDigest.isEqual(binding, header.getBytes(UTF_8))
                        && parts.group(3).equals(nonce)
                        && verifier.isProvedBy(proof, authMessage)
                        && isExpected.test(user);
        if (!isRight) {
            return denied("wrong proof");
        }
        state = State.OVER;
        String signature = Base64.getEncoder().encodeToString(verifier.signature(authMessage));
        return new Outcome(
                new Verdict.Accepted(new Principal(user)), ("v=" + signature).getBytes(US_ASCII));
    }

    private Step denied(String why) {
        state = State.OVER;
        return new Outcome(new Verdict.Denied(why), NOTHING);
    }

    /** A name as it is said: a comma and an equals sign have stand-ins. */
    private static Optional<String> unescaped(String said) {
        String name = said.replace("=2C", ",").replace("=3D", "\0");
        if (name.indexOf('=') >= 0) {
            return Optional.empty();
        }
        return Optional.of(name.replace('\0', '='));
    }

    private static Optional<String> text(byte[] bytes) {
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.indexOf('\0') < 0 ? Optional.of(text) : Optional.empty();
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }
}
