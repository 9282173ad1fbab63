package io.sluice.gateway.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of users and passwords, as Mosquitto and we write it. */
final class PasswordFileTest {
    /** Written by mosquitto_passwd 2.0.11; carol with {@code -H sha512}. */
    private static final String MOSQUITTOS =
            """
            alice:$7$101$JiXmZr7gGIpk4Qqo$kDPJgcenGe45FCeCVdWSJSh56mmICsfOLJGzrHe57uoK54foTU/Bh7cCyNWZlVClwflG4d1+rpTWRCUPmoJNgg==
            bob:$7$101$DVre+7VdkicIC4to$rirpg+DeNRtnsJ9Rtts7fkby7FFrhdQuG8th25zJVHFv4LEGoqepe3BI459fJof7loZ5+0nx+e+e5tauC2q0tg==
            carol:$6$F1MD4iuhyTrm7OOZ$3pOHAwZt1KwbW/mp34amzNyHwtIgue88MG8jZZIy8DQXUEYZ/Pzhyz6ASYw2Cw1ZoA2Kg9bhj+pF2Z2OegAPWA==
            """;

    @TempDir Path directory;

    @Test
    void mosquittosHashesAreUnderstood() throws Exception {
        PasswordFile file = PasswordFile.read(written("# users\n\n" + MOSQUITTOS));

        assertThat(isPassword(file, "alice", "wonderland")).isTrue();
        assertThat(isPassword(file, "bob", "builder:é")).isTrue();
        assertThat(isPassword(file, "carol", "secret")).isTrue();
        assertThat(isPassword(file, "alice", "Wonderland")).isFalse();
        assertThat(isPassword(file, "alice", "")).isFalse();
        assertThat(isPassword(file, "carol", "secret ")).isFalse();
        assertThat(file.hash("dave")).isEmpty();
    }

    @Test
    void pbkdf2KeepsToThePublishedVector() {
        byte[] key = Pbkdf2.key("password".getBytes(UTF_8), "salt".getBytes(UTF_8), 2);

        assertThat(key)
                .asHexString()
                .isEqualToIgnoringCase(
                        "E1D9C16AA681708A45F5C7C4E215CEB66E011A2E9F0040713F18AEFDB866D53C"
                            + "F76CAB2868A39B9F7840EDCE4FEF5A82BE67335C77A6068E04112754F27CCF4E");
    }

    @Test
    void whatIsWrittenIsReadBackAndTheOthersStay() throws Exception {
        Path path = written(MOSQUITTOS);

        PasswordFile.read(path).with("dave", "".getBytes(UTF_8)).write(path);

        PasswordFile again = PasswordFile.read(path);
        assertThat(isPassword(again, "dave", "")).isTrue();
        assertThat(isPassword(again, "dave", "x")).isFalse();
        assertThat(isPassword(again, "alice", "wonderland")).isTrue();
        assertThat(isPassword(again, "carol", "secret")).isTrue();
        assertThat(Files.readString(path)).startsWith(MOSQUITTOS);
    }

    @Test
    void aNewFileIsReadableByItsOwnerAlone() throws Exception {
        Path path = directory.resolve("fresh");

        PasswordFile.empty().with("dave", "x".getBytes(UTF_8)).write(path);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
    }

    @Test
    void aLineThatIsNoHashIsToldWithItsNumber() throws Exception {
        Path path = written("# users\nalice:wonderland\n");

        assertThatThrownBy(() -> PasswordFile.read(path))
                .isInstanceOf(FileFaultException.class)
                .hasMessageStartingWith(path + ":2: no hash");
    }

    @Test
    void hashesThatAreCutOrWouldNeverEndAreNoHashes() {
        assertThat(PasswordHash.parse("$7$101$JiXmZr7gGIpk4Qqo$kDPJ")).isEmpty();
        assertThat(PasswordHash.parse("$7$x$JiXmZr7gGIpk4Qqo$kDPJ")).isEmpty();
        assertThat(PasswordHash.parse("$7$101$%%$kDPJ")).isEmpty();
        assertThat(PasswordHash.parse("$7$" + Integer.MAX_VALUE + "$AAAA$" + "A".repeat(86) + "=="))
                .isEmpty();
        assertThat(PasswordHash.parse("$8$a$b")).isEmpty();
    }

    @Test
    void aMissingFileSaysSo() {
        Path path = directory.resolve("nowhere");

        assertThatThrownBy(() -> PasswordFile.read(path)).hasMessage(path + ": is not there");
    }

    @Test
    void namesThatTheFormCannotHoldAreRefused() {
        assertThat(PasswordFile.canName("alice")).isTrue();
        assertThat(PasswordFile.canName("a:b")).isFalse();
        assertThat(PasswordFile.canName("#a")).isFalse();
        assertThat(PasswordFile.canName("a\nb")).isFalse();
        assertThat(PasswordFile.canName("")).isFalse();
    }

    private Path written(String text) throws Exception {
        return Files.writeString(directory.resolve("passwords"), text);
    }

    private static boolean isPassword(PasswordFile file, String user, String password) {
        return file.hash(user).orElseThrow().isOf(password.getBytes(UTF_8));
    }
}
