package io.sluice.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** Which bytes are text, against the JDK's own decoder. */
final class Utf8TextTest {
    @Property(tries = 2000)
    void sameAsTheDecoderOfTheJdk(@ForAll @Size(max = 24) byte[] bytes) {
        assertThat(Utf8Text.isValid(bytes, 0, bytes.length)).isEqualTo(isText(bytes));
    }

    @Property(tries = 500)
    void everyStringWithoutLoneSurrogatesIsText(@ForAll String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

        assertThat(Utf8Text.isValid(bytes, 0, bytes.length)).isTrue();
    }

    @Example
    void everyPairOfFirstBytesIsJudgedAlike() {
        for (int first = 0x80; first < 0x100; first++) {
            for (int second = 0; second < 0x100; second++) {
                byte[] bytes = {(byte) first, (byte) second, (byte) 0x80, (byte) 0x80};
                for (int length = 1; length <= 4; length++) {
                    byte[] cut = java.util.Arrays.copyOf(bytes, length);
                    assertThat(Utf8Text.isValid(cut, 0, length)).isEqualTo(isText(cut));
                }
            }
        }
    }

    private static boolean isText(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).limit() >= 0;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
