package io.sluice.gateway.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.auth.Credentials;
import io.sluice.auth.Principal;
import io.sluice.auth.Verdict;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Who comes in, by which door, and how long the others wait. */
final class AuthChainTest {
    private static final Verdict ANONYMOUS = new Verdict.Accepted(Principal.ANONYMOUS);
    private static final Verdict ALICE = new Verdict.Accepted(new Principal("alice"));
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final ArrayDeque<Runnable> hashing = new ArrayDeque<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private final Passwords passwords =
            new Passwords(
                    PasswordFile.empty().with("alice", "wonderland".getBytes(UTF_8)), hashing::add);

    @Test
    void anonymousClientsComeInWhereTheListenerIsOpen() {
        AuthChain chain = chain(AuthChain.builder().anonymous("mqtt"::equals));

        assertThat(authenticate(chain, client("mqtt"))).isCompletedWithValue(ANONYMOUS);
        assertThat(deniedLate(chain, client("stomp"))).isTrue();
    }

    @Test
    void namesThatNobodyChecksAreLetInAsNobody() {
        AuthChain chain = chain(AuthChain.builder().anonymous(listener -> true));

        assertThat(authenticate(chain, client("mqtt", "root", "x")))
                .isCompletedWithValue(ANONYMOUS);
    }

    @Test
    void wrongNamesDoNotFallThroughToTheAnonymousDoor() {
        AuthChain chain = passwordsThenAnonymous();

        assertThat(deniedLate(chain, client("mqtt", "alice", "x"))).isTrue();
        assertThat(deniedLate(chain, client("mqtt", "mallory", "x"))).isTrue();
        assertThat(authenticate(chain, client("mqtt"))).isCompletedWithValue(ANONYMOUS);
    }

    @Test
    void rightPasswordsAreHashedElsewhereAndRememberedHere() {
        AuthChain chain = passwordsThenAnonymous();

        CompletableFuture<Verdict> first =
                authenticate(chain, client("mqtt", "alice", "wonderland"));
        assertThat(first).isNotDone();
        hash();
        assertThat(first).isCompletedWithValue(ALICE);

        assertThat(authenticate(chain, client("mqtt", "alice", "wonderland")))
                .isCompletedWithValue(ALICE);
        assertThat(deniedLate(chain, client("mqtt", "alice", "Wonderland"))).isTrue();
    }

    @Test
    void anotherFileForgetsWhatWasRight() {
        AuthChain chain = passwordsThenAnonymous();
        var unused = authenticate(chain, client("mqtt", "alice", "wonderland"));
        hash();

        passwords.replace(PasswordFile.empty().with("alice", "elsewhere".getBytes(UTF_8)));

        assertThat(deniedLate(chain, client("mqtt", "alice", "wonderland"))).isTrue();
    }

    @Test
    void unknownUsersAreHashedToo() {
        AuthChain chain = passwordsThenAnonymous();

        var unused = authenticate(chain, client("mqtt", "mallory", "x"));

        assertThat(hashing).hasSize(1);
    }

    @Test
    void tooManyLoginsAreToldToComeLater() {
        Passwords busy =
                new Passwords(
                        PasswordFile.empty(),
                        task -> {
                            throw new RejectedExecutionException();
                        });
        AuthChain chain = chain(AuthChain.builder().passwords(busy));

        assertThat(authenticate(chain, client("mqtt", "alice", "x")).join())
                .isInstanceOf(Verdict.Unavailable.class);
    }

    private AuthChain passwordsThenAnonymous() {
        return chain(AuthChain.builder().passwords(passwords).anonymous(listener -> true));
    }

    private AuthChain chain(AuthChain.Builder doorkeepers) {
        return doorkeepers.build(
                PAUSE,
                (answer, pause) -> {
                    assertThat(pause).isEqualTo(PAUSE);
                    waiting.add(answer);
                });
    }

    private boolean deniedLate(AuthChain chain, Credentials credentials) {
        CompletableFuture<Verdict> verdict = authenticate(chain, credentials);
        hash();
        boolean waits = !verdict.isDone();
        waiting.forEach(Runnable::run);
        waiting.clear();
        return waits && verdict.join() instanceof Verdict.Denied;
    }

    private void hash() {
        while (!hashing.isEmpty()) {
            hashing.poll().run();
        }
    }

    private static CompletableFuture<Verdict> authenticate(AuthChain chain, Credentials shown) {
        return chain.authenticate(shown).toCompletableFuture();
    }

    private static Credentials client(String listener) {
        return credentials(listener, Optional.empty(), Optional.empty());
    }

    private static Credentials client(String listener, String user, String password) {
        return credentials(listener, Optional.of(user), Optional.of(password.getBytes(UTF_8)));
    }

    private static Credentials credentials(
            String listener, Optional<String> user, Optional<byte[]> password) {
        InetSocketAddress remote = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);
        return new Credentials(listener, remote, "c1", user, password, List.of());
    }
}
