package io.sluice.log;

import java.io.IOException;
import java.nio.file.Path;

/** Is shown the records of a log one by one. */
@FunctionalInterface
public interface RecordVisitor {
    /**
     * @param file in which the record lies
     * @param position byte of the file at which it begins
     * @param bytes hold the record in {@link RecordLayout}, only until this returns
     * @param at where in {@code bytes} it begins
     */
    void visit(Path file, int position, byte[] bytes, int at) throws IOException;
}
