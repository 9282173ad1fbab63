package io.sluice.mqtt.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.util.AttributeKey;
import io.sluice.broker.MessageFlags;
import io.sluice.broker.MessageView;
import io.sluice.broker.RecordedMessages;
import io.sluice.broker.Stretch;
import io.sluice.mqtt.Clause;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What we read and write, held against Netty's codec as somebody else's opinion. */
@Clause({"MQTT-3.3.2-18", "MQTT-3.1.3-10"})
final class RoundTripTest {
    private static final AttributeKey<MqttVersion> VERSION =
            AttributeKey.valueOf("NETTY_CODEC_MQTT_VERSION");

    @Property(tries = 300)
    void publishThatNettyWroteIsReadAsItWas(
            @ForAll("names") String topic,
            @ForAll @Size(max = 300) byte[] payload,
            @ForAll @IntRange(max = 2) int qos,
            @ForAll boolean retain,
            @ForAll boolean is5,
            @ForAll("names") String key,
            @ForAll("names") String value) {
        MqttProperties properties = new MqttProperties();
        properties.add(
                new MqttProperties.IntegerProperty(
                        MqttProperties.PUBLICATION_EXPIRY_INTERVAL, payload.length));
        properties.add(new MqttProperties.UserProperty(key, value));
        properties.add(new MqttProperties.UserProperty(value, key));
        MqttMessage packet =
                new MqttPublishMessage(
                        new MqttFixedHeader(
                                MqttMessageType.PUBLISH, false, MqttQoS.valueOf(qos), retain, 0),
                        new MqttPublishVariableHeader(
                                topic, 77, is5 ? properties : MqttProperties.NO_PROPERTIES),
                        Unpooled.copiedBuffer(payload));

        Split split = split(encode(packet, is5));
        PublishView view = new PublishView();
        view.on(split.first, split.body, 0, split.body.readableBytes(), is5);

        assertThat(view.qos()).isEqualTo(qos);
        assertThat(view.isRetain()).isEqualTo(retain);
        assertThat(view.packetId()).isEqualTo(qos == 0 ? 0 : 77);
        assertThat(split.body.toString(view.topicAt(), view.topicBytes(), StandardCharsets.UTF_8))
                .isEqualTo(topic);
        byte[] read = new byte[view.payloadBytes()];
        view.copyPayload(read, 0);
        assertThat(read).isEqualTo(payload);
        assertThat(view.expirySeconds()).isEqualTo(is5 ? payload.length : -1);
        byte[] block = new byte[view.blockBytes()];
        view.copyBlock(block, 0);
        assertThat(block).isEqualTo(is5 ? userProperties(key, value, value, key) : new byte[0]);
        split.body.release();
    }

    @Property(tries = 300)
    void publishThatWeWroteIsReadByNetty(
            @ForAll("names") String topic,
            @ForAll @Size(max = 20_000) byte[] payload,
            @ForAll @IntRange(max = 2) int qos,
            @ForAll boolean is5,
            @ForAll @Size(max = 3) List<@IntRange(min = 1, max = 268_435_455) Integer> identifiers,
            @ForAll("names") String key) {
        Stretch stretch =
                new RecordedMessages(0, 0)
                        .to(topic)
                        .with(userProperties(key, topic))
                        .add(MessageFlags.BODY_UTF8, payload)
                        .stretch();
        PublishEncoder encoder = new PublishEncoder(is5);
        Scratch scratch = new Scratch();
        MessageView message = new MessageView().on(stretch.bytes(), 0);

        int[] ids = identifiers.stream().mapToInt(i -> i).toArray();
        int length = encoder.measure(message, qos, ids, 42);
        encoder.write(scratch, qos > 0, true, 999);
        ByteBuf out = Unpooled.buffer();
        scratch.drainTo(out);
        if (!encoder.isSmall()) {
            out.writeBytes(message.bytes(), message.payloadAt(), message.payloadBytes());
        }

        assertThat(out.readableBytes()).isEqualTo(length);
        MqttPublishMessage read = (MqttPublishMessage) decode(out, is5);
        assertThat(read.decoderResult().isSuccess()).isTrue();
        assertThat(read.variableHeader().topicName()).isEqualTo(topic);
        assertThat(read.fixedHeader().qosLevel().value()).isEqualTo(qos);
        assertThat(read.fixedHeader().isDup()).isEqualTo(qos > 0);
        assertThat(read.fixedHeader().isRetain()).isTrue();
        byte[] got = new byte[read.payload().readableBytes()];
        read.payload().readBytes(got);
        assertThat(got).isEqualTo(payload);
        if (is5) {
            MqttProperties properties = read.variableHeader().properties();
            assertThat(number(properties, MqttProperties.PUBLICATION_EXPIRY_INTERVAL))
                    .isEqualTo(42);
            assertThat(number(properties, MqttProperties.PAYLOAD_FORMAT_INDICATOR)).isEqualTo(1);
            List<Integer> told = new ArrayList<>();
            properties
                    .getProperties(MqttProperties.SUBSCRIPTION_IDENTIFIER)
                    .forEach(one -> told.add((Integer) one.value()));
            assertThat(told).isEqualTo(identifiers);
        }
        read.release();
    }

