package io.sluice.stomp;

import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * The name of one message on its way to one subscription: {@code 4711-2-17}. Stands in {@code
 * message-id} and in {@code ack}.
 *
 * @param offset of the message in the log, by which it is found again
 * @param subscription which of the connection's subscriptions, counted from 1
 * @param sequence which of that subscription's deliveries, counted from 1
 */
record MessageId(long offset, int subscription, long sequence) {
    private static final int DIGITS_MAX = 19;

    /** The longest one, in bytes. */
    static final int BYTES_MAX = 3 * DIGITS_MAX + 2;

    static Optional<MessageId> parse(String text) {
        int first = text.indexOf('-');
        int second = text.indexOf('-', first + 1);
        if (first <= 0 || second < 0) {
            return Optional.empty();
        }
        long offset = number(text, 0, first);
        long subscription = number(text, first + 1, second);
        long sequence = number(text, second + 1, text.length());
        if (offset < 0 || subscription < 0 || subscription > Integer.MAX_VALUE || sequence < 0) {
            return Optional.empty();
        }
        return Optional.of(new MessageId(offset, (int) subscription, sequence));
    }

    /** Writes one without making it. */
    static void write(ByteBuf out, long offset, int subscription, long sequence) {
        writeNumber(out, offset);
        out.writeByte('-');
        writeNumber(out, subscription);
        out.writeByte('-');
        writeNumber(out, sequence);
    }

    /** Writes a number, not negative, in decimal digits. */
    static void writeNumber(ByteBuf out, long number) {
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        int end = out.ensureWritable(digits).writerIndex() + digits;
        long rest = number;
        for (int at = end - 1; at >= end - digits; at--) {
            out.setByte(at, (int) ('0' + rest % 10));
            rest /= 10;
        }
        out.writerIndex(end);
    }

    private static long number(String text, int from, int to) {
        if (to - from < 1 || to - from > DIGITS_MAX - 1) {
            return -1;
        }
        long number = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = number * 10 + (c - '0');
        }
        return number;
    }
}
