package io.sluice.log;

import io.sluice.log.CheckpointFile.Checkpoint;
import io.sluice.log.SegmentFolder.Found;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks at a log that no gateway has open, changing nothing. It also looks at one that is open;
 * then what is being written at the moment may be missing.
 */
public final class LogInspection implements AutoCloseable {
    private final SegmentFolder folder;
    private final Optional<Checkpoint> checkpoint;

    private LogInspection(SegmentFolder folder, Optional<Checkpoint> checkpoint) {
        this.folder = folder;
        this.checkpoint = checkpoint;
    }

    /**
     * @throws NoSuchFileException if there is no log in the folder
     */
    public static LogInspection open(Path directory, LogFiles files) throws IOException {
        SegmentFolder folder = SegmentFolder.openToRead(directory, files);
        if (folder.all().isEmpty() && folder.damages().isEmpty()) {
            folder.close();
            throw new NoSuchFileException(directory.toString(), null, "there is no log in it");
        }
        return new LogInspection(folder, checkpoint(directory, files));
    }

    private static Optional<Checkpoint> checkpoint(Path directory, LogFiles files)
            throws IOException {
        if (!files.list(directory).contains(directory.resolve(CheckpointFile.NAME))) {
            return Optional.empty();
        }
        try (CheckpointFile file = CheckpointFile.openToRead(files, directory)) {
            return file.last();
        }
    }

    /** The segments, their offsets, times and bytes. */
    public LogSummary stat() throws IOException {
        List<LogSummary.Part> parts = new ArrayList<>();
        for (int i = 0; i < folder.chain().size(); i++) {
            parts.add(part(i));
        }
        return new LogSummary(
                parts,
                folder.spares().size(),
                checkpoint.map(Checkpoint::clean).orElse(false),
                checkpoint.map(Checkpoint::durableEnd).orElse(0L));
    }

    /**
     * Shows every record that can be read, in order, those without an offset too.
     *
     * @param from offset of the first one to show
     */
    public void dump(long from, RecordVisitor visitor) throws IOException {
        for (int i = 0; i < folder.chain().size(); i++) {
            Path path = folder.chain().get(i).segment().path();
            PartWalk walk = new PartWalk(folder.chain(), i);
            while (walk.next() || walk.resume()) {
                RecordWalk record = walk.record();
                if (RecordLayout.offset(record.bytes(), record.at()) >= from) {
                    visitor.visit(path, record.position(), record.bytes(), record.at());
                }
            }
        }
    }

    /** Reads everything and says where it is damaged; nothing if it is whole. */
    public List<Damage> verify() throws IOException {
        return new LogVerification(folder, checkpoint).damages();
    }

    @Override
    public void close() throws IOException {
        folder.close();
    }

    private LogSummary.Part part(int index) throws IOException {
        Found found = folder.chain().get(index);
        Segment segment = found.segment();
        long endOffset = found.seal().endOffset();
        long endTimeMs = found.seal().endTimeMs();
        int endPosition = found.seal().endPosition();
        if (!found.isSealed()) {
            endTimeMs = segment.header().baseTimeMs();
            PartWalk walk = new PartWalk(folder.chain(), index);
            while (walk.next() || walk.resume()) {
                RecordWalk record = walk.record();
                endTimeMs = RecordLayout.storeTimeMs(record.bytes(), record.at());
            }
            endOffset = walk.record().nextOffset();
            endPosition = walk.record().nextPosition();
        }
        return new LogSummary.Part(
                segment.path(),
                segment.baseOffset(),
                endOffset,
                segment.header().baseTimeMs(),
                endTimeMs,
                endPosition - SegmentLayout.PAGE_BYTES,
                segment.fileBytes(),
                found.isSealed());
    }
}