    @Property(tries = 200)
    void connectThatNettyWroteIsReadAsItWas(
            @ForAll("names") String clientId,
            @ForAll("names") String user,
            @ForAll @Size(max = 50) byte[] password,
            @ForAll @IntRange(max = 65_535) int keepAlive,
            @ForAll @IntRange(max = 2) int willQos,
            @ForAll boolean clean,
            @ForAll boolean is5) {
        MqttConnectMessage packet =
                MqttMessageBuilders.connect()
                        .protocolVersion(is5 ? MqttVersion.MQTT_5 : MqttVersion.MQTT_3_1_1)
                        .clientId(clientId)
                        .cleanSession(clean)
                        .keepAlive(keepAlive)
                        .hasUser(true)
                        .hasPassword(true)
                        .username(user)
                        .password(password)
                        .willFlag(true)
                        .willTopic(user)
                        .willMessage(password)
                        .willQoS(MqttQoS.valueOf(willQos))
                        .build();

        Split split = split(encode(packet, is5));
        ConnectReader reader = new ConnectReader(0x10, split.body, 0, split.body.readableBytes());
        MqttConnectMessage read = reader.read();

        assertThat(read.variableHeader().version()).isEqualTo(is5 ? 5 : 4);
        assertThat(read.variableHeader().isCleanSession()).isEqualTo(clean);
        assertThat(read.variableHeader().keepAliveTimeSeconds()).isEqualTo(keepAlive);
        assertThat(read.variableHeader().willQos()).isEqualTo(willQos);
        assertThat(read.payload().clientIdentifier()).isEqualTo(clientId);
        assertThat(read.payload().userName()).isEqualTo(user);
        assertThat(read.payload().passwordInBytes()).isEqualTo(password);
        assertThat(read.payload().willTopic()).isEqualTo(user);
        assertThat(read.payload().willMessageInBytes()).isEqualTo(password);
        split.body.release();
    }

    @Property(tries = 200)
    void subscriptionsThatNettyWroteAreReadAsTheyWere(
            @ForAll("names") String filter,
            @ForAll @IntRange(max = 2) int qos,
            @ForAll boolean is5) {
        MqttSubscribeMessage subscribe =
                MqttMessageBuilders.subscribe()
                        .messageId(3)
                        .addSubscription(MqttQoS.valueOf(qos), filter)
                        .addSubscription(MqttQoS.AT_MOST_ONCE, "b")
                        .build();
        MqttUnsubscribeMessage unsubscribe =
                MqttMessageBuilders.unsubscribe().messageId(4).addTopicFilter(filter).build();
        SubscribeReader reader =
                new SubscribeReader(is5 ? MqttVersion.MQTT_5 : MqttVersion.MQTT_3_1_1);

        ByteBuf one = split(encode(subscribe, is5)).body;
        ByteBuf two = split(encode(unsubscribe, is5)).body;
        MqttSubscribeMessage read = reader.subscribe(one, 0, one.readableBytes());
        MqttUnsubscribeMessage readToo = reader.unsubscribe(two, 0, two.readableBytes());

        assertThat(read.idAndPropertiesVariableHeader().messageId()).isEqualTo(3);
        assertThat(read.payload().topicSubscriptions())
                .extracting(wish -> wish.topicFilter() + wish.option().qos().value())
                .containsExactly(filter + qos, "b0");
        assertThat(readToo.payload().topics()).containsExactly(filter);
        one.release();
        two.release();
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .withChars('/', 'ä', '€', '\uD55C')
                .ofMinLength(1)
                .ofMaxLength(200);
    }

    private static int number(MqttProperties properties, int id) {
        return (Integer) properties.getProperty(id).value();
    }

    private static byte[] userProperties(String... texts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < texts.length; i++) {
            if (i % 2 == 0) {
                out.write(0x26);
            }
            byte[] utf8 = texts[i].getBytes(StandardCharsets.UTF_8);
            out.write(utf8.length >>> 8);
            out.write(utf8.length);
            out.writeBytes(utf8);
        }
        return out.toByteArray();
    }

    private static ByteBuf encode(MqttMessage packet, boolean is5) {
        EmbeddedChannel netty = new EmbeddedChannel(MqttEncoder.INSTANCE);
        netty.attr(VERSION).set(is5 ? MqttVersion.MQTT_5 : MqttVersion.MQTT_3_1_1);
        netty.writeOutbound(packet);
        return netty.readOutbound();
    }

    private static MqttMessage decode(ByteBuf bytes, boolean is5) {
        EmbeddedChannel netty = new EmbeddedChannel(new MqttDecoder(1 << 20));
        netty.attr(VERSION).set(is5 ? MqttVersion.MQTT_5 : MqttVersion.MQTT_3_1_1);
        netty.writeInbound(bytes);
        return netty.readInbound();
    }

    private static Split split(ByteBuf bytes) {
        List<Split> found = new ArrayList<>();
        FrameSplitter splitter =
                new FrameSplitter(
                        new FrameSplitter.Packets() {
                            @Override
                            public boolean isHeld() {
                                return false;
                            }

                            @Override
                            public void header(int first, int remaining, int lengthBytes) {}

                            @Override
                            public void packet(int first, ByteBuf in, int from, int to) {
                                found.add(new Split(first, in.copy(from, to - from)));
                            }
                        },
                        ByteBufAllocator.DEFAULT);
        splitter.feed(bytes);
        splitter.close();
        return found.get(0);
    }

    private record Split(int first, ByteBuf body) {}
}
