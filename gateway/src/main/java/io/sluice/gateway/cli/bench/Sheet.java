package io.sluice.gateway.cli.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;

/**
 * Many copies of one publisher's packet in a row, prepared beforehand: sending a batch is one copy
 * of the sheet, and a few bytes written into each packet.
 */
final class Sheet {
    private static final int NOWHERE = -1;
    private static final int PACKET_IDS = 65_535;

    /**
     * One packet, with what changes from message to message left open.
     *
     * @param bytes the packet
     * @param payloadAt where the payload, and with it the {@link Stamp}, begins
     * @param packetIdAt where MQTT's packet identifier stands, or -1
     * @param topicDigitsAt where the topic's number stands in decimal digits, or -1
     * @param receiptDigitsAt where the receipt's number stands in decimal digits, or -1
     */
    record Form(
            byte[] bytes, int payloadAt, int packetIdAt, int topicDigitsAt, int receiptDigitsAt) {
        static final int TOPIC_DIGITS = 7;
        static final int RECEIPT_DIGITS = 12;
    }

    private final Form form;
    private final int formBytes;
    private final int count;
    private final int topics;
    private final ByteBuf copies;

    /**
     * @param sheetBytes about how long one batch may be
     * @param topics how many topics the publisher goes round
     */
    Sheet(Form form, int sheetBytes, int topics) {
        this.form = form;
        this.topics = topics;
        formBytes = form.bytes().length;
        count = Math.max(1, sheetBytes / formBytes);
        copies = Unpooled.directBuffer(count * formBytes);
        for (int i = 0; i < count; i++) {
            copies.writeBytes(form.bytes());
        }
    }

    /** How many messages one batch holds at most. */
    int count() {
        return count;
    }

    /** A buffer with {@code messages} packets, the first of them with sequence {@code first}. */
    ByteBuf fill(ByteBufAllocator allocator, int messages, long first, Pace pace, long nowNanos) {
        int length = messages * formBytes;
        ByteBuf batch = allocator.directBuffer(length);
        batch.writeBytes(copies, 0, length);
        boolean open = pace.isOpen();
        int at = form.payloadAt();
        for (long sequence = first; sequence < first + messages; sequence++) {
            batch.setLong(at + Stamp.SEQUENCE_AT, sequence);
            batch.setLong(at + Stamp.SENT_AT, open ? pace.momentOf(sequence) : nowNanos);
            at += formBytes;
        }
        fillRest(batch, messages, first);
        return batch;
    }

    static int packetIdOf(long sequence) {
        return (int) (sequence % PACKET_IDS) + 1;
    }

    void release() {
        copies.release();
    }

    private void fillRest(ByteBuf batch, int messages, long first) {
        for (int i = 0; i < messages && form.packetIdAt() != NOWHERE; i++) {
            batch.setShort(i * formBytes + form.packetIdAt(), packetIdOf(first + i));
        }
        for (int i = 0; i < messages && form.topicDigitsAt() != NOWHERE; i++) {
            int at = i * formBytes + form.topicDigitsAt();
            digits(batch, at, Form.TOPIC_DIGITS, (first + i) % topics);
        }
        for (int i = 0; i < messages && form.receiptDigitsAt() != NOWHERE; i++) {
            int at = i * formBytes + form.receiptDigitsAt();
            digits(batch, at, Form.RECEIPT_DIGITS, first + i);
        }
    }

    private static void digits(ByteBuf batch, int at, int digits, long number) {
        long rest = number;
        for (int i = digits - 1; i >= 0; i--) {
            batch.setByte(at + i, (int) ('0' + rest % 10));
            rest /= 10;
        }
    }
}
