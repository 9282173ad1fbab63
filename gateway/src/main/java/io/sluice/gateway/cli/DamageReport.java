package io.sluice.gateway.cli;

import io.sluice.gateway.CoreEngine;
import io.sluice.log.Damage;
import io.sluice.log.LogFiles;
import io.sluice.log.LogInspection;
import io.sluice.subscription.DamagedSnapshotException;
import io.sluice.subscription.SnapshotCare;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What a person is told of damaged files: every damage, and the commands that come next. */
final class DamageReport {
    private final Path directory;
    private final List<Damage> damages;
    private final List<RuntimeException> snapshots;

    private DamageReport(Path directory, List<Damage> damages, List<RuntimeException> snapshots) {
        this.directory = directory;
        this.damages = damages;
        this.snapshots = snapshots;
    }

    /** Reads the whole log and the snapshots beside it, which may take a while. */
    static DamageReport of(Path directory) throws IOException {
        try (LogInspection log = LogInspection.open(directory, LogFiles.onDisk())) {
            return of(directory, log.verify());
        }
    }

    /** With what is known of the log. */
    static DamageReport of(Path directory, List<Damage> damages) throws IOException {
        Path state = directory.toAbsolutePath().normalize().resolveSibling(CoreEngine.STATE_FOLDER);
        return new DamageReport(directory, damages, new SnapshotCare(state).verify());
    }

    /** None if nothing is damaged. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        damages.forEach(damage -> lines.add(damage.toString()));
        damages.stream()
                .min(Comparator.comparingLong(Damage::offset))
                .ifPresent(first -> cut(first).lines().forEach(lines::add));
        for (RuntimeException snapshot : snapshots) {
            lines.add(snapshot.getMessage());
            if (snapshot instanceof DamagedSnapshotException damage) {
                drop(damage).lines().forEach(lines::add);
            }
        }
        return lines;
    }

    private String cut(Damage first) {
        return """
        look closer:  bin/sluice log dump %1$s --all --from %2$d
        cut there on purpose, which loses %3$d records (the files are kept in %1$s/cut-at-%4$d):
                      bin/sluice log cut %1$s --at %4$d
        """
                .formatted(
                        directory,
                        Math.max(0, first.offset() - 1),
                        first.lostByCut(),
                        first.offset());
    }

    private String drop(DamagedSnapshotException damage) {
        return """
        restore it from a backup, or do without the sessions and the retained and delayed messages
        that it alone kept, 1 of 128 parts of them (the file is kept beside it):
                      bin/sluice log drop-snapshot %s %s
        """
                .formatted(directory, damage.file());
    }
}
