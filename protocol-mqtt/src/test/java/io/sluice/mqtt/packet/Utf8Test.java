package io.sluice.mqtt.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.mqtt.Clause;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What is text, held against the JDK's strict decoder. */
@Clause({"MQTT-1.5.4-1", "MQTT-1.5.4-2"})
final class Utf8Test {
    @Property(tries = 3000)
    void agreesWithTheJdk(@ForAll @Size(max = 24) byte[] bytes) {
        assertThat(Utf8.isText(Unpooled.wrappedBuffer(bytes), 0, bytes.length))
                .isEqualTo(jdkTakes(bytes));
    }

    @Property(tries = 500)
    void takesAllThatTheJdkWrites(@ForAll String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteBuf in = Unpooled.wrappedBuffer(bytes);

        assertThat(Utf8.isText(in, 0, bytes.length)).isTrue();
        assertThat(Utf8.isString(in, 0, bytes.length)).isEqualTo(text.indexOf(0) < 0);
    }

    @Test
    void everyPairAndEveryTripleWithAnExoticLeadAgrees() {
        for (int first = 0; first < 256; first++) {
            for (int second = 0; second < 256; second++) {
                check((byte) first, (byte) second);
                check((byte) first, (byte) second, (byte) 0x80);
                check((byte) first, (byte) second, (byte) 0xBF, (byte) 0x80);
                check((byte) first, (byte) second, (byte) 0x80, (byte) 0x7F);
            }
        }
    }

    private static void check(byte... bytes) {
        boolean taken = Utf8.isText(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
        if (taken != jdkTakes(bytes)) {
            assertThat(taken).as(java.util.Arrays.toString(bytes)).isEqualTo(!taken);
        }
    }

    private static boolean jdkTakes(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
