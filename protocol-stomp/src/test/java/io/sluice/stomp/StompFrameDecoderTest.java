package io.sluice.stomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.stomp.StompCommand;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How bytes become frames. */
final class StompFrameDecoderTest {
    private StompFrameDecoder decoder = loggedIn(StompVersion.V1_2);
    private StompFrameDecoder refusing = decoder;

    @Test
    @Clause({"STOMP-1.2-FRAMES", "F1"})
    void frameIsCommandHeadersBlankLineBodyAndNul() {
        ClientFrame frame = only("SEND\ndestination:/topic/a\nx:1\n\nhello\0");

        assertThat(frame.command()).isEqualTo(StompCommand.SEND);
        assertThat(frame.header("destination")).isEqualTo("/topic/a");
        assertThat(frame.header("x")).isEqualTo("1");
        assertThat(text(frame)).isEqualTo("hello");
    }

    @Test
    @Clause("F1")
    void endsOfLinesAndNulsBetweenFramesAreDropped() {
        List<ClientFrame> frames = all("\n\r\n\0\nABORT\na:b\n\n\0\n\n\r\n\0COMMIT\na:b\n\n\0\n");

        assertThat(frames)
                .extracting(ClientFrame::command)
                .containsExactly(StompCommand.ABORT, StompCommand.COMMIT);
    }

    @ParameterizedTest
    @EnumSource(StompVersion.class)
    @Clause("F2")
    void linesMayEndWithCrLfInAllVersions(StompVersion version) {
        decoder = loggedIn(version);

        ClientFrame frame = only("SEND\r\ndestination:a\r\nb:c\r\n\r\nbody\r\n\0");

        assertThat(frame.header("destination")).isEqualTo("a");
        assertThat(frame.header("b")).isEqualTo("c");
        assertThat(text(frame)).isEqualTo("body\r\n");
    }

    @Test
    @Clause("F2")
    void bareCrInHeaderIsRefusedInOneTwo() {
        assertRefused("SEND\ndestination:a\rb\n\n\0", "CR that no LF follows");
    }

