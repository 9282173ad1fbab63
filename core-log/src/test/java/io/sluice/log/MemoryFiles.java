package io.sluice.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Files in memory that know what a disk would have kept: what was forced, and what only the kernel
 * had. Two ways to stop are simulated: the process is killed, and everything stays; the power goes,
 * and of what was not forced any sector, and of the names not synced any later part, is as before.
 */
public final class MemoryFiles implements LogFiles {
    private static final int SECTOR_BYTES = 512;

    private final Map<Path, Node> names = new LinkedHashMap<>();
    private final Map<Path, Node> syncedNames = new LinkedHashMap<>();
    private final List<Renaming> unsynced = new ArrayList<>();
    private final Set<Path> locked = new HashSet<>();
    private long capacityBytes = Long.MAX_VALUE;

    /** A change of the folder: a name comes, goes, or moves. */
    private record Renaming(Path from, Path to, Node node) {
        void applyTo(Map<Path, Node> names) {
            names.remove(from);
            if (to != null) {
                names.put(to, node);
            }
        }
    }

    /** How many bytes all files together may take. */
    public synchronized void capacity(long bytes) {
        capacityBytes = bytes;
    }

    /**
     * What is there after the process was killed: all that was written. But what was not forced is
     * as after a failed fsync: the kernel shows it and calls it clean, and the disk never got it.
     */
    public synchronized MemoryFiles afterKill() {
        MemoryFiles after = new MemoryFiles();
        names.forEach((path, node) -> after.keep(path, node.afterKill(after)));
        return after;
    }

    /** What is there after the power went. */
    public synchronized MemoryFiles afterPowerCut(Random chance) {
        Map<Path, Node> kept = new LinkedHashMap<>(syncedNames);
        for (Renaming one : unsynced.subList(0, chance.nextInt(unsynced.size() + 1))) {
            one.applyTo(kept);
        }
        int lost = chance.nextInt(4);
        MemoryFiles after = new MemoryFiles();
        kept.forEach(
                (path, node) -> {
                    byte[] bytes = node.afterPowerCut(chance, lost);
                    after.keep(path, new Node(after, bytes, bytes.clone()));
                });
        return after;
    }

    private void keep(Path path, Node node) {
        names.put(path, node);
        syncedNames.put(path, node);
    }

    @Override
    public void makeFolder(Path folder) {}

    @Override
    public synchronized List<Path> list(Path folder) {
        return names.keySet().stream().filter(path -> folder.equals(path.getParent())).toList();
    }

    @Override
    public synchronized LogFile create(Path file) throws IOException {
        if (names.containsKey(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        Node node = new Node(this, new byte[0], new byte[0]);
        change(new Renaming(file, file, node));
        return node;
    }

    @Override
    public synchronized LogFile open(Path file) throws IOException {
        Node node = names.get(file);
        if (node == null) {
            throw new NoSuchFileException(file.toString());
        }
        return node;
    }

    @Override
    public LogFile openToRead(Path file) throws IOException {
        return open(file);
    }

    @Override
    public synchronized void rename(Path from, Path to) throws IOException {
        open(from);
        change(new Renaming(from, to, names.get(from)));
    }

    @Override
    public synchronized void delete(Path file) throws IOException {
        open(file);
        change(new Renaming(file, null, names.get(file)));
    }

    private void change(Renaming one) {
        one.applyTo(names);
        unsynced.add(one);
    }

    @Override
    public synchronized void syncFolder(Path folder) {
        syncedNames.clear();
        syncedNames.putAll(names);
        unsynced.clear();
    }

    @Override
    public synchronized long usableBytes(Path folder) {
        long used = names.values().stream().mapToLong(node -> node.length).sum();
        return capacityBytes - used;
    }

    @Override
    public synchronized Closeable lock(Path file) throws IOException {
        if (!locked.add(file)) {
            throw new IOException(file + " is held by another process");
        }
        return () -> unlock(file);
    }

    private synchronized void unlock(Path file) {
        locked.remove(file);
    }

    /** One file. It shares the lock of all files: a copy of them is as of one moment. */
    private static final class Node implements LogFile {
        private final MemoryFiles files;
        private final BitSet dirty = new BitSet();
        private byte[] cached;
        private byte[] forced;
        private int length;

        Node(MemoryFiles files, byte[] cached, byte[] forced) {
            this.files = files;
            this.cached = cached;
            this.forced = forced;
            length = cached.length;
        }

        Node afterKill(MemoryFiles after) {
            synchronized (files) {
                return new Node(after, Arrays.copyOf(cached, length), forced.clone());
            }
        }

        /**
         * @param lost 0 nothing unforced is lost, 3 all, else each sector by chance
         */
        byte[] afterPowerCut(Random chance, int lost) {
            synchronized (files) {
                int kept = lost == 0 ? length : forced.length;
                byte[] after = Arrays.copyOf(forced, Math.max(kept, forced.length));
                for (int i = dirty.nextSetBit(0); i >= 0; i = dirty.nextSetBit(i + 1)) {
                    int from = i * SECTOR_BYTES;
                    int to = Math.min(from + SECTOR_BYTES, Math.min(after.length, length));
                    if (from < to && (lost == 0 || lost < 3 && chance.nextInt(lost + 1) == 0)) {
                        System.arraycopy(cached, from, after, from, to - from);
                    }
                }
                return after;
            }
        }

        @Override
        public int read(ByteBuffer into, long position) {
            synchronized (files) {
                if (position >= length) {
                    return -1;
                }
                int bytes = Math.min(into.remaining(), length - (int) position);
                into.put(cached, (int) position, bytes);
                return bytes;
            }
        }

        @Override
        public int write(ByteBuffer from, long position) throws IOException {
            synchronized (files) {
                int at = (int) position;
                int bytes = from.remaining();
                if (at + bytes > length) {
                    if (files.usableBytes(Path.of("")) < at + bytes - length) {
                        throw new IOException("No space left on device");
                    }
                    cached = Arrays.copyOf(cached, Math.max(at + bytes, cached.length));
                    length = at + bytes;
                }
                from.get(cached, at, bytes);
                dirty.set(at / SECTOR_BYTES, (at + bytes - 1) / SECTOR_BYTES + 1);
                return bytes;
            }
        }

        @Override
        public void force() {
            synchronized (files) {
                forced = forced.length == length ? forced : Arrays.copyOf(forced, length);
                for (int i = dirty.nextSetBit(0); i >= 0; i = dirty.nextSetBit(i + 1)) {
                    int from = i * SECTOR_BYTES;
                    int bytes = Math.min(SECTOR_BYTES, length - from);
                    System.arraycopy(cached, from, forced, from, Math.max(0, bytes));
                }
                dirty.clear();
            }
        }

        @Override
        public void truncate(long bytes) {
            synchronized (files) {
                length = Math.min(length, (int) bytes);
                dirty.clear(length / SECTOR_BYTES + 1, Integer.MAX_VALUE);
            }
        }

        @Override
        public long length() {
            synchronized (files) {
                return length;
            }
        }

        @Override
        public void close() {}
    }
}
