package io.sluice.gateway.cli.bench;

import io.netty.buffer.ByteBuf;
import io.sluice.gateway.cli.client.CommandFault;
import java.nio.ByteBuffer;

/**
 * Cuts what a socket reads into whole frames, where they lie. Only a frame that the end of a read
 * splits is copied, and only once it is completed by the next one.
 *
 * <p>Both buffers that frames are read from are direct ones, so that the reading compiles to one
 * form.
 */
final class FrameCutter {
    private static final int FIRST_STEP = 256;
    private static final int FRAME_BYTES_MAX = 300 << 20;
    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

    /** Who knows where a frame ends, and what it means. */
    interface Frames {
        /**
         * Takes the frame that begins at {@code from}, if it is whole.
         *
         * @return the position behind it, or {@code from} if it is not all there
         */
        int take(ByteBuffer bytes, int from, int to);
    }

    private final Frames frames;
    private ByteBuffer split = NOTHING;
    private int splitBytes;

    FrameCutter(Frames frames) {
        this.frames = frames;
    }

    /** Hands over every frame that {@code read} completes; what is left is kept for the next. */
    void feed(ByteBuf read) {
        ByteBuffer bytes = read.internalNioBuffer(read.readerIndex(), read.readableBytes());
        int to = bytes.limit();
        int from = splitBytes == 0 ? bytes.position() : completeSplit(bytes, to);
        while (from < to) {
            int end = frames.take(bytes, from, to);
            if (end == from) {
                keep(bytes, from, to - from);
                return;
            }
            from = end;
        }
    }

    /** Lends the split frame just enough of this read, and returns where the next frame begins. */
    private int completeSplit(ByteBuffer bytes, int to) {
        int from = bytes.position();
        int before = splitBytes;
        int step = FIRST_STEP;
        int lent = 0;
        while (from + lent < to) {
            int more = Math.min(step, to - from - lent);
            keep(bytes, from + lent, more);
            lent += more;
            step *= 2;
            int end = frames.take(split, 0, splitBytes);
            if (end > 0) {
                splitBytes = 0;
                return from + end - before;
            }
        }
        return to;
    }

    private void keep(ByteBuffer bytes, int from, int length) {
        int needed = splitBytes + length;
        if (needed > FRAME_BYTES_MAX) {
            throw CommandFault.failed("the broker sent a frame longer than any protocol allows");
        }
        if (needed > split.capacity()) {
            ByteBuffer wider = ByteBuffer.allocateDirect(Math.max(needed * 2, 2 * FIRST_STEP));
            wider.put(0, split, 0, splitBytes);
            split = wider;
        }
        split.put(splitBytes, bytes, from, length);
        splitBytes = needed;
    }
}
