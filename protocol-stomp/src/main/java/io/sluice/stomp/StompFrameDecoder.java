package io.sluice.stomp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.stomp.DefaultStompHeaders;
import io.netty.handler.codec.stomp.StompCommand;
import io.netty.handler.codec.stomp.StompHeaders;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Makes frames of a stream of bytes, however it is cut into pieces. Every byte is taken as it
 * comes, so the work is linear in the input and only the part of one frame is held, within {@link
 * FrameLimits}. What it cannot read is a {@link StompViolation}; then it must not be used again.
 *
 * <p>Between frames, ends of lines (heart-beats) and NULs are dropped. A line ends with LF or CR LF
 * in every version.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class StompFrameDecoder {
    private static final Map<String, StompCommand> COMMANDS = commandsOfClients();
    private static final int COMMAND_BYTES_MAX = 16;
    private static final int FIRST_PART_BYTES = 4096;
    private static final byte[] NOTHING = new byte[0];

    private enum Part {
        COMMAND,
        HEADERS,
        BODY_TO_NUL,
        BODY_COUNTED
    }

    private final FrameLimits limits;
    private final LineReader line = new LineReader();
    private HeaderLine.Rule sessionRule = HeaderLine.Rule.RAW;
    private boolean loggedIn;

    private Part part = Part.COMMAND;
    private StompCommand command = StompCommand.UNKNOWN;
    private HeaderLine.Rule rule = HeaderLine.Rule.RAW;
    private StompHeaders headers = new DefaultStompHeaders();
    private int headerCount;
    private int headerBytes;
    private int bodyLength;
    private byte[] body = NOTHING;
    private int bodyBytes;

    StompFrameDecoder(FrameLimits limits) {
        this.limits = limits;
    }

    /** The client is let in: its headers are read by this version's rules from now on. */
    void loggedIn(StompVersion version) {
        sessionRule = HeaderLine.Rule.of(version);
        loggedIn = true;
    }

    /**
     * Takes bytes until a frame is whole or none are left.
     *
     * @return a frame whose content is good only until the next call, and as long as {@code in} is
     */
    Optional<ClientFrame> decode(ByteBuf in) {
        while (in.isReadable()) {
            switch (part) {
                case COMMAND -> readCommand(in);
                case HEADERS -> readHeaderLine(in);
                case BODY_TO_NUL, BODY_COUNTED -> {
                    int length = part == Part.BODY_COUNTED ? bodyLength : lengthToNul(in);
                    if (readBody(in, length)) {
                        return Optional.of(frame(in, length));
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** The receipt asked for by the frame that could not be read; empty if none was. */
    String receiptSoFar() {
        String receipt = headers.getAsString(HeaderName.RECEIPT);
        return receipt == null ? "" : receipt;
    }

    private void readCommand(ByteBuf in) {
        if (line.isAtStart() && skipNoise(in)) {
            return;
        }
        if (!line.read(in, COMMAND_BYTES_MAX, StompCommand.UNKNOWN)) {
            return;
        }
        String word = new String(line.bytes(), 0, line.length(), StandardCharsets.ISO_8859_1);
        command = COMMANDS.getOrDefault(word, StompCommand.UNKNOWN);
        if (command == StompCommand.UNKNOWN) {
            throw StompViolation.of(
                    "unknown command",
                    StompViolation.plain(word).orElse("What a frame begins with")
                            + " is no command that clients may send.");
        }
        boolean connects = command == StompCommand.CONNECT || command == StompCommand.STOMP;
        rule = connects ? HeaderLine.Rule.RAW : sessionRule;
        headerCount = 0;
        headerBytes = line.length() + 1;
        part = Part.HEADERS;
    }

    /** Drops heart-beats and NULs; whether there was nothing else. */
    private static boolean skipNoise(ByteBuf in) {
        int at = in.readerIndex();
        int end = in.writerIndex();
        while (at < end && isNoise(in.getByte(at))) {
            at++;
        }
        in.readerIndex(at);
        return at == end;
    }

    private static boolean isNoise(byte b) {
        return b == '\n' || b == '\r' || b == 0;
    }

    private void readHeaderLine(ByteBuf in) {
        int before = in.readerIndex();
        boolean whole = line.read(in, limits.headerLineBytesMax(), command);
        headerBytes += in.readerIndex() - before;
        int bytesMax = loggedIn ? limits.headerBytesMax() : limits.beforeLoginBytesMax();
        if (headerBytes > bytesMax) {
            throw StompViolation.of(
                    "headers too long",
                    "The headers of " + command + " are longer than " + bytesMax + " bytes.");
        }
        if (!whole) {
            return;
        }
        if (line.length() == 0) {
            beginBody();
        } else if (++headerCount > limits.headersMax()) {
            throw StompViolation.of(
                    "too many headers",
                    command + " has more than " + limits.headersMax() + " headers.");
        } else {
            HeaderLine header = HeaderLine.parse(command, line.bytes(), line.length(), rule);
            headers.add(header.name(), header.value());
        }
    }

    private void beginBody() {
        trimIfVersionOne();
        String length = headers.getAsString(HeaderName.CONTENT_LENGTH);
        bodyBytes = 0;
        part = length == null ? Part.BODY_TO_NUL : Part.BODY_COUNTED;
        bodyLength = length == null ? 0 : contentLength(length);
        requireFits(bodyLength);
    }

    /** A CONNECT that accepts no version is of version 1.0, whose examples pad values. */
    private void trimIfVersionOne() {
        if (rule != HeaderLine.Rule.RAW || headers.contains(HeaderName.ACCEPT_VERSION)) {
            return;
        }
        StompHeaders trimmed = new DefaultStompHeaders();
        for (var header : headers) {
            trimmed.add(header.getKey(), header.getValue().toString().stripLeading());
        }
        headers = trimmed;
    }

    private int contentLength(String text) {
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9' || i == 10) {
                length = -1;
                break;
            }
            length = (int) Math.min(length * 10L + (c - '0'), Integer.MAX_VALUE);
        }
        if (length < 0 || text.isEmpty()) {
            throw StompViolation.of(
                    "bad content-length", "content-length of " + command + " is not a number.");
        }
        return length;
    }

    /** How long the body is if its NUL is in {@code in}, else how long it is at least. */
    private int lengthToNul(ByteBuf in) {
        int nul = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) 0);
        if (nul < 0) {
            requireFits(bodyBytes + in.readableBytes());
            return bodyBytes + in.readableBytes();
        }
        int length = bodyBytes + nul - in.readerIndex();
        requireFits(length);
        return length;
    }

    private void requireFits(int length) {
        if (length > 0 && command != StompCommand.SEND) {
            throw StompViolation.of(
                    "body not allowed", command + " has a body, which only SEND may have.");
        }
        int room = loggedIn ? limits.bodyBytesMax() : limits.beforeLoginBytesMax() - headerBytes;
        if (length > room) {
            throw StompViolation.of(
                    "body too long",
                    "The body of " + command + " is longer than " + room + " bytes.");
        }
    }

    /**
     * Whether the body and its NUL are here. If they are not, what is here of the body is put away;
     * if they are, and nothing was put away before, the body still lies in {@code in}.
     */
    private boolean readBody(ByteBuf in, int length) {
        int missing = length - bodyBytes;
        if (in.readableBytes() > missing) {
            if (in.getByte(in.readerIndex() + missing) != 0) {
                throw StompViolation.of(
                        "no NUL after the body",
                        "The body of "
                                + command
                                + " does not end where content-length says, which counts octets"
                                + " and not characters.");
            }
            return true;
        }
        putAway(in, in.readableBytes(), length);
        return false;
    }

    private void putAway(ByteBuf in, int count, int length) {
        if (count > body.length - bodyBytes) {
            int room = Math.max(bodyBytes + count, Math.max(2 * body.length, FIRST_PART_BYTES));
            int useful = part == Part.BODY_COUNTED ? Math.min(room, length) : room;
            body = Arrays.copyOf(body, useful);
        }
        in.readBytes(body, bodyBytes, count);
        bodyBytes += count;
    }

    private ClientFrame frame(ByteBuf in, int length) {
        ByteBuf content;
        if (bodyBytes == 0) {
            content = length == 0 ? Unpooled.EMPTY_BUFFER : in.readSlice(length);
        } else {
            putAway(in, length - bodyBytes, length);
            content = Unpooled.wrappedBuffer(body, 0, length);
        }
        in.skipBytes(1);
        ClientFrame frame = new ClientFrame(command, headers, content);
        reset();
        return frame;
    }

    private void reset() {
        part = Part.COMMAND;
        headers = new DefaultStompHeaders();
        body = NOTHING;
        bodyBytes = 0;
    }

    private static Map<String, StompCommand> commandsOfClients() {
        return Map.ofEntries(
                entry(StompCommand.CONNECT),
                entry(StompCommand.STOMP),
                entry(StompCommand.SEND),
                entry(StompCommand.SUBSCRIBE),
                entry(StompCommand.UNSUBSCRIBE),
                entry(StompCommand.ACK),
                entry(StompCommand.NACK),
                entry(StompCommand.BEGIN),
                entry(StompCommand.COMMIT),
                entry(StompCommand.ABORT),
                entry(StompCommand.DISCONNECT));
    }

    private static Map.Entry<String, StompCommand> entry(StompCommand command) {
        return Map.entry(command.name(), command);
    }
}
