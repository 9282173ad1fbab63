package io.sluice.gateway.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/** What opens the admin API. Kept in a file that its owner alone may read. */
public final class AdminToken {
    public static final String FILE_NAME = "admin.token";

    private static final int RANDOM_BYTES = 32;
    private static final String SCHEME = "Bearer ";

    private final byte[] header;

    private AdminToken(String token) {
        this.header = (SCHEME + token).getBytes(UTF_8);
    }

    /** The token in the file, which is made with a new one if it is not there. */
    public static AdminToken openOrMake(Path file) throws IOException {
        try {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            byte[] bytes = new byte[RANDOM_BYTES];
            new SecureRandom().nextBytes(bytes);
            String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            Files.writeString(file, token + "\n");
        } catch (FileAlreadyExistsException madeBefore) {
            // it is read below
        }
        String token = Files.readString(file).strip();
        if (token.isEmpty()) {
            throw new IOException(file + " is empty: delete it, and a new token is made");
        }
        return new AdminToken(token);
    }

    /** The value of the Authorization header that the token makes. */
    public static String authorization(Path file) throws IOException {
        return SCHEME + Files.readString(file).strip();
    }

    /** Whether the Authorization header shows it; takes the same time wherever the two differ. */
    boolean isIn(String authorization) {
        return MessageDigest.isEqual(header, authorization.getBytes(UTF_8));
    }
}
