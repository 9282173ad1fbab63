package io.sluice.gateway.cli.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sluice.gateway.cli.client.CommandFault;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.nio.ByteBuffer;

/**
 * Finds the frames of STOMP: a command, headers a line each, an empty line, the body, and NUL. Of
 * the headers it reads only those that a load tool needs.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class StompFrames implements FrameCutter.Frames {
    static final int NOWHERE = -1;

    private static final byte[] CONTENT_LENGTH = "content-length:".getBytes(US_ASCII);
    private static final byte[] ACK = "ack:".getBytes(US_ASCII);

    /** Who is told of each frame. */
    interface Listener {
        /**
         * @param command the first letter of its command
         * @param bodyAt where the body begins
         * @param bodyEnd behind the body
         */
        void frame(char command, ByteBuffer bytes, int bodyAt, int bodyEnd);
    }

    private final Listener listener;
    private int contentLength;
    private int ackAt;
    private int ackEnd;

    StompFrames(Listener listener) {
        this.listener = listener;
    }

    /** Where the value of the frame's {@code ack} header begins, or {@link #NOWHERE}. */
    int ackAt() {
        return ackAt;
    }

    int ackEnd() {
        return ackEnd;
    }

    @Override
    public int take(ByteBuffer bytes, int from, int to) {
        int at = from;
        while (at < to && isLineEnd(bytes.get(at))) {
            at++; // heart-beats, and the line end that brokers send behind NUL
        }
        if (at == to) {
            return to;
        }
        int bodyAt = headers(bytes, at, to);
        int bodyEnd = bodyAt == NOWHERE ? NOWHERE : bodyEnd(bytes, bodyAt, to);
        if (bodyEnd == NOWHERE) {
            return from;
        }
        if (bytes.get(bodyEnd) != 0) {
            throw CommandFault.failed("what came back is not STOMP; check scheme and port");
        }
        listener.frame((char) bytes.get(at), bytes, bodyAt, bodyEnd);
        return bodyEnd + 1;
    }

    /** Reads the headers, and returns where the body begins, or {@link #NOWHERE}. */
    private int headers(ByteBuffer bytes, int at, int to) {
        contentLength = NOWHERE;
        ackAt = NOWHERE;
        int line = at;
        for (int i = at; i < to; i++) {
            if (bytes.get(i) == '\n') {
                int end = bytes.get(i - 1) == '\r' ? i - 1 : i;
                if (end == line) {
                    return i + 1;
                }
                header(bytes, line, end);
                line = i + 1;
            }
        }
        return NOWHERE;
    }

    private void header(ByteBuffer bytes, int line, int end) {
        byte letter = bytes.get(line);
        if (letter == 'c' && begins(bytes, line, end, CONTENT_LENGTH)) {
            contentLength = number(bytes, line + CONTENT_LENGTH.length, end);
        } else if (letter == 'a' && begins(bytes, line, end, ACK)) {
            ackAt = line + ACK.length;
            ackEnd = end;
        }
    }

    private int bodyEnd(ByteBuffer bytes, int bodyAt, int to) {
        if (contentLength != NOWHERE) {
            return to - bodyAt > contentLength ? bodyAt + contentLength : NOWHERE;
        }
        for (int i = bodyAt; i < to; i++) {
            if (bytes.get(i) == 0) {
                return i;
            }
        }
        return NOWHERE;
    }

    private static boolean begins(ByteBuffer bytes, int at, int end, byte[] name) {
        if (end - at < name.length) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            if (bytes.get(at + i) != name[i]) {
                return false;
            }
        }
        return true;
    }

    private static int number(ByteBuffer bytes, int at, int end) {
        int number = 0;
        for (int i = at; i < end; i++) {
            number = number * 10 + bytes.get(i) - '0';
        }
        return number;
    }

    private static boolean isLineEnd(byte one) {
        return one == '\n' || one == '\r';
    }
}
