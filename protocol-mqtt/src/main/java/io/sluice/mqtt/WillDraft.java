package io.sluice.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.BinaryProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttProperty;
import io.netty.handler.codec.mqtt.MqttProperties.StringPair;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperties;
import io.sluice.broker.DelayedTopic;
import io.sluice.broker.MessageFlags;
import io.sluice.broker.MessageProperties;
import io.sluice.broker.ParcelBuilder;
import io.sluice.broker.Receipt;
import io.sluice.broker.Topic;
import io.sluice.broker.Will;
import io.sluice.mqtt.packet.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The will in a CONNECT, on its way to be the broker's {@link Will}. */
final class WillDraft {
    private final MqttConnectMessage packet;
    private final MqttProperties properties;
    private final byte[] payload;

    WillDraft(MqttConnectMessage packet) {
        this.packet = packet;
        this.properties = packet.payload().willProperties();
        this.payload = packet.payload().willMessageInBytes();
    }

    boolean isPresent() {
        return packet.variableHeader().isWillFlag();
    }

    /** Whether it names a time in a way that is none. */
    boolean isBadlyDelayed() {
        return DelayedTopic.isDelayed(named()) && delay().isEmpty();
    }

    /** The topic that it is published to, now or later. */
    String topic() {
        return delay().map(DelayedTopic::name).orElse(named());
    }

    private String named() {
        return packet.payload().willTopic();
    }

    private Optional<DelayedTopic> delay() {
        return DelayedTopic.parse(named());
    }

    /** Whether the payload is said to be text and is none. */
    boolean isFalseText() {
        ByteBuf bytes = Unpooled.wrappedBuffer(payload);
        return isText() && !Utf8.isText(bytes, 0, payload.length);
    }

    /** Bytes of its record, which the broker must be able to take. */
    int recordBytes(Topic topic) {
        return ParcelBuilder.recordBytes(topic, block().length, payload.length);
    }

    Will on(Topic topic) {
        byte[] block = block();
        ParcelBuilder builder = new ParcelBuilder();
        int room = builder.add(topic, flags(), block.length, payload.length);
        System.arraycopy(block, 0, builder.array(), room, block.length);
        System.arraycopy(payload, 0, builder.array(), room + block.length, payload.length);
        delay().ifPresent(delayed -> builder.delay(room, topic, delayed.seconds()));
        long expiry = Admission.number(properties, MqttProperties.PUBLICATION_EXPIRY_INTERVAL, -1);
        if (expiry >= 0) {
            builder.expiresAfter(room, topic, expiry);
        }
        return new Will(
                builder.take(false, Receipt.NONE).bytes(),
                Admission.number(properties, MqttProperties.WILL_DELAY_INTERVAL, 0));
    }

    private int flags() {
        return packet.variableHeader().willQos()
                | (packet.variableHeader().isWillRetain() ? MessageFlags.RETAIN : 0)
                | (isText() ? MessageFlags.BODY_UTF8 : 0)
                | MessageFlags.FROM_MQTT
                | MessageFlags.WILL;
    }

    private boolean isText() {
        return Admission.number(properties, MqttProperties.PAYLOAD_FORMAT_INDICATOR, 0) == 1;
    }

    /** Those properties that travel, in the form of {@link MessageProperties}. */
    private byte[] block() {
        ByteBuf block = Unpooled.buffer();
        for (MqttProperty<?> property : properties.listAll()) {
            int id = property.propertyId();
            if (property instanceof UserProperties user) {
                for (StringPair pair : user.value()) {
                    block.writeByte(MessageProperties.USER_PROPERTY);
                    put(block, pair.key.getBytes(StandardCharsets.UTF_8));
                    put(block, pair.value.getBytes(StandardCharsets.UTF_8));
                }
            } else if (property instanceof StringProperty text) {
                put(block.writeByte(id), text.value().getBytes(StandardCharsets.UTF_8));
            } else if (property instanceof BinaryProperty binary) {
                put(block.writeByte(id), binary.value());
            }
        }
        byte[] bytes = new byte[block.readableBytes()];
        block.readBytes(bytes);
        return bytes;
    }

    private static void put(ByteBuf block, byte[] value) {
        block.writeShort(value.length).writeBytes(value);
    }
}
