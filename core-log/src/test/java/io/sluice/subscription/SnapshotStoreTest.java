package io.sluice.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.broker.SessionName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of the state, and what is said when it is not as it was. */
final class SnapshotStoreTest {
    @TempDir Path directory;

    @Test
    void aShardThatWasNeverKeptIsEmptyAndHoldsTheLogBack() throws IOException {
        SnapshotStore store = new SnapshotStore(directory.resolve("new"));
        for (int shard = 0; shard < State.SHARDS - 1; shard++) {
            store.write(shard, 100 + shard, new byte[] {1});
        }

        assertThat(image(store.read(State.SHARDS - 1))).isEmpty();
        assertThat(store.oldestOffset()).isZero();
        store.write(State.SHARDS - 1, 500, new byte[] {1});
        assertThat(store.oldestOffset()).isEqualTo(100);
        store.write(0, 300, new byte[] {1});
        assertThat(store.oldestOffset()).isEqualTo(101);
    }

    @Test
    void theNewestImageIsReadBackAfterAnotherStart() throws IOException {
        new SnapshotStore(directory).write(5, 7, new byte[] {1, 2, 3});
        new SnapshotStore(directory).write(5, 9, new byte[] {4, 5});

        Snapshot read = new SnapshotStore(directory).read(5);

        assertThat(read.offset()).isEqualTo(9);
        assertThat(image(read)).containsExactly(4, 5);
    }

    @Test
    void aHalfWrittenImageIsForgotten() throws IOException {
        new SnapshotStore(directory).write(5, 7, new byte[] {1, 2, 3});
        Path half = directory.resolve("state-005.tmp");
        Files.write(half, new byte[] {9});

        SnapshotStore store = new SnapshotStore(directory);

        assertThat(half).doesNotExist();
        assertThat(image(store.read(5))).containsExactly(1, 2, 3);
    }

    @Test
    void damageAtAnyByteIsFoundAndTheFileNamed() throws IOException {
        StateLog log = new StateLog();
        log.append(log.write.session(3, new SessionName("mqtt", "abc"), 60));
        SnapshotStore store = new SnapshotStore(directory);
        store.write(3, log.nextOffset, log.state.image(3, log.nextOffset));
        Path file = directory.resolve("state-003.snap");
        byte[] whole = Files.readAllBytes(file);

        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 0x10;
            Files.write(file, damaged);
            assertThatThrownBy(() -> store.read(3))
                    .hasMessageContaining("state-003.snap")
                    .isInstanceOfAny(
                            DamagedSnapshotException.class, UnreadableStateException.class);
            Files.write(file, Arrays.copyOf(whole, i));
            assertThatThrownBy(() -> State.load(store, StateLog.ROOMY))
                    .isInstanceOf(DamagedSnapshotException.class)
                    .hasMessageContaining("state-003.snap");
        }
        Files.write(file, whole);
        assertThat(State.load(store, StateLog.ROOMY).sessions().find(3)).isPresent();
    }

    @Test
    void aFileInAnotherShardsPlaceIsRefused() throws IOException {
        SnapshotStore store = new SnapshotStore(directory);
        store.write(3, 1, new byte[] {1});
        Files.move(directory.resolve("state-003.snap"), directory.resolve("state-004.snap"));

        assertThatThrownBy(() -> store.read(4)).hasMessageContaining("another shard");
    }

    @Test
    void anotherVersionIsRefused() throws IOException {
        SnapshotStore store = new SnapshotStore(directory);
        store.write(3, 1, new byte[] {1});
        Path file = directory.resolve("state-003.snap");
        byte[] bytes = Files.readAllBytes(file);
        bytes[8] = 4;
        Files.write(file, bytes);

        assertThatThrownBy(() -> store.read(3))
                .isInstanceOf(UnreadableStateException.class)
                .hasMessageContaining("has version 4, this gateway reads 1 to 3");
    }

    private static byte[] image(Snapshot snapshot) {
        StateReader from = snapshot.image();
        return Arrays.copyOfRange(from.bytes(), from.at(), from.at() + from.left());
    }
}
