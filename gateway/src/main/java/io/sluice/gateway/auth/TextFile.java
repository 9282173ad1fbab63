package io.sluice.gateway.auth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Lines of a small file that a person wrote. */
final class TextFile {
    private TextFile() {}

    static List<String> lines(Path file) throws FileFaultException {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException missing) {
            throw new FileFaultException(file, 0, "is not there");
        } catch (IOException unreadable) {
            throw new FileFaultException(file, 0, "cannot be read: " + unreadable.getMessage());
        }
    }
}
