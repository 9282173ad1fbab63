package io.sluice.gateway.cli.bench;

import java.nio.ByteBuffer;

/**
 * What every payload begins with. All integers are big-endian.
 *
 * <pre>
 *   0  run: tells this run's messages from what else is on the topic
 *   4  publisher, counted from 0
 *   8  sequence: the publisher's own count, from 0
 *  16  sentNanos: when it was sent, or, at a fixed rate, when it ought to have been
 * </pre>
 */
final class Stamp {
    static final int BYTES = 24;
    static final int RUN_AT = 0;
    static final int PUBLISHER_AT = 4;
    static final int SEQUENCE_AT = 8;
    static final int SENT_AT = 16;

    private Stamp() {}

    /** A whole payload with the fixed part filled in; behind the stamp stands filler. */
    static byte[] payload(int payloadBytes, int run, int publisher) {
        byte[] payload = new byte[payloadBytes];
        for (int i = BYTES; i < payloadBytes; i++) {
            payload[i] = (byte) ('a' + i % 26);
        }
        ByteBuffer.wrap(payload).putInt(RUN_AT, run).putInt(PUBLISHER_AT, publisher);
        return payload;
    }
}
