package io.sluice.log;

import io.sluice.log.SegmentFolder.Found;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The file {@code damaged}: the name of a segment in which a reader met a record that was not as it
 * was written. Closed segments are not read through when the log is opened; this one is, so the log
 * does not open again until a person has looked. Whoever has mended or cut the log need not delete
 * it.
 */
final class KnownDamage {
    private static final String NAME = "damaged";
    private static final int NAME_BYTES_MAX = 255;

    private final Path path;
    private final LogFiles files;

    KnownDamage(Path directory, LogFiles files) {
        path = directory.resolve(NAME);
        this.files = files;
    }

    /** From now on the segment is looked at when the log is opened. */
    void note(CorruptLogException met) throws IOException {
        forget();
        try (LogFile file = files.create(path)) {
            byte[] name = met.file().getFileName().toString().getBytes(StandardCharsets.UTF_8);
            file.writeAll(ByteBuffer.wrap(name), 0);
            file.force();
        }
        files.syncFolder(path.getParent());
    }

    /**
     * Looks at the segment that was noted, if one was; if it is whole, or gone, that is forgotten.
     *
     * @param durableEnd all records before this offset were on the disk
     * @throws CorruptLogException if it is as damaged as it was
     */
    void check(List<Found> chain, long durableEnd) throws IOException {
        String name = noted();
        for (int i = 0; i < chain.size() && !name.isEmpty(); i++) {
            if (chain.get(i).segment().path().getFileName().toString().equals(name)) {
                check(new PartWalk(chain, i), chain.get(i), durableEnd);
            }
        }
        forget();
    }

    private static void check(PartWalk walk, Found found, long durableEnd) throws IOException {
        boolean isWhole = true;
        while (isWhole) {
            isWhole = walk.next();
        }
        RecordWalk record = walk.record();
        if (!walk.isAtEnd() && (found.isSealed() || record.nextOffset() < durableEnd)) {
            throw new CorruptLogException(
                    found.segment().path(),
                    record.nextPosition(),
                    record.nextOffset(),
                    "it does not verify");
        }
    }

    private String noted() throws IOException {
        if (!isThere()) {
            return "";
        }
        try (LogFile file = files.openToRead(path)) {
            byte[] name = new byte[(int) Math.min(NAME_BYTES_MAX, file.length())];
            file.readAll(ByteBuffer.wrap(name), 0);
            return new String(name, StandardCharsets.UTF_8);
        }
    }

    private void forget() throws IOException {
        if (isThere()) {
            files.delete(path);
        }
    }

    private boolean isThere() throws IOException {
        return files.list(path.getParent()).contains(path);
    }
}