    @ParameterizedTest
    @EnumSource(
            value = StompVersion.class,
            names = {"V1_0", "V1_1"})
    @Clause("F2")
    void bareCrInHeaderStandsForItselfBeforeOneTwo(StompVersion version) {
        decoder = loggedIn(version);

        assertThat(only("SEND\ndestination:a\rb\n\n\0").header("destination")).isEqualTo("a\rb");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"send", "SEN", "SENDX", "MESSAGE", "ERROR", "RECEIPT", "UNKNOWN", " SEND"})
    @Clause("F3")
    void onlyCommandsOfClientsAreTakenByTheLetter(String command) {
        assertRefused(command + "\ndestination:a\n\n\0", "command that clients may send");
    }

    @Test
    @Clause("F3")
    void headerNamesAreCaseSensitive() {
        ClientFrame frame = only("SEND\nDestination:a\ndestination:b\n\n\0");

        assertThat(frame.header("destination")).isEqualTo("b");
        assertThat(frame.header("Destination")).isEqualTo("a");
    }

    @Test
    @Clause("F4")
    void headersAreUtf8OfUpToFourBytes() {
        ClientFrame frame = only("SEND\ndestination:aé€😀\nключ:値\n\n\0");

        assertThat(frame.header("destination")).isEqualTo("aé€😀");
        assertThat(frame.header("ключ")).isEqualTo("値");
    }

    @Test
    @Clause("F4")
    void malformedUtf8InHeaderIsRefused() {
        int[][] malformed = {{0xC3}, {0xC0, 0xAF}, {0xED, 0xA0, 0x80}, {0xF5, 0x80, 0x80, 0x80}};
        for (int[] bytes : malformed) {
            decoder = loggedIn(StompVersion.V1_2);
            ByteBuf in = Unpooled.buffer();
            in.writeBytes("SEND\na:".getBytes(StandardCharsets.US_ASCII));
            for (int b : bytes) {
                in.writeByte(b);
            }
            in.writeBytes("\n\n\0".getBytes(StandardCharsets.US_ASCII));

            assertThatThrownBy(() -> decoder.decode(in))
                    .hasMessageContaining("SEND has the header a that is not valid UTF-8");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = StompVersion.class,
            names = {"V1_1", "V1_2"})
    @Clause("F5")
    void escapesAreUndoneInNamesAndValues(StompVersion version) {
        decoder = loggedIn(version);

        ClientFrame frame = only("SEND\nn\\ca\\nm\\\\e:v\\ca\\nl\\r\\\\\n\n\0");

        assertThat(frame.header("n:a\nm\\e")).isEqualTo("v:a\nl\r\\");
    }

    @Test
    @Clause("F5")
    void oneZeroHasNoEscapes() {
        decoder = loggedIn(StompVersion.V1_0);

        assertThat(only("SEND\na:b\\n\\c\\x\\\n\n\0").header("a")).isEqualTo("b\\n\\c\\x\\");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\t", "\\", "a\\", "\\N", "\\\\\\"})
    @Clause("F5")
    void undefinedEscapeIsRefused(String value) {
        assertRefused("SEND\na:" + value + "\n\n\0", "SEND has the header a with a backslash");
        assertRefused("SEND\n" + value + ":a\n\n\0", "SEND has a header with a backslash");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "STOMP"})
    @Clause({"F5", "F6"})
    void connectHasNoEscapesAndIsSplitAtItsFirstColon(String command) {
        decoder = new StompFrameDecoder(FrameLimits.defaults());

        ClientFrame frame = only(command + "\naccept-version:1.2\npasscode:a\\b:c\\n \n\n\0");

        assertThat(frame.command().name()).isEqualTo(command);
        assertThat(frame.header("passcode")).isEqualTo("a\\b:c\\n ");
    }

    @Test
    @Clause("F7")
    void bareColonInValueIsKept() {
        assertThat(only("SEND\nurl:http://a:1/\n\n\0").header("url")).isEqualTo("http://a:1/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nocolon", ":novalue", " "})
    @Clause("F7")
    void lineWithoutNameOrColonIsRefused(String line) {
        assertRefused("SEND\n" + line + "\n\n\0", "SEND has a header without a ");
    }

    @ParameterizedTest
    @EnumSource(
            value = StompVersion.class,
            names = {"V1_1", "V1_2"})
    @Clause("F8")
    void blanksAroundValuesAreKept(StompVersion version) {
        decoder = loggedIn(version);

        assertThat(only("SEND\na:  b  \n\n\0").header("a")).isEqualTo("  b  ");
    }

    @Test
    @Clause("F8")
    void leadingBlanksAreTrimmedInOneZero() {
        decoder = loggedIn(StompVersion.V1_0);

        assertThat(only("SEND\na:  b \n\n\0").header("a")).isEqualTo("b ");
    }

    @Test
    @Clause("F8")
    void connectIsTrimmedOnlyIfItAcceptsNoVersion() {
        decoder = new StompFrameDecoder(FrameLimits.defaults());

        assertThat(only("CONNECT\nlogin: jo\npasscode: x y\n\n\0").header("login")).isEqualTo("jo");
        assertThat(only("CONNECT\nlogin: jo\naccept-version:1.1\n\n\0").header("login"))
                .isEqualTo(" jo");
    }

    @Test
    @Clause("F9")
    void firstOfRepeatedHeadersCountsAndAllAreKept() {
        ClientFrame frame =
                only("SEND\nfoo:World\nfoo:Hello\ncontent-length:1\n" + "content-length:9\n\nx\0");

        assertThat(frame.header("foo")).isEqualTo("World");
        assertThat(frame.headers().getAllAsString("foo")).containsExactly("World", "Hello");
        assertThat(text(frame)).isEqualTo("x");
    }

    @Test
    @Clause("F10")
    void contentLengthCountsOctetsAndMayTakeInNuls() {
        ClientFrame frame = only("SEND\ndestination:a\ncontent-length:5\n\na\0é\0\0");

        assertThat(frame.content().readableBytes()).isEqualTo(5);
        assertThat(text(frame)).isEqualTo("a\0é\0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "", "-1", "+1", "1.0", " 1", "99999999999", "0x1", "1 "})
    @Clause("F10")
    void contentLengthThatIsNoNumberIsRefused(String length) {
        assertRefused("SEND\ncontent-length:" + length + "\n\nx\0", "content-length");
    }

    @Test
    @Clause("F10")
    void bodyThatDoesNotEndWhereContentLengthSaysIsRefused() {
        assertRefused("SEND\ncontent-length:3\n\nfour\0", "octets and not characters");
    }

    @Test
    @Clause("F10")
    void contentLengthBeyondTheLimitIsRefusedBeforeTheBodyComes() {
        assertRefused("SEND\ncontent-length:1048577\n\n", "longer than 1048576 bytes");
        assertRefused("SEND\ncontent-length:2147483648\n\n", "longer than 1048576 bytes");
    }

    @Test
    @Clause("F11")
    void bodyWithoutLengthEndsAtTheFirstNul() {
        assertThat(all("SEND\na:b\n\none\0SEND\na:b\n\ntwo\0"))
                .extracting(StompFrameDecoderTest::text)
                .containsExactly("one", "two");
    }

    @Test
    @Clause("F11")
    void bodyWithoutLengthIsBounded() {
        decoder.decode(bytes("SEND\na:b\n\n"));
        ByteBuf piece = Unpooled.wrappedBuffer(new byte[64 * 1024]);
        for (int i = 0; i < piece.capacity(); i++) {
            piece.setByte(i, 'x');
        }
        for (int i = 0; i < 16; i++) {
            assertThat(decoder.decode(piece.duplicate())).isEmpty();
        }

        assertThatThrownBy(() -> decoder.decode(piece.duplicate()))
                .hasMessageContaining("longer than 1048576 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SUBSCRIBE", "DISCONNECT", "ACK", "BEGIN", "CONNECT"})
    @Clause("F12")
    void onlySendHasBody(String command) {
        assertRefused(command + "\na:b\n\nbody\0", "only SEND may have");
        assertRefused(command + "\na:b\ncontent-length:4\n\nbody\0", "only SEND may have");
        assertThat(only(command + "\na:b\ncontent-length:0\n\n\0").content().readableBytes())
                .isZero();
    }

    @Test
    @Clause("F14")
    void headersAreBoundedInNumber() {
        String headers = "a:b\n".repeat(100);

        assertThat(only("SEND\n" + headers + "\n\0").headers()).hasSize(100);
        assertRefused("SEND\n" + headers + "c:d\n\n\0", "more than 100 headers");
    }

    @Test
    @Clause("F14")
    void lineIsBoundedBeforeItsEndComes() {
        String value = "x".repeat(16 * 1024 - 2);

        assertThat(only("SEND\na:" + value + "\n\n\0").header("a")).isEqualTo(value);
        assertThat(only("SEND\na:" + value + "\r\n\n\0").header("a")).isEqualTo(value);
        assertRefused("SEND\na:" + value + "xx", "longer than 16384 bytes");
    }

    @Test
    @Clause("F14")
    void crsCountAsBytesOfTheirLine() {
        assertRefused("SEND\na:" + "\r".repeat(20_000), "longer than 16384 bytes");
    }

    @Test
    @Clause("F14")
    void headersAreBoundedInBytes() {
        String line = "a:" + "x".repeat(15_000) + "\n";

        assertRefused("SEND\n" + line.repeat(5), "longer than 65536 bytes");
    }

    @Test
    @Clause("F14")
    void everythingIsBoundedTighterBeforeTheLogin() {
        FrameLimits limits = new FrameLimits(100, 16_384, 65_536, 1 << 20, 2048);
        decoder = new StompFrameDecoder(limits);

        assertThatThrownBy(() -> decoder.decode(bytes("CONNECT\na:" + "x".repeat(2048))))
                .hasMessageContaining("longer than 2048 bytes");
        decoder = new StompFrameDecoder(limits);
        assertThatThrownBy(() -> decoder.decode(bytes("SEND\ncontent-length:2040\n\n")))
                .hasMessageContaining("body of SEND is longer");
    }

    @Test
    @Clause("F14")
    void commandWithoutEndIsRefusedEarly() {
        decoder = new StompFrameDecoder(FrameLimits.defaults());

        assertThatThrownBy(() -> decoder.decode(bytes("GET /index.html HTTP/1.1")))
                .hasMessageContaining("longer than 16 bytes");
    }

    @Test
    void nulInsideHeadersIsRefusedAtOnce() {
        assertRefused("DISCONNECT\nreceipt:1\0", "NUL came before the blank line");
        assertRefused("DISCONNECT\0", "NUL came before the blank line");
    }

    @Test
    @Clause("E1")
    void receiptOfFrameThatCannotBeReadIsKnown() {
        assertRefused("SEND\nreceipt:r-7\nnocolon\n\n\0", "without a colon");
        assertThat(refusing.receiptSoFar()).isEqualTo("r-7");

        only("SEND\nreceipt:old\n\n\0");
        assertThat(decoder.receiptSoFar()).isEmpty();
    }

    private void assertRefused(String frame, String why) {
        refusing = loggedIn(StompVersion.V1_2);
        assertThatThrownBy(() -> refusing.decode(bytes(frame)))
                .isInstanceOf(StompViolation.class)
                .hasMessageContaining(why);
    }

    private ClientFrame only(String frame) {
        List<ClientFrame> frames = all(frame);
        assertThat(frames).hasSize(1);
        return frames.get(0);
    }

    private List<ClientFrame> all(String frames) {
        ByteBuf in = bytes(frames);
        List<ClientFrame> found = new ArrayList<>();
        Optional<ClientFrame> next = decoder.decode(in);
        while (next.isPresent()) {
            found.add(next.get());
            next = decoder.decode(in);
        }
        return found;
    }

    static StompFrameDecoder loggedIn(StompVersion version) {
        StompFrameDecoder decoder = new StompFrameDecoder(FrameLimits.defaults());
        decoder.loggedIn(version);
        return decoder;
    }

    static ByteBuf bytes(String text) {
        return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(ClientFrame frame) {
        return frame.content().toString(StandardCharsets.UTF_8);
    }
}
