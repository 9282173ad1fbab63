package io.sluice.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes record images to append, and says again what was read. */
final class Records {
    private static final byte[] TOPIC = "plant/1/temperature".getBytes(UTF_8);

    /** A message with this text, flags 0. */
    static byte[] message(String text) {
        return message(text.getBytes(UTF_8), 0);
    }

    static byte[] message(byte[] payload, int flags) {
        return record(RecordType.PUBLISH, payload, flags);
    }

    static byte[] record(int type, byte[] payload, int flags) {
        int length = RecordLayout.HEADER_BYTES + TOPIC.length + payload.length;
        byte[] bytes = new byte[RecordLayout.aligned(length)];
        RecordLayout.writeHeader(bytes, 0, length, type, flags, TOPIC.length, 0);
        System.arraycopy(TOPIC, 0, bytes, RecordLayout.topicAt(0), TOPIC.length);
        System.arraycopy(payload, 0, bytes, RecordLayout.payloadAt(bytes, 0), payload.length);
        return bytes;
    }

    /** Several messages back to back. */
    static byte[] messages(String... texts) {
        return joined(Arrays.stream(texts).map(Records::message).toList());
    }

    /** Several messages that count only all together. */
    static byte[] group(String... texts) {
        List<byte[]> images = new ArrayList<>();
        for (int i = 0; i < texts.length; i++) {
            int end = i == texts.length - 1 ? RecordLayout.FLAG_GROUP_END : 0;
            images.add(message(texts[i].getBytes(UTF_8), RecordLayout.FLAG_GROUPED | end));
        }
        return joined(images);
    }

    static byte[] joined(List<byte[]> images) {
        int bytes = images.stream().mapToInt(image -> image.length).sum();
        byte[] all = new byte[bytes];
        int at = 0;
        for (byte[] image : images) {
            System.arraycopy(image, 0, all, at, image.length);
            at += image.length;
        }
        return all;
    }

    /** Appends each text as an array of its own. */
    static void append(CommitLog log, String... texts) throws IOException {
        for (String text : texts) {
            log.append(message(text), 1);
        }
    }

    /** Each message from an offset to the end, as "offset=text". */
    static List<String> read(CommitLog log, long from) throws IOException {
        try (LogReader reader = log.reader()) {
            List<String> found = new ArrayList<>();
            long at = from;
            while (at < log.endOffset()) {
                LogChunk chunk = reader.read(at, 1 << 20);
                addTo(found, chunk);
                at = chunk.endOffset();
            }
            return found;
        }
    }

    /** The texts of all messages that the log holds. */
    static List<String> texts(CommitLog log) throws IOException {
        return read(log, log.firstOffset()).stream()
                .map(line -> line.substring(line.indexOf('=') + 1))
                .toList();
    }

    private static void addTo(List<String> found, LogChunk chunk) {
        byte[] bytes = chunk.bytes();
        for (int at = chunk.from(); at < chunk.to(); at = RecordLayout.next(bytes, at)) {
            if (RecordType.takesOffset(RecordLayout.type(bytes, at))) {
                found.add(RecordLayout.offset(bytes, at) + "=" + text(bytes, at));
            }
        }
    }

    static String text(byte[] bytes, int at) {
        return new String(
                bytes,
                RecordLayout.payloadAt(bytes, at),
                RecordLayout.payloadBytes(bytes, at),
                UTF_8);
    }

    private Records() {}
}
