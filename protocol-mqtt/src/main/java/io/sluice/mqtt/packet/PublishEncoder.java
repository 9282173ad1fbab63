package io.sluice.mqtt.packet;

import io.sluice.broker.MessageFlags;
import io.sluice.broker.MessageView;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Writes PUBLISH packets (3.3) straight from records, for one version. First {@link #measure},
 * which also says how long the packet is, then {@link #write}.
 */
@OwnedBy(Lane.EVENT_LOOP)
public final class PublishEncoder {
    /** No topic alias. */
    public static final int NO_ALIAS = 0;

    /** Payloads up to here go through the scratch; longer ones are copied from their record. */
    public static final int SMALL_PAYLOAD_BYTES = 2 * 1024;

    private static final int PUBLISH = 0x30;
    private static final int DUP = 0x08;
    private static final int RETAIN = 0x01;
    private static final int PAYLOAD_FORMAT = 0x01;
    private static final int EXPIRY = 0x02;
    private static final int SUBSCRIPTION_IDENTIFIER = 0x0B;
    private static final int TOPIC_ALIAS = 0x23;

    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final boolean is5;
    private final Annotations annotations = new Annotations();
    private MessageView message;
    private int qos;
    private int[] subscriptionIds;
    private int alias;
    private boolean hasTopic;
    private long secondsLeft;
    private int propertiesLength;
    private int remaining;

    public PublishEncoder(boolean is5) {
        this.is5 = is5;
    }

    /** What version 5 is told besides, of the next message that is measured and all behind it. */
    public Annotations annotations() {
        return annotations;
    }

    /**
     * Looks at a message.
     *
     * @param subscriptionIds to be told in version 5
     * @param secondsLeft until it expires; -1 if it does not
     * @return bytes of the whole packet
     */
    public int measure(MessageView message, int qos, int[] subscriptionIds, long secondsLeft) {
        this.message = message;
        this.qos = qos;
        this.subscriptionIds = subscriptionIds;
        this.secondsLeft = secondsLeft;
        this.alias = NO_ALIAS;
        this.hasTopic = true;
        return measureAgain();
    }

    /**
     * Gives the message that was measured an alias.
     *
     * @param isNew whether the client does not know it yet, so that the name goes along
     * @return bytes of the whole packet
     */
    public int withAlias(int number, boolean isNew) {
        alias = number;
        hasTopic = isNew;
        return measureAgain();
    }

    private int measureAgain() {
        int length = 2 + (hasTopic ? message.topicBytes() : 0) + (qos > 0 ? 2 : 0);
        if (is5) {
            propertiesLength = measureProperties();
            length += varIntBytes(propertiesLength) + propertiesLength;
        }
        remaining = length + message.payloadBytes();
        return 1 + varIntBytes(remaining) + remaining;
    }

    private int measureProperties() {
        int length = message.propertiesBytes() + annotations.length();
        if ((message.flags() & MessageFlags.BODY_UTF8) != 0) {
            length += 2;
        }
        if (secondsLeft >= 0) {
            length += 5;
        }
        if (alias != NO_ALIAS) {
            length += 3;
        }
        for (int id : subscriptionIds) {
            length += 1 + varIntBytes(id);
        }
        return length;
    }

    /** Whether the payload is short enough to go through the scratch. */
    public boolean isSmall() {
        return message.payloadBytes() <= SMALL_PAYLOAD_BYTES;
    }

    /**
     * Writes what was measured, the payload only if it {@link #isSmall}.
     *
     * @return where in the scratch the packet id lies; -1 for QoS 0
     */
    public int write(Scratch to, boolean isDuplicate, boolean isRetain, int packetId) {
        boolean withPayload = isSmall();
        int payload = withPayload ? message.payloadBytes() : 0;
        byte[] out = to.withRoom(5 + remaining - message.payloadBytes() + payload);
        int at = to.length();
        out[at++] = (byte) (PUBLISH | qos << 1 | (isDuplicate ? DUP : 0) | (isRetain ? RETAIN : 0));
        at = putVarInt(out, at, remaining);
        int topic = hasTopic ? message.topicBytes() : 0;
        SHORT.set(out, at, (short) topic);
        at += 2;
        byte[] record = message.bytes();
        System.arraycopy(record, message.topicAt(), out, at, topic);
        at += topic;
        int idAt = -1;
        if (qos > 0) {
            idAt = at;
            SHORT.set(out, at, (short) packetId);
            at += 2;
        }
        if (is5) {
            at = putProperties(out, at);
        }
        System.arraycopy(record, message.payloadAt(), out, at, payload);
        to.usedTo(at + payload);
        return idAt;
    }

    private int putProperties(byte[] out, int from) {
        int at = putVarInt(out, from, propertiesLength);
        if ((message.flags() & MessageFlags.BODY_UTF8) != 0) {
            out[at++] = PAYLOAD_FORMAT;
            out[at++] = 1;
        }
        if (secondsLeft >= 0) {
            out[at++] = EXPIRY;
            INT.set(out, at, (int) secondsLeft);
            at += 4;
        }
        if (alias != NO_ALIAS) {
            out[at++] = TOPIC_ALIAS;
            SHORT.set(out, at, (short) alias);
            at += 2;
        }
        for (int id : subscriptionIds) {
            out[at++] = SUBSCRIPTION_IDENTIFIER;
            at = putVarInt(out, at, id);
        }
        at = annotations.putInto(out, at);
        int block = message.propertiesBytes();
        System.arraycopy(message.bytes(), message.propertiesAt(), out, at, block);
        return at + block;
    }

    private static int putVarInt(byte[] out, int from, int value) {
        int at = from;
        int rest = value;
        while (rest > 0x7F) {
            out[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        out[at++] = (byte) rest;
        return at;
    }

    private static int varIntBytes(int value) {
        return value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : value < 1 << 21 ? 3 : 4;
    }
}
