package io.sluice.log;

/**
 * The pieces of the files that one reader has read last, verified. Whoever asks for a place in one
 * of them shares that pass, instead of having the same bytes read and summed again. Belongs to its
 * reader.
 */
final class RecentChunks {
    static final int BYTES_MAX = 256 * 1024;

    private static final int KEPT = 16;

    private final LogChunk[] kept = new LogChunk[KEPT];
    private int next;

    /** Keeps it in place of the one that came first; a longer one is not kept. */
    void add(LogChunk chunk) {
        if (chunk.bytes().length <= BYTES_MAX) {
            kept[next] = chunk;
            next = (next + 1) % KEPT;
        }
    }

    /** The records from this offset on, if they are in one that is kept; else an empty chunk. */
    LogChunk from(long offset) {
        for (LogChunk chunk : kept) {
            if (chunk != null && offset >= chunk.baseOffset() && offset < chunk.endOffset()) {
                return cut(chunk, offset);
            }
        }
        return LogChunk.empty(offset, offset);
    }

    private static LogChunk cut(LogChunk chunk, long offset) {
        byte[] bytes = chunk.bytes();
        int at = chunk.from();
        while (at < chunk.to() && !isAt(bytes, at, offset)) {
            at = RecordLayout.next(bytes, at);
        }
        return new LogChunk(bytes, at, chunk.to(), offset, chunk.endOffset());
    }

    private static boolean isAt(byte[] bytes, int at, long offset) {
        return RecordType.takesOffset(RecordLayout.type(bytes, at))
                && RecordLayout.offset(bytes, at) >= offset;
    }
}
