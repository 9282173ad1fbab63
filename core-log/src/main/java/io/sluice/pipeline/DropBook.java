package io.sluice.pipeline;

import io.sluice.broker.DropLedger;
import io.sluice.broker.DropLine;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.log.LogFile;
import io.sluice.log.LogFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code drops.txt}, by which a {@link DropLedger} outlives the process: a {@link
 * DropLine} for each entry, written behind the others once a second. It is not forced: a power cut
 * may take the last of them, a killed process one second's. When it has twice as many lines as the
 * ledger keeps it is written anew.
 *
 * <p>It is evidence, not state: what of it cannot be read is passed over, and what cannot be
 * written is said once and kept in memory alone.
 */
@OwnedBy(Lane.HOUSEKEEPING)
public final class DropBook {
    private static final Logger LOG = LoggerFactory.getLogger(DropBook.class);
    private static final String NAME = "drops.txt";
    private static final int BYTES_MAX = 1 << 30;

    private final Path folder;
    private final LogFiles files;
    private final DropLedger ledger;
    private boolean isRead;
    private boolean hasWarned;
    private long bytes;
    private long lines;

    /**
     * The one of a ledger; nothing is read yet.
     *
     * @param folder where its file is, or will be
     */
    public DropBook(Path folder, LogFiles files, DropLedger ledger) {
        this.folder = folder;
        this.files = files;
        this.ledger = ledger;
    }

    /** Writes what is new; the first time it reads what was there before. */
    public void keep() {
        try {
            if (!isRead) {
                isRead = true;
                read();
            }
            List<DropLedger.Entry> fresh = ledger.takeNew();
            if (!fresh.isEmpty()) {
                append(fresh);
            }
            if (lines > 2L * ledger.entriesMax()) {
                rewrite();
            }
        } catch (IOException fault) {
            warn(fault);
        }
    }

    private void warn(IOException fault) {
        if (!hasWarned) {
            hasWarned = true;
            LOG.warn("{}: what is dropped is not kept in it", folder.resolve(NAME), fault);
        }
    }

    private void read() throws IOException {
        if (!files.list(folder).contains(folder.resolve(NAME))) {
            return;
        }
        byte[] read;
        try (LogFile file = files.openToRead(folder.resolve(NAME))) {
            bytes = file.length();
            read = new byte[(int) Math.min(bytes, BYTES_MAX)];
            file.readAll(ByteBuffer.wrap(read), bytes - read.length);
        }
        List<String> all = new String(read, StandardCharsets.UTF_8).lines().toList();
        lines = all.size();
        ledger.restore(all.stream().flatMap(line -> DropLine.parse(line).stream()).toList());
        if (read.length > 0 && read[read.length - 1] != '\n') {
            rewrite(); // or what comes next would be part of a torn line
        }
    }

    private void append(List<DropLedger.Entry> entries) throws IOException {
        boolean isThere = files.list(folder).contains(folder.resolve(NAME));
        bytes = isThere ? bytes : 0;
        Path path = folder.resolve(NAME);
        try (LogFile file = isThere ? files.open(path) : files.create(path)) {
            bytes += write(file, entries, bytes);
        }
        lines += entries.size();
    }

    private void rewrite() throws IOException {
        Path fresh = folder.resolve(NAME + ".new");
        if (files.list(folder).contains(fresh)) {
            files.delete(fresh);
        }
        List<DropLedger.Entry> entries = ledger.takeAll();
        try (LogFile file = files.create(fresh)) {
            bytes = write(file, entries, 0);
        }
        files.rename(fresh, folder.resolve(NAME));
        lines = entries.size();
    }

    private static int write(LogFile file, List<DropLedger.Entry> entries, long at)
            throws IOException {
        String text =
                entries.stream()
                        .map(entry -> DropLine.of(entry) + '\n')
                        .collect(Collectors.joining());
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        file.writeAll(ByteBuffer.wrap(utf8), at);
        return utf8.length;
    }
}
