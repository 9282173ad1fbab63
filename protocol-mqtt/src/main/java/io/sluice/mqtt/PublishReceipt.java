package io.sluice.mqtt;

import io.sluice.broker.Receipt;
import io.sluice.broker.Refusal;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.mqtt.packet.Reason;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The answers that are due for the publishes of one parcel, in their order, those that were refused
 * before they got into the parcel among them. An answer is packet id, reason, QoS and whether the
 * message is in the parcel, in one int.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class PublishReceipt implements Receipt {
    private static final int REASON_SHIFT = 16;
    private static final int QOS_SHIFT = 24;
    private static final int IN_PARCEL = 1 << 26;

    private final InboundPublishes publishes;
    private final long startNanos;
    private int[] answers = new int[2];
    private int[] places = new int[2];
    private int count;

    /**
     * @param startNanos when the publishes were read; 0 not to measure
     */
    PublishReceipt(InboundPublishes publishes, long startNanos) {
        this.publishes = publishes;
        this.startNanos = startNanos;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /**
     * The message is in the parcel.
     *
     * @param place which one of it, counting from 0
     */
    void stores(int qos, int packetId, int place) {
        put(packetId | qos << QOS_SHIFT | IN_PARCEL, place);
    }

    /** The message is not, and the answer is known. */
    void answers(int qos, int packetId, Reason reason) {
        put(packetId | qos << QOS_SHIFT | reason.code() << REASON_SHIFT, 0);
    }

    @Override
    public void stored(long firstOffset) {
        for (int i = 0; i < count; i++) {
            publishes.answer(qos(i), packetId(i), reason(i));
        }
        publishes.answered(startNanos);
    }

    @Override
    public void refused(Refusal why) {
        BitSet all = new BitSet();
        for (int i = 0; i < count; i++) {
            all.set(places[i]);
        }
        parted(-1, all, why);
    }

    @Override
    public void parted(long firstOffset, BitSet refused, Refusal why) {
        Reason reason = Refusals.ofPublish(why);
        for (int i = 0; i < count; i++) {
            boolean here = (answers[i] & IN_PARCEL) != 0 && refused.get(places[i]);
            if (!publishes.answerRefused(qos(i), packetId(i), here ? reason : reason(i))) {
                break;
            }
        }
        publishes.answered(0);
    }

    private void put(int answer, int place) {
        if (count == answers.length) {
            answers = Arrays.copyOf(answers, 2 * count);
            places = Arrays.copyOf(places, 2 * count);
        }
        places[count] = place;
        answers[count++] = answer;
    }

    private int qos(int i) {
        return answers[i] >>> QOS_SHIFT & 3;
    }

    private int packetId(int i) {
        return answers[i] & 0xFFFF;
    }

    private Reason reason(int i) {
        return Reason.of(answers[i] >>> REASON_SHIFT & 0xFF);
    }
}
