package io.sluice.mqtt.packet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;

/**
 * Tells packets apart in a stream of bytes that may be cut anywhere. A packet that came whole is
 * read where it lies; of one that did not, only its own bytes are copied, so a half packet never
 * pins a read buffer. A packet that is too long is refused when its header is there.
 */
@OwnedBy(Lane.EVENT_LOOP)
public final class FrameSplitter {
    private static final int LENGTH_BYTES_MAX = 4;
    private static final int PARTIAL_BYTES_MIN = 64;

    /** Who gets the packets. */
    public interface Packets {
        /** No further packet now: what is left waits for {@link FrameSplitter#resume}. */
        boolean isHeld();

        /**
         * A fixed header has come; its packet will, or not. May be called again for the same one.
         *
         * @param first the first byte: type and flags
         * @param lengthBytes how many bytes the remaining length took
         */
        void header(int first, int remaining, int lengthBytes);

        /** A packet lies from {@code from} to {@code to}, its fixed header not included. */
        void packet(int first, ByteBuf in, int from, int to);
    }

    private final Packets packets;
    private final ByteBufAllocator alloc;
    private ByteBuf waiting = Unpooled.EMPTY_BUFFER;
    private ByteBuf partial = Unpooled.EMPTY_BUFFER;
    private boolean isSplitting;
    private boolean isClosed;

    private int first;
    private int remaining;
    private int headerBytes;

    public FrameSplitter(Packets packets, ByteBufAllocator alloc) {
        this.packets = packets;
        this.alloc = alloc;
    }

    /** Takes the next bytes, which become the splitter's own. */
    public void feed(ByteBuf in) {
        if (isClosed) {
            in.release();
            return;
        }
        if (waiting.isReadable()) {
            waiting = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(alloc, waiting, in);
        } else {
            waiting.release();
            waiting = in;
        }
        resume();
    }

    /** Goes on with what waits. A violation leaves through here; then only close. */
    public void resume() {
        if (isSplitting || isClosed) {
            return;
        }
        isSplitting = true;
        try {
            split();
        } finally {
            isSplitting = false;
            if (isClosed) {
                release();
            } else if (!waiting.isReadable()) {
                waiting.release();
                waiting = Unpooled.EMPTY_BUFFER;
            }
        }
    }

    /** Whether bytes wait that could be read on. */
    public boolean hasWaiting() {
        return waiting.isReadable();
    }

    /** Forgets everything; what comes later is thrown away. */
    public void close() {
        isClosed = true;
        if (!isSplitting) {
            release();
        }
    }

    private void split() {
        while (!isClosed && waiting.isReadable() && !packets.isHeld()) {
            if (partial.isReadable()) {
                complete();
            } else if (!readHeader(waiting) || waiting.readableBytes() < headerBytes + remaining) {
                partial = alloc.buffer(Math.max(PARTIAL_BYTES_MIN, waiting.readableBytes()));
                partial.writeBytes(waiting);
            } else {
                int from = waiting.readerIndex() + headerBytes;
                int to = from + remaining;
                waiting.readerIndex(to);
                packets.packet(first, waiting, from, to);
            }
        }
    }

    private void complete() {
        while (!readHeader(partial)) {
            if (!waiting.isReadable()) {
                return;
            }
            partial.writeByte(waiting.readByte());
        }
        int missing = headerBytes + remaining - partial.readableBytes();
        partial.writeBytes(waiting, Math.min(missing, waiting.readableBytes()));
        if (partial.readableBytes() < headerBytes + remaining) {
            return;
        }
        ByteBuf whole = partial;
        partial = Unpooled.EMPTY_BUFFER;
        try {
            packets.packet(first, whole, headerBytes, headerBytes + remaining);
        } finally {
            whole.release();
        }
    }

    /** Reads the fixed header that begins at the reader's place; false if some of it is missing. */
    private boolean readHeader(ByteBuf in) {
        int at = in.readerIndex();
        int lengthMax = Math.min(LENGTH_BYTES_MAX, in.readableBytes() - 1);
        int length = 0;
        for (int i = 0; i < lengthMax; i++) {
            int digit = in.getByte(at + 1 + i);
            length |= (digit & 0x7F) << 7 * i;
            if (digit >= 0) {
                first = in.getByte(at) & 0xFF;
                remaining = length;
                headerBytes = 2 + i;
                packets.header(first, length, i + 1);
                return true;
            }
        }
        if (lengthMax == LENGTH_BYTES_MAX) {
            throw ProtocolViolation.malformed("MQTT-1.5.5-1", "a remaining length of five bytes");
        }
        return false;
    }

    private void release() {
        waiting.release();
        partial.release();
        waiting = Unpooled.EMPTY_BUFFER;
        partial = Unpooled.EMPTY_BUFFER;
    }
}
