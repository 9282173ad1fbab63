package io.sluice.pipeline;

import io.sluice.broker.Receipt;
import io.sluice.broker.Refusal;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.log.CarriedLayout;
import io.sluice.log.CommitLog;
import io.sluice.log.LogChunk;
import io.sluice.log.LogReader;
import io.sluice.log.RecordLayout;
import io.sluice.log.RecordType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;

/**
 * Carries forward what queues and QoS 2 exchanges still need of the oldest segment, before that is
 * taken away: copies go behind the end of the log, in the order of the messages. One batch at a
 * time, the next when it is stored.
 */
@OwnedBy(Lane.HOUSEKEEPING)
final class Carrier {
    private static final int READ_BYTES = 256 * 1024;
    private static final int BATCH_BYTES = 256 * 1024;
    private static final int TURN_BYTES = 8 * 1024 * 1024;

    private final Executor lane;
    private final CommitLog log;
    private final LogReader reader;
    private final LoopIngress own;
    private final FaultStop faults;
    private final ByteArrayOutputStream batch = new ByteArrayOutputStream();
    private int batchCount;
    private CarryNeeds needs;
    private Pass pass = Pass.DONE;
    private long at;
    private long end;
    private long carriedTo;
    private long copiesEnd;

    /** What is looked for. */
    private enum Pass {
        /** Nothing; nobody is being asked. */
        DONE,
        /** The log lane is asked who needs what. */
        ASKING,
        /** What was carried before. */
        COPIES,
        /** Messages. */
        MESSAGES
    }

    Carrier(Executor lane, CommitLog log, LoopIngress own, FaultStop faults) {
        this.lane = lane;
        this.log = log;
        this.reader = log.reader();
        this.own = own;
        this.faults = faults;
    }

    /** Whether nothing below this offset is needed any more, and all copies are on the disk. */
    boolean hasCarriedTo(long offset) {
        return carriedTo >= offset && log.durableEnd() >= copiesEnd;
    }

    /** Sees to it that nothing below this offset is needed, unless it is at it already. */
    void carry(long toOffset) {
        if (pass != Pass.DONE || carriedTo >= toOffset || !own.hasRoom()) {
            return;
        }
        pass = Pass.ASKING;
        end = toOffset;
        own.ask(
                desk -> {
                    CarryNeeds found = CarryNeeds.of(desk.state(), toOffset);
                    lane.execute(() -> guarded(() -> begin(found)));
                });
        own.flush();
    }

    private void begin(CarryNeeds found) throws IOException {
        needs = found;
        if (found.isEmpty()) {
            finish();
        } else {
            enter(found.hasCarried() ? Pass.COPIES : Pass.MESSAGES);
            step();
        }
    }

    private void enter(Pass next) {
        pass = next;
        at = log.firstOffset();
    }

    /** A turn; others have theirs before the next. */
    private void step() throws IOException {
        long looked = 0;
        while (batch.size() < BATCH_BYTES) {
            if (looked > TURN_BYTES) {
                lane.execute(() -> guarded(this::step));
                return;
            } else if (at < end) {
                looked += look();
            } else if (pass == Pass.COPIES) {
                enter(Pass.MESSAGES);
            } else {
                break;
            }
        }
        if (batchCount > 0) {
            send();
        } else {
            finish();
        }
    }

    /** Looks through the next piece of the log; how many bytes that was. */
    private int look() throws IOException {
        LogChunk chunk = reader.read(at, READ_BYTES);
        byte[] bytes = chunk.bytes();
        for (int i = chunk.from(); i < chunk.to(); i = RecordLayout.next(bytes, i)) {
            long offset = RecordLayout.offset(bytes, i);
            if (RecordType.takesOffset(RecordLayout.type(bytes, i))
                    && offset >= at
                    && offset < end) {
                look(bytes, i, offset);
            }
        }
        at = Math.max(at + 1, chunk.endOffset());
        return chunk.to() - chunk.from();
    }

    private void look(byte[] bytes, int i, long offset) {
        if (pass == Pass.COPIES) {
            int ref = RecordLayout.publisherRef(bytes, i);
            if (CarriedLayout.isOne(bytes, i)
                    && needs.needsAgain(ref, CarriedLayout.messageOffset(bytes, i))) {
                add(CarriedLayout.wrap(bytes, CarriedLayout.messageAt(i), ref));
            }
        } else if (RecordLayout.type(bytes, i) == RecordType.PUBLISH) {
            int topicAt = RecordLayout.topicAt(i);
            int topicBytes = RecordLayout.topicBytes(bytes, i);
            if (needs.hasQueues() && topicBytes > 0 && bytes[topicAt] == '$') {
                String topic = new String(bytes, topicAt, topicBytes, StandardCharsets.UTF_8);
                int ref = needs.queueInNeed(topic, offset);
                if (ref != 0) {
                    add(CarriedLayout.wrap(bytes, i, ref));
                }
            }
            for (CarryNeeds.Need need : needs.exchangesOf(offset)) {
                add(CarriedLayout.wrap(bytes, i, need.ref()));
            }
        }
    }

    private void add(byte[] copy) {
        batch.writeBytes(copy);
        batchCount++;
    }

    private void send() {
        byte[] copies = batch.toByteArray();
        int count = batchCount;
        batch.reset();
        batchCount = 0;
        own.ask(new CarryRequest(own, copies, count, new Stored()));
        own.flush();
    }

    private void finish() {
        copiesEnd = log.endOffset();
        carriedTo = end;
        pass = Pass.DONE;
    }

    private interface Step {
        void run() throws IOException;
    }

    private void guarded(Step step) {
        if (faults.hasStopped()) {
            return;
        }
        try {
            step.run();
        } catch (IOException | RuntimeException fault) {
            faults.stop(fault);
        }
    }

    /** A batch of copies is in the log; or there is no room, and it is begun anew later. */
    private final class Stored implements Receipt {
        @Override
        public void stored(long firstOffset) {
            guarded(Carrier.this::step);
        }

        @Override
        public void refused(Refusal why) {
            pass = Pass.DONE;
        }
    }
}
