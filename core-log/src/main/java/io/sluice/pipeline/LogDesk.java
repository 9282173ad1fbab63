package io.sluice.pipeline;

import io.sluice.broker.Receipt;
import io.sluice.broker.Refusal;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.log.CommitLog;
import io.sluice.log.RecordLayout;
import io.sluice.subscription.State;
import io.sluice.subscription.StateRecords;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;

/**
 * What a request finds when its turn has come: the log to append to, the state that follows from
 * the log, the router, and the chain of answers of its slot.
 *
 * <p>State is changed at the append and in its order; what is handed to subscribers waits until the
 * batch is written.
 */
@OwnedBy(Lane.LOG)
final class LogDesk {
    private final CommitLog log;
    private final State state;
    private final StateRecords records = new StateRecords();
    private final Router router;
    private final Registrar registrar;
    private final Groups groups;
    private final TransientDesk unwritten;
    private final PipelineMetrics metrics;
    private long nextOffset;
    private volatile long changes;
    private Due first = Due.NOTHING;
    private Due last = Due.NOTHING;
    private int rolls;
    private Runnable segmentBegun = () -> {};

    LogDesk(
            CommitLog log,
            State state,
            Router router,
            Registrar registrar,
            Groups groups,
            TransientDesk unwritten,
            PipelineMetrics metrics) {
        this.log = log;
        this.state = state;
        this.router = router;
        this.registrar = registrar;
        this.groups = groups;
        this.unwritten = unwritten;
        this.metrics = metrics;
        this.nextOffset = log.endOffset();
    }

    State state() {
        return state;
    }

    CommitLog log() {
        return log;
    }

    StateRecords records() {
        return records;
    }

    Router router() {
        return router;
    }

    Registrar registrar() {
        return registrar;
    }

    PipelineMetrics metrics() {
        return metrics;
    }

    Groups groups() {
        return groups;
    }

    /** For what is delivered and not written. */
    TransientDesk unwritten() {
        return unwritten;
    }

    /** The offset that the next record will get. */
    long nextOffset() {
        return nextOffset;
    }

    /** Whether the log takes messages of so many bytes now; if not, the disk is full. */
    boolean takesMessages(int bytes) {
        return log.canTake(bytes, false);
    }

    /** The longest record. */
    int recordBytesMax() {
        return registrar.recordBytesMax();
    }

    /** Whether the log takes so many bytes of what keeps state. */
    boolean takesControl(int bytes) {
        return log.canTake(bytes, true);
    }

    /**
     * Where the retained messages are at their bound, takes the flag off: it is delivered, not
     * kept.
     */
    void limitRetained(byte[] messages) {
        for (int at = 0; at < messages.length; at = RecordLayout.next(messages, at)) {
            int flags = RecordLayout.flags(messages, at);
            boolean isKeptNow =
                    (flags & (RecordLayout.FLAG_RETAIN | RecordLayout.FLAG_DELAYED))
                            == RecordLayout.FLAG_RETAIN;
            if (isKeptNow && !state.retained().admits(messages, at)) {
                RecordLayout.setFlags(messages, at, flags & ~RecordLayout.FLAG_RETAIN);
                metrics.retainedRefused();
            }
        }
    }

    /** How often records have changed the state's shards since the start. Any lane may ask. */
    long changes() {
        return changes;
    }

    /** Appends messages and lets them change what they change. */
    long publish(byte[] messages, int count) throws IOException {
        long firstOffset = log.append(messages, count);
        nextOffset = firstOffset + count;
        router.route(messages, 0, state);
        return firstOffset;
    }

    /**
     * Appends a record that ends something, and behind it the message that follows from that. They
     * are a group: a crash leaves both or neither.
     */
    void publishBehind(byte[] end, byte[] message) throws IOException {
        byte[] records = Arrays.copyOf(end, end.length + message.length);
        System.arraycopy(message, 0, records, end.length, message.length);
        int flags = RecordLayout.flags(message, 0) | RecordLayout.FLAG_GROUPED;
        RecordLayout.setFlags(records, 0, RecordLayout.FLAG_GROUPED);
        RecordLayout.setFlags(records, end.length, flags | RecordLayout.FLAG_GROUP_END);
        QueueAdmission.letIn(records, this);
        limitRetained(records);
        nextOffset = log.append(records, 2) + 2;
        state.apply(records, 0);
        router.route(records, end.length, state);
    }

    /**
     * Applies one control record, and appends it first if the session is kept. Where even the
     * reserve of the disk is used up it is only applied: a snapshot will keep it.
     *
     * @return its offset, or -1
     */
    long change(byte[] record, boolean isLogged) throws IOException {
        if (!isLogged || !takesControl(record.length)) {
            state.sessions().apply(record, 0, nextOffset);
            return -1;
        }
        long offset = log.append(record, 1);
        nextOffset = offset + 1;
        state.apply(record, 0);
        return offset;
    }

    /** As {@link #change}; what there is no room for will be said again. */
    void changeIfRoom(byte[] record) throws IOException {
        if (takesControl(record.length)) {
            change(record, true);
        }
    }

    /**
     * Appends control records and applies them.
     *
     * @return the offset of the first
     */
    long appendControl(byte[] controls, int count) throws IOException {
        long first = log.append(controls, count);
        nextOffset = first + count;
        for (int at = 0; at < controls.length; at = RecordLayout.next(controls, at)) {
            state.apply(controls, at);
        }
        return first;
    }

    /** The receipt comes when all that was appended so far is as durable as promised. */
    void answerWhenAllIsDurable(LoopIngress ingress, Receipt receipt) {
        answer(Due.stored(ingress, receipt, -1, nextOffset));
    }

    /**
     * The receipt comes when this record and all before it are as durable as promised; in its turn
     * and without a wait if there is no such record.
     *
     * @param offset of the first record, or -1
     */
    void answerStored(LoopIngress ingress, Receipt receipt, long offset) {
        if (receipt != Receipt.NONE) {
            answer(Due.stored(ingress, receipt, offset, offset < 0 ? 0 : nextOffset));
        }
    }

    void refuse(LoopIngress ingress, Receipt receipt, Refusal why) {
        if (receipt != Receipt.NONE) {
            answer(Due.refused(ingress, receipt, why));
        }
    }

    /** Some messages of a parcel are stored, as durably as promised, and others were refused. */
    void answerParted(
            LoopIngress ingress, Receipt receipt, long offset, BitSet refused, Refusal why) {
        if (receipt != Receipt.NONE) {
            answer(Due.parted(ingress, receipt, offset, nextOffset, refused, why));
        }
    }

    private void answer(Due due) {
        if (first == Due.NOTHING) {
            first = due;
        } else {
            last.follow(due);
        }
        last = due;
    }

    /** The answers of the slot that was just worked on. */
    Due takeAnswers() {
        Due taken = first;
        first = Due.NOTHING;
        last = Due.NOTHING;
        return taken;
    }

    /** Ends the batch: one write, then everything is handed over. */
    void endBatch() throws IOException {
        log.write();
        changes = state.changes();
        router.handOver(nextOffset);
        if (rolls != log.rolls()) {
            rolls = log.rolls();
            segmentBegun.run();
        }
    }

    /** Before the lane starts: who is told that another segment was begun. */
    void whenSegmentBegins(Runnable told) {
        segmentBegun = told;
    }
}
