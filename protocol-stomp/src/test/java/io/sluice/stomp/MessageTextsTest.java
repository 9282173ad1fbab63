package io.sluice.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.broker.MessageFlags;
import io.sluice.broker.MessageProperties;
import io.sluice.broker.Parcel;
import io.sluice.broker.ParcelBuilder;
import io.sluice.broker.Receipt;
import io.sluice.broker.Stretch;
import io.sluice.broker.Topic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How messages of the other protocol look as headers. */
final class MessageTextsTest {
    private final ByteBuf block = Unpooled.buffer();
    private int leftOut;

    @Test
    void propertiesOfMqttBecomeHeaders() {
        property(MessageProperties.CONTENT_TYPE, "text/plain");
        property(MessageProperties.RESPONSE_TOPIC, "re/x");
        property(MessageProperties.CORRELATION_DATA, "c-1");
        property(MessageProperties.USER_PROPERTY, "b", "2");
        property(MessageProperties.USER_PROPERTY, "b", "1");

        assertThat(text("a/b", 1, StompVersion.V1_2))
                .isEqualTo(
                        """
                        a/b
                        content-type:text/plain
                        reply-to:/topic/re/x
                        correlation-id:c-1
                        b:2
                        b:1
                        persistent:true
                        timestamp:0
                        content-length:4

                        """);
    }

    @Test
    void userPropertiesNamedLikeOurHeadersTravelWithPrefix() {
        property(MessageProperties.USER_PROPERTY, "destination", "1");
        property(MessageProperties.USER_PROPERTY, "message-id", "2");
        property(MessageProperties.USER_PROPERTY, "x-user-ack", "3");
        property(MessageProperties.USER_PROPERTY, "x-user-foo", "4");
        property(MessageProperties.USER_PROPERTY, "id", "5");

        assertThat(text("a", 0, StompVersion.V1_2))
                .contains(
                        """

                        x-user-destination:1
                        x-user-message-id:2
                        x-user-x-user-ack:3
                        x-user-foo:4
                        id:5
                        """);
        for (String name : List.of("destination", "x-user-ack", "x-user-foo", "id")) {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            String header =
                    (UserHeader.needsPrefix(bytes, 0, bytes.length) ? "x-user-" : "") + name;
            assertThat(UserHeader.propertyOf(header)).isEqualTo(name);
        }
    }

    @Test
    void whereDotsPartTheLevelsATopicForRepliesIsWrittenSoToo() {
        property(MessageProperties.RESPONSE_TOPIC, "re/x.y");
        Stretch stretch = stretch("a", 0);

        MessageTexts texts = MessageTexts.of(stretch, StompVersion.V1_2, true, n -> leftOut += n);

        ByteBuf out = Unpooled.buffer();
        texts.write(out, 0, 0);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("\nreply-to:/topic/re.x/y\n");
    }

    @Test
    void correlationDataThatIsNoTextTravelsInBase64() {
        block.writeByte(MessageProperties.CORRELATION_DATA).writeShort(2);
        block.writeByte(0xFF).writeByte(0x00);

        assertThat(text("a", 0, StompVersion.V1_2)).contains("\ncorrelation-id:base64:/wA=\n");
    }

    @Test
    void correlationDataThatLooksLikeBase64IsEncodedToo() {
        property(MessageProperties.CORRELATION_DATA, "base64:x");

        assertThat(text("a", 0, StompVersion.V1_2))
                .contains("\ncorrelation-id:base64:YmFzZTY0Ong=\n");
    }

    @Test
    @Clause("F5")
    void eachVersionEscapesWhatItCanAndLeavesOutTheRest() {
        property(MessageProperties.USER_PROPERTY, "n:m", "1");
        property(MessageProperties.USER_PROPERTY, "lf", "a\nb:\\");
        property(MessageProperties.USER_PROPERTY, "cr", "a\rb");
        property(MessageProperties.USER_PROPERTY, "", "nameless");

        assertThat(text("a", 0, StompVersion.V1_2))
                .contains("a\nn\\cm:1\nlf:a\\nb\\c\\\\\ncr:a\\rb\ntimestamp");
        assertThat(leftOut).isEqualTo(1);
        assertThat(text("a", 0, StompVersion.V1_1)).contains("n\\cm:1\nlf:a\\nb\\c\\\\\ntimestamp");
        assertThat(leftOut).isEqualTo(3);
        assertThat(text("a", 0, StompVersion.V1_0)).startsWith("a\ntimestamp");
        assertThat(leftOut).isEqualTo(7);
    }

    @ParameterizedTest
    @EnumSource(StompVersion.class)
    void topicThatVersionCannotWriteIsNotSayable(StompVersion version) {
        Stretch stretch = stretch("a\r\nb", 0);
        MessageTexts texts = MessageTexts.of(stretch, version, false, count -> leftOut += count);

        assertThat(texts.isSayable(0)).isEqualTo(version == StompVersion.V1_2);
    }

    @Test
    void textsAreMadeOnceForAllSubscribers() {
        property(MessageProperties.USER_PROPERTY, "", "left out");
        Stretch stretch = stretch("a", 0);

        MessageTexts first = MessageTexts.of(stretch, StompVersion.V1_1, false, n -> leftOut += n);
        MessageTexts second = MessageTexts.of(stretch, StompVersion.V1_1, false, n -> leftOut += n);

        assertThat(second).isSameAs(first);
        assertThat(leftOut).isEqualTo(1);
        assertThat(MessageTexts.of(stretch, StompVersion.V1_2, false, n -> leftOut += n))
                .isNotSameAs(first);
    }

    @Test
    void bodiesAreTextIfMarkedOrFoundSo() {
        ParcelBuilder parcel = new ParcelBuilder();
        Topic topic = new Topic(0, "a".getBytes(StandardCharsets.UTF_8));
        List<Integer> bodies = List.of((int) 'x', 0xFF);
        for (int body : bodies) {
            int room = parcel.add(topic, MessageFlags.FROM_MQTT, 0, 1);
            parcel.array()[room] = (byte) body;
        }
        byte[] bytes = parcel.take(false, Receipt.NONE).bytes();

        TextBits bits = TextBits.of(new Stretch(bytes, 0, bytes.length, 2));

        List<Boolean> found = new ArrayList<>();
        found.add(bits.isText(0));
        found.add(bits.isText(1));
        assertThat(found).containsExactly(true, false);
    }

    private String text(String topic, int qos, StompVersion version) {
        MessageTexts texts =
                MessageTexts.of(stretch(topic, qos), version, false, n -> leftOut += n);
        ByteBuf out = Unpooled.buffer();
        texts.write(out, 0, 0);
        return out.toString(StandardCharsets.UTF_8);
    }

    private Stretch stretch(String topicName, int qos) {
        Topic topic = new Topic(0, topicName.getBytes(StandardCharsets.UTF_8));
        ParcelBuilder builder = new ParcelBuilder();
        int length = block.readableBytes();
        int room = builder.add(topic, MessageFlags.FROM_MQTT | qos, length, 4);
        block.getBytes(0, builder.array(), room, length);
        Parcel parcel = builder.take(false, Receipt.NONE);
        return new Stretch(parcel.bytes(), 0, parcel.bytes().length, 1);
    }

    private void property(int kind, String... values) {
        block.writeByte(kind);
        for (String value : values) {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            block.writeShort(bytes.length).writeBytes(bytes);
        }
    }
}
