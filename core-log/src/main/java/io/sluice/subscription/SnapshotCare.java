package io.sluice.subscription;

import io.sluice.log.LogFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a person can do about the snapshots of a gateway that is down: have all of them looked at,
 * and do without one that is damaged.
 */
public final class SnapshotCare {
    private static final Pattern NAME = Pattern.compile("state-(\\d{3})\\.snap");
    private static final String DAMAGED = ".damaged";

    private final Path directory;

    /**
     * @param directory where the snapshots lie
     */
    public SnapshotCare(Path directory) {
        this.directory = directory;
    }

    /** Those that are not as they were written, and what is wrong with each. Changes nothing. */
    public List<RuntimeException> verify() throws IOException {
        List<RuntimeException> wrong = new ArrayList<>();
        for (int shard = 0; shard < State.SHARDS; shard++) {
            Path file = directory.resolve(SnapshotStore.name(shard));
            try {
                if (Files.exists(file)) {
                    SnapshotFile.snapshot(file, shard, Files.readAllBytes(file));
                }
            } catch (DamagedSnapshotException | UnreadableStateException fault) {
                wrong.add(fault);
            }
        }
        return wrong;
    }

    /**
     * Puts a snapshot aside. Of the sessions and of the retained and delayed messages in it only
     * that is left of which the log still tells.
     *
     * @param logFirstOffset the oldest record that the log holds
     * @return its new name
     * @throws NoSuchFileException if there is no such snapshot
     */
    public Path drop(Path file, long logFirstOffset) throws IOException {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (!name.matches() || Files.notExists(file)) {
            throw new NoSuchFileException(file.toString(), null, "it is no snapshot");
        }
        int shard = Integer.parseInt(name.group(1));
        Path aside = file.resolveSibling(file.getFileName() + DAMAGED);
        LogFiles files = LogFiles.onDisk();
        files.rename(file, aside);
        byte[] nothing = new State(StateConfig.DEFAULT).image(shard, logFirstOffset);
        new SnapshotStore(directory).write(shard, logFirstOffset, nothing);
        return aside;
    }
}
