package io.sluice.stomp;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.stomp.StompCommand;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.Arrays;

/**
 * Gathers one line, in whatever pieces it comes. Every byte is looked at for the line's end once
 * and copied once.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class LineReader {
    private static final int KEPT_BYTES_MAX = 4096;

    private byte[] bytes = new byte[256];
    private int length;
    private boolean whole;

    /**
     * Takes bytes up to and including the next LF.
     *
     * @param bytesMax of the line without its end
     * @param command whose header line it is, for the complaint; UNKNOWN: it is the command itself
     * @return whether the line is whole now; it stays so until the next call, which begins another
     */
    boolean read(ByteBuf in, int bytesMax, StompCommand command) {
        if (whole) {
            begin();
        }
        int end = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) '\n');
        int count = (end < 0 ? in.writerIndex() : end) - in.readerIndex();
        // one more for a CR that belongs to the line's end
        if (count > bytesMax + 1 - length) {
            throw StompViolation.of(
                    "line too long", place(command) + " is longer than " + bytesMax + " bytes.");
        }
        take(in, count, command);
        if (end < 0) {
            return false;
        }
        in.skipBytes(1);
        if (length > 0 && bytes[length - 1] == '\r') {
            length--;
        }
        whole = true;
        return true;
    }

    /** Whether nothing of a line has come yet. */
    boolean isAtStart() {
        return whole || length == 0;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Bytes of the line, without its end. */
    int length() {
        return length;
    }

    private void begin() {
        length = 0;
        whole = false;
        if (bytes.length > KEPT_BYTES_MAX) {
            bytes = new byte[256];
        }
    }

    private static String place(StompCommand command) {
        return command == StompCommand.UNKNOWN
                ? "The command of a frame"
                : "A header line of " + command;
    }

    private void take(ByteBuf in, int count, StompCommand command) {
        if (count > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * bytes.length));
        }
        in.readBytes(bytes, length, count);
        for (int i = length; i < length + count; i++) {
            if (bytes[i] == 0) {
                throw StompViolation.of(
                        "frame cut short",
                        place(command)
                                + " is cut short: a NUL came before the blank line that ends the"
                                + " headers.");
            }
        }
        length += count;
    }
}
