package io.sluice.subscription;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Reads the images of all shards ahead of who builds sessions from them, and builds the messages
 * beside it: before the lanes run there are other processors. What one thread has built the others
 * see after {@link #finish}.
 */
final class ImageLoading implements AutoCloseable {
    private static final int AHEAD = 4;

    private final SnapshotStore store;
    private final ExecutorService files = Executors.newSingleThreadExecutor(ImageLoading::thread);
    private final ExecutorService messages =
            Executors.newSingleThreadExecutor(ImageLoading::thread);
    private final ArrayDeque<CompletableFuture<Snapshot>> ahead = new ArrayDeque<>();
    private final ArrayDeque<CompletableFuture<Void>> builds = new ArrayDeque<>();
    private int asked;

    ImageLoading(SnapshotStore store) {
        this.store = store;
        while (asked < AHEAD) {
            askForNext();
        }
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "sluice-load");
        thread.setDaemon(true);
        return thread;
    }

    private void askForNext() {
        int shard = asked++;
        ahead.add(CompletableFuture.supplyAsync(() -> read(shard), files));
    }

    private Snapshot read(int shard) {
        try {
            return store.read(shard);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** The image of the next shard. */
    Snapshot next() throws IOException {
        if (asked < Shards.COUNT) {
            askForNext();
        }
        return join(ahead.remove());
    }

    /**
     * Builds something on another thread, behind all that was given before. It may touch nothing
     * that the caller builds.
     */
    void beside(Runnable build) throws IOException {
        builds.add(CompletableFuture.runAsync(build, messages));
        if (builds.size() > AHEAD) {
            join(builds.remove()); // so that few images are held at once
        }
    }

    /** Waits until all is built. */
    void finish() throws IOException {
        while (!builds.isEmpty()) {
            join(builds.remove());
        }
    }

    private static <T> T join(CompletableFuture<T> task) throws IOException {
        try {
            return task.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof UncheckedIOException fault) {
                throw fault.getCause();
            }
            if (failed.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw failed;
        }
    }

    @Override
    public void close() {
        files.shutdownNow();
        messages.shutdownNow();
    }
}
