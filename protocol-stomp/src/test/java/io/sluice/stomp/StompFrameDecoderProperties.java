package io.sluice.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for all bytes, however they are cut. */
final class StompFrameDecoderProperties {
    private static final String FRAMES =
            "\nSEND\r\ndestination:/topic/a\\cé😀\nfoo:1\nfoo:2\ncontent-length:4\n\na\0b\0\0\n"
                    + "SEND\nx:y\n\n\0\r\n\nSUBSCRIBE\nid:1\ndestination:b\n\n\0"
                    + "SEND\nx:y\n\nto the first NUL\0";

    /** A frame in words, to compare. */
    private record Seen(String command, List<String> headers, String body) {
        static Seen of(ClientFrame frame) {
            List<String> headers = new ArrayList<>();
            frame.headers().forEach(each -> headers.add(each.getKey() + "=" + each.getValue()));
            return new Seen(frame.command().name(), headers, StompFrameDecoderTest.text(frame));
        }
    }

    @Example
    void framesAreTheSameWhereverTheBytesAreCutInThree() {
        byte[] bytes = FRAMES.getBytes(StandardCharsets.UTF_8);
        List<Seen> whole = decode(StompVersion.V1_2, List.of(bytes));
        assertThat(whole).hasSize(4);

        for (int first = 0; first <= bytes.length; first++) {
            for (int second = first; second <= bytes.length; second++) {
                List<byte[]> pieces =
                        List.of(
                                cut(bytes, 0, first),
                                cut(bytes, first, second),
                                cut(bytes, second, bytes.length));
                assertThat(decode(StompVersion.V1_2, pieces)).isEqualTo(whole);
            }
        }
    }

    @Example
    void framesAreTheSameByteByByte() {
        byte[] bytes = FRAMES.getBytes(StandardCharsets.UTF_8);
        List<byte[]> pieces = new ArrayList<>();
        for (int i = 0; i < bytes.length; i++) {
            pieces.add(cut(bytes, i, i + 1));
        }

        assertThat(decode(StompVersion.V1_2, pieces))
                .isEqualTo(decode(StompVersion.V1_2, List.of(bytes)));
    }

    @Property(tries = 300)
    void whatIsWrittenIsRead(
            @ForAll("versions") StompVersion version,
            @ForAll("texts") List<String> values,
            @ForAll byte[] body) {
        List<String> expected = new ArrayList<>();
        ByteBuf out = Unpooled.buffer();
        out.writeBytes("SEND\n".getBytes(StandardCharsets.US_ASCII));
        HeaderWriter writer = new HeaderWriter(version);
        for (int i = 0; i < values.size(); i++) {
            String name = "k" + i + values.get(i).replace(" ", "");
            if (writer.line(out, name, values.get(i))) {
                expected.add(name + "=" + values.get(i));
            }
        }
        String length = "content-length:" + body.length + "\n\n";
        out.writeBytes(length.getBytes(StandardCharsets.US_ASCII)).writeBytes(body).writeByte(0);
        expected.add("content-length=" + body.length);

        ClientFrame frame = StompFrameDecoderTest.loggedIn(version).decode(out).orElseThrow();

        assertThat(Seen.of(frame).headers()).isEqualTo(expected);
        byte[] read = new byte[frame.content().readableBytes()];
        frame.content().getBytes(frame.content().readerIndex(), read);
        assertThat(read).isEqualTo(body);
    }

    @Property(tries = 500)
    void anyBytesAreFramesOrViolationsAndNothingElse(
            @ForAll("noise") byte[] bytes, @ForAll("versions") StompVersion version) {
        StompFrameDecoder decoder = StompFrameDecoderTest.loggedIn(version);
        ByteBuf in = Unpooled.wrappedBuffer(bytes);

        boolean ended = false;
        try {
            while (decoder.decode(in).isPresent()) {
                ended = false;
            }
            ended = !in.isReadable();
        } catch (StompViolation violation) {
            ended = !violation.error().sentence().isEmpty();
        }

        assertThat(ended).isTrue();
    }

