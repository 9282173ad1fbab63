package io.sluice.gateway.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Users and their passwords, as mosquitto_passwd writes them: {@code name:hash}, one a line; lines
 * that begin with {@code #} are comments. A comment {@code #scram:name:verifier} holds what {@link
 * ScramVerifier SCRAM} needs of the same password, so that Mosquitto still reads the file. The two
 * share one salt: where they differ, the password was changed by somebody who does not know of the
 * verifier, and it counts for nothing. Cannot be changed; {@link #with} makes another one.
 */
public final class PasswordFile {
    private static final int NAME_BYTES_MAX = 65_535;

    private static final String SCRAM = "#scram:";

    private final Map<String, PasswordHash> hashes;
    private final Map<String, ScramVerifier> verifiers;

    private PasswordFile(Map<String, PasswordHash> hashes, Map<String, ScramVerifier> verifiers) {
        this.hashes = hashes;
        this.verifiers = verifiers;
    }

    /** No users. */
    public static PasswordFile empty() {
        return new PasswordFile(Map.of(), Map.of());
    }

    /** Reads the file as a whole, or says which line of it is wrong. */
    public static PasswordFile read(Path file) throws FileFaultException {
        Map<String, PasswordHash> hashes = new LinkedHashMap<>();
        Map<String, ScramVerifier> verifiers = new LinkedHashMap<>();
        int lineNumber = 0;
        for (String line : TextFile.lines(file)) {
            lineNumber++;
            if (line.startsWith(SCRAM)) {
                readVerifier(line.substring(SCRAM.length()), verifiers);
            }
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new FileFaultException(file, lineNumber, "takes the form user:hash");
            }
            Optional<PasswordHash> hash = PasswordHash.parse(line.substring(colon + 1).strip());
            if (hash.isEmpty()) {
                throw new FileFaultException(
                        file,
                        lineNumber,
                        "no hash of a form that is known ($7$, $6$); write it with bin/sluice"
                                + " passwd");
            }
            hashes.put(line.substring(0, colon), hash.get());
        }
        return new PasswordFile(hashes, verifiers);
    }

    /** A comment that only looks like one is a comment all the same. */
    private static void readVerifier(String text, Map<String, ScramVerifier> verifiers) {
        int colon = text.indexOf(':');
        if (colon > 0) {
            ScramVerifier.parse(text.substring(colon + 1).strip())
                    .ifPresent(verifier -> verifiers.put(text.substring(0, colon), verifier));
        }
    }

    /** The same users, and this one with this password. */
    public PasswordFile with(String user, byte[] password) {
        Map<String, PasswordHash> more = new LinkedHashMap<>(hashes);
        more.put(user, PasswordHash.of(password, PasswordHash.ITERATIONS, new SecureRandom()));
        return new PasswordFile(more, verifiersBut(user));
    }

    /**
     * The same, and the user can log in by SCRAM too.
     *
     * @throws IllegalArgumentException if the password holds what RFC 4013 forbids
     */
    public PasswordFile withScram(String user, String password) {
        PasswordFile more = with(user, password.getBytes(StandardCharsets.UTF_8));
        byte[] salt = more.hashes.get(user).salt();
        Map<String, ScramVerifier> known = verifiersBut(user);
        known.put(user, ScramVerifier.of(password, salt, PasswordHash.ITERATIONS));
        return new PasswordFile(more.hashes, known);
    }

    /** The same users but this one. */
    public PasswordFile without(String user) {
        Map<String, PasswordHash> fewer = new LinkedHashMap<>(hashes);
        fewer.remove(user);
        return new PasswordFile(fewer, verifiersBut(user));
    }

    private Map<String, ScramVerifier> verifiersBut(String user) {
        Map<String, ScramVerifier> others = new LinkedHashMap<>(verifiers);
        others.remove(user);
        return others;
    }

    public boolean has(String user) {
        return hashes.containsKey(user);
    }

    /** Whether a user may have this name in the file's form. */
    public static boolean canName(String user) {
        return !user.isEmpty()
                && !user.startsWith("#")
                && user.indexOf(':') < 0
                && user.chars().noneMatch(Character::isISOControl)
                && user.getBytes(StandardCharsets.UTF_8).length <= NAME_BYTES_MAX;
    }

    /** Puts the users in place of the file's. Whoever reads it meanwhile sees all or nothing. */
    public void write(Path file) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, PasswordHash> entry : hashes.entrySet()) {
            String user = entry.getKey();
            text.append(user).append(':').append(entry.getValue()).append('\n');
            scram(user)
                    .map(verifier -> SCRAM + user + ':' + verifier + '\n')
                    .ifPresent(text::append);
        }
        Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Path fresh = target.resolveSibling(target.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        var owner =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Files.createFile(fresh, owner);
        Files.writeString(fresh, text, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        if (Files.exists(target)) {
            Files.setPosixFilePermissions(fresh, Files.getPosixFilePermissions(target));
        }
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    }

    Optional<PasswordHash> hash(String user) {
        return Optional.ofNullable(hashes.get(user));
    }

    /** What SCRAM needs of the user's password, if it was kept. */
    Optional<ScramVerifier> scram(String user) {
        PasswordHash hash = hashes.get(user);
        return Optional.ofNullable(verifiers.get(user))
                .filter(kept -> hash != null && Arrays.equals(hash.salt(), kept.salt()));
    }

    /** How many rounds the costliest of the hashes takes: what an unknown user costs too. */
    int iterationsMax() {
        return hashes.values().stream()
                .mapToInt(PasswordHash::iterations)
                .max()
                .orElse(PasswordHash.ITERATIONS);
    }
}
