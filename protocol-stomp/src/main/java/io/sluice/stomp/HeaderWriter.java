package io.sluice.stomp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Writes header lines with the escapes of one version. Holds nothing that changes. */
record HeaderWriter(StompVersion version) {
    /**
     * Writes a header line, or nothing if this version has no way to say it.
     *
     * @return whether it was written
     */
    boolean line(ByteBuf out, String name, String value) {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        byte[] valueBytes = value.getBytes(StandardCharsets.UTF_8);
        int before = out.writerIndex();
        boolean written =
                text(out, nameBytes, 0, nameBytes.length, true)
                        && colon(out)
                        && text(out, valueBytes, 0, valueBytes.length, false);
        return ended(out, before, written);
    }

    /** The same with a value that lies in a record, and a name without special letters. */
    boolean line(ByteBuf out, byte[] name, byte[] bytes, int from, int length) {
        int before = out.writerIndex();
        out.writeBytes(name);
        return ended(out, before, text(out, bytes, from, length, false));
    }

    /**
     * Writes a name or a value.
     *
     * @return false, and something of it may have been written, if this version cannot say it
     */
    boolean text(ByteBuf out, byte[] bytes, int from, int length, boolean isName) {
        int done = from;
        int end = from + length;
        for (int at = from; at < end; at++) {
            byte b = bytes[at];
            if (b > '\\' || b < 0) {
                continue;
            }
            int escape = version.escape(b, isName);
            if (escape == StompVersion.NO_WAY) {
                return false;
            }
            if (escape != StompVersion.AS_IS) {
                out.writeBytes(bytes, done, at - done);
                out.writeByte('\\').writeByte(escape);
                done = at + 1;
            }
        }
        out.writeBytes(bytes, done, end - done);
        return true;
    }

    private static boolean colon(ByteBuf out) {
        out.writeByte(':');
        return true;
    }

    private static boolean ended(ByteBuf out, int before, boolean written) {
        if (written) {
            out.writeByte('\n');
        } else {
            out.writerIndex(before);
        }
        return written;
    }
}