    @Example
    void workIsLinearInTheInputHoweverItDrips() {
        String header = "SEND\n" + ("h:" + "x".repeat(600) + "\n").repeat(90);
        String counted = header + "content-length:900000\n\n" + "b".repeat(900_000) + "\0";
        String open = header + "\n" + "b".repeat(900_000) + "\0";

        for (String frame : List.of(counted, open, "\n".repeat(900_000), "\0".repeat(900_000))) {
            byte[] bytes = frame.getBytes(StandardCharsets.US_ASCII);
            assertThat(stepsFor(bytes, 1)).isLessThan(4L * bytes.length + 1000);
            assertThat(stepsFor(bytes, 7)).isLessThan(4L * bytes.length + 1000);
            assertThat(stepsFor(bytes, bytes.length)).isLessThan(4L * bytes.length + 1000);
        }
    }

    @Provide
    Arbitrary<StompVersion> versions() {
        return Arbitraries.of(StompVersion.class);
    }

    @Provide
    Arbitrary<List<String>> texts() {
        // what 1.0 trims it cannot say either: leading blanks
        return Arbitraries.strings()
                .withChars('a', ':', '\\', '\n', '\r', 'é', '€', 'n', 'c', ';')
                .withCharRange('A', 'F')
                .ofMaxLength(12)
                .list()
                .ofMaxSize(8);
    }

    @Provide
    Arbitrary<byte[]> noise() {
        Arbitrary<String> words =
                Arbitraries.of(
                        "SEND", "ACK", "\n", "\r\n", "\0", ":", "\\", "content-length:", "3", "a");
        Arbitrary<byte[]> raw = Arbitraries.bytes().array(byte[].class).ofMaxSize(40);
        Arbitrary<byte[]> likely =
                words.list()
                        .ofMaxSize(40)
                        .map(list -> String.join("", list).getBytes(StandardCharsets.UTF_8));
        return Combinators.combine(likely, raw).as((one, two) -> join(one, two, one));
    }

    private static byte[] join(byte[]... parts) {
        ByteBuf all = Unpooled.buffer();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        byte[] joined = new byte[all.readableBytes()];
        all.readBytes(joined);
        return joined;
    }

    private static List<Seen> decode(StompVersion version, List<byte[]> pieces) {
        StompFrameDecoder decoder = StompFrameDecoderTest.loggedIn(version);
        List<Seen> seen = new ArrayList<>();
        for (byte[] piece : pieces) {
            ByteBuf in = Unpooled.wrappedBuffer(piece);
            Optional<ClientFrame> frame = decoder.decode(in);
            while (frame.isPresent()) {
                seen.add(Seen.of(frame.get()));
                frame = decoder.decode(in);
            }
            assertThat(in.isReadable()).isFalse();
        }
        return seen;
    }

    private static byte[] cut(byte[] bytes, int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    /** Bytes that the decoder looked at or copied, when fed so many at a time. */
    private static long stepsFor(byte[] bytes, int pieceBytes) {
        StompFrameDecoder decoder = StompFrameDecoderTest.loggedIn(StompVersion.V1_2);
        CountingBuf in = new CountingBuf(pieceBytes);
        for (int at = 0; at < bytes.length; at += pieceBytes) {
            in.clear();
            in.writeBytes(bytes, at, Math.min(pieceBytes, bytes.length - at));
            while (decoder.decode(in).isPresent()) {
                assertThat(in.readerIndex()).isPositive();
            }
        }
        return in.steps;
    }

    /** Counts every byte that is read out of it. */
    private static final class CountingBuf extends UnpooledHeapByteBuf {
        private long steps;

        CountingBuf(int bytes) {
            super(UnpooledByteBufAllocator.DEFAULT, bytes, bytes);
        }

        @Override
        protected byte _getByte(int index) {
            steps++;
            return super._getByte(index);
        }

        @Override
        public byte getByte(int index) {
            steps++;
            return super.getByte(index);
        }

        @Override
        protected long _getLong(int index) {
            steps += 8;
            return super._getLong(index);
        }

        @Override
        protected long _getLongLE(int index) {
            steps += 8;
            return super._getLongLE(index);
        }

        @Override
        protected int _getInt(int index) {
            steps += 4;
            return super._getInt(index);
        }

        @Override
        protected int _getIntLE(int index) {
            steps += 4;
            return super._getIntLE(index);
        }

        @Override
        public int indexOf(int from, int to, byte value) {
            int found = super.indexOf(from, to, value);
            steps += (found < 0 ? to : found) - from;
            return found;
        }

        @Override
        public ByteBuf getBytes(int index, byte[] target, int at, int length) {
            steps += length;
            return super.getBytes(index, target, at, length);
        }
    }
}
