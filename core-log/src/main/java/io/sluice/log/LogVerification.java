package io.sluice.log;

import io.sluice.log.CheckpointFile.Checkpoint;
import io.sluice.log.SegmentFolder.Found;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a whole log and notes what is damaged. What is merely torn at the end is not. */
final class LogVerification {
    /** A damage, and how many records could be read before it. */
    private record Note(
            Path file, long position, long offset, String what, long unreadable, long before) {}

    private final SegmentFolder folder;
    private final Optional<Checkpoint> checkpoint;
    private final List<Note> notes = new ArrayList<>();
    private long readable;
    private long endOffset;

    LogVerification(SegmentFolder folder, Optional<Checkpoint> checkpoint) {
        this.folder = folder;
        this.checkpoint = checkpoint;
    }

    List<Damage> damages() throws IOException {
        boolean goesOn = true;
        for (int i = 0; goesOn && i < folder.chain().size(); i++) {
            goesOn = verify(i);
        }
        for (CorruptLogException fault : folder.damages()) {
            noteHeader(fault);
        }
        if (notes.isEmpty()) {
            verifyEnd();
        }
        return notes.stream().map(this::damage).toList();
    }

    /** Whether the log ends where it should. */
    private void verifyEnd() throws IOException {
        try {
            if (folder.chain().isEmpty()) {
                LogTail.checkHolds(folder, checkpoint);
            } else {
                LogTail.find(folder, checkpoint);
            }
        } catch (CorruptLogException fault) {
            note(fault);
        }
    }

    /**
     * A file whose header is damaged says nothing of itself. If segments are cut off because of it,
     * it held what lies between; else its records were the oldest, or it held none.
     */
    private void noteHeader(CorruptLogException fault) {
        long unreadable = Damage.UNKNOWN;
        if (!folder.unrooted().isEmpty()) {
            unreadable = folder.unrooted().get(0).segment().baseOffset() - endOffset;
        }
        notes.add(
                new Note(
                        fault.file(),
                        fault.position(),
                        endOffset,
                        fault.what(),
                        unreadable,
                        readable));
    }

    private void note(CorruptLogException fault) {
        notes.add(
                new Note(
                        fault.file(), fault.position(), fault.offset(), fault.what(), 0, readable));
    }

    /** Whether the log goes on behind this segment. */
    private boolean verify(int index) throws IOException {
        Found found = folder.chain().get(index);
        PartWalk walk = new PartWalk(folder.chain(), index);
        do {
            while (walk.next()) {
                count(walk.record());
            }
            endOffset = Math.max(walk.record().nextOffset(), endOffset(found));
            if (walk.isAtEnd()) {
                return true;
            }
            if (!found.isSealed() && !wasDurable(index, walk.record())) {
                return false;
            }
        } while (skip(found, walk));
        return true;
    }

    private void count(RecordWalk record) {
        readable += RecordType.takesOffset(record.type()) ? 1 : 0;
    }

    /** Whether the record that does not verify had been on the disk. */
    private boolean wasDurable(int index, RecordWalk record) throws IOException {
        LookAhead ahead = new LookAhead(record.nextOffset());
        ahead.search(folder.chain().get(index).segment(), record.nextPosition());
        for (Found later : folder.chain().subList(index + 1, folder.chain().size())) {
            ahead.add(later);
        }
        long known = checkpoint.map(Checkpoint::durableEnd).orElse(0L);
        return record.nextOffset() < Math.max(known, ahead.durableEnd());
    }

    /** Goes on behind the damage; false if nothing there can be read. */
    private boolean skip(Found found, PartWalk walk) throws IOException {
        long position = walk.record().nextPosition();
        long offset = walk.record().nextOffset();
        long before = readable;
        boolean resumed = walk.resume();
        long unreadable = Math.max(1, endOffset(found) - offset);
        if (resumed) {
            RecordWalk record = walk.record();
            count(record);
            unreadable = RecordLayout.offset(record.bytes(), record.at()) - offset;
        }
        notes.add(
                new Note(
                        found.segment().path(),
                        position,
                        offset,
                        "it does not verify",
                        unreadable,
                        before));
        return resumed;
    }

    private long endOffset(Found found) {
        long known = checkpoint.map(Checkpoint::durableEnd).orElse(0L);
        return found.isSealed() ? found.seal().endOffset() : known;
    }

    /** Offsets behind a missing segment. */
    private long cutOff() {
        long count = 0;
        for (Found found : folder.unrooted()) {
            count += Math.max(0, endOffset(found) - found.segment().baseOffset());
        }
        return count;
    }

    private Damage damage(Note note) {
        long unreadable = cutOff();
        for (Note later : notes.subList(notes.indexOf(note), notes.size())) {
            unreadable += Math.max(0, later.unreadable());
        }
        return new Damage(
                note.file(),
                note.position(),
                note.offset(),
                note.what(),
                note.unreadable(),
                readable - note.before() + unreadable);
    }
}
