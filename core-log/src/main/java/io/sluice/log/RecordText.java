package io.sluice.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;

/**
 * Says each record in a line: offset, time, type, flags, topic name, bytes of properties and
 * payload, and the payload if it is asked for: as text if it is known to be that and no character
 * of it would disturb a terminal, else in hexadecimal.
 */
public final class RecordText implements RecordVisitor {
    private final Appendable out;
    private final boolean withPayload;

    public RecordText(Appendable out, boolean withPayload) {
        this.out = out;
        this.withPayload = withPayload;
    }

    @Override
    public void visit(Path file, int position, byte[] bytes, int at) throws IOException {
        int type = RecordLayout.type(bytes, at);
        out.append(Long.toString(RecordLayout.offset(bytes, at)))
                .append('\t')
                .append(Instant.ofEpochMilli(RecordLayout.storeTimeMs(bytes, at)).toString())
                .append('\t')
                .append(RecordType.name(type))
                .append('\t')
                .append(flags(RecordLayout.flags(bytes, at)));
        if (type == RecordType.BATCH_END) {
            out.append("\tdurable-end=").append(Long.toString(BatchEnd.durableEnd(bytes, at)));
        } else if (type != RecordType.PAD) {
            body(bytes, at);
        }
        out.append('\n');
    }

    private void body(byte[] bytes, int at) throws IOException {
        int topicAt = RecordLayout.topicAt(at);
        int payloadAt = RecordLayout.payloadAt(bytes, at);
        int payloadBytes = RecordLayout.payloadBytes(bytes, at);
        out.append('\t')
                .append(
                        harmless(
                                new String(
                                        bytes, topicAt, RecordLayout.topicBytes(bytes, at), UTF_8)))
                .append("\tproperties=")
                .append(Integer.toString(RecordLayout.propertiesBytes(bytes, at)))
                .append("\tpayload=")
                .append(Integer.toString(payloadBytes));
        if (withPayload) {
            boolean text = (RecordLayout.flags(bytes, at) & RecordLayout.FLAG_BODY_UTF8) != 0;
            out.append('\t')
                    .append(
                            text
                                    ? harmless(new String(bytes, payloadAt, payloadBytes, UTF_8))
                                    : HexFormat.of()
                                            .formatHex(bytes, payloadAt, payloadAt + payloadBytes));
        }
    }

    private static String flags(int flags) {
        StringBuilder said = new StringBuilder("qos").append(flags & RecordLayout.FLAG_QOS);
        say(said, flags, RecordLayout.FLAG_RETAIN, ",retain");
        say(said, flags, RecordLayout.FLAG_GROUPED, ",grouped");
        say(said, flags, RecordLayout.FLAG_GROUP_END, ",group-end");
        say(said, flags, RecordLayout.FLAG_BODY_UTF8, ",text");
        say(said, flags, RecordLayout.ORIGIN_MQTT, ",mqtt");
        say(said, flags, RecordLayout.ORIGIN_STOMP, ",stomp");
        say(said, flags, RecordLayout.FLAG_EXPIRES, ",expires");
        say(said, flags, RecordLayout.FLAG_WILL, ",will");
        say(said, flags, RecordLayout.FLAG_DELAYED, ",delayed");
        return said.toString();
    }

    private static void say(StringBuilder said, int flags, int flag, String name) {
        if ((flags & flag) != 0) {
            said.append(name);
        }
    }

    private static String harmless(String text) {
        StringBuilder said = new StringBuilder(text.length());
        text.codePoints()
                .forEach(
                        one -> {
                            if (Character.isISOControl(one) || one == '\\') {
                                said.append("\\u%04x".formatted(one));
                            } else {
                                said.appendCodePoint(one);
                            }
                        });
        return said.toString();
    }
}
