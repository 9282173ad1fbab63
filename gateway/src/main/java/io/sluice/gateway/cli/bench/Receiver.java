package io.sluice.gateway.cli.bench;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.nio.ByteBuffer;

/**
 * One receiver's side of the measuring: reads the {@link Stamp} of each message, keeps the books,
 * and records latencies. Messages that were sent at one moment are recorded as one.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class Receiver {
    private final int run;
    private final LoadLoop loop;
    private final Ledger ledger;
    private long nowNanos;
    private long moment;
    private int sameMoment;

    Receiver(int run, LoadLoop loop, Ledger ledger) {
        this.run = run;
        this.loop = loop;
        this.ledger = ledger;
    }

    LoadLoop loop() {
        return loop;
    }

    Ledger ledger() {
        return ledger;
    }

    void readBegins(long nowNanos) {
        this.nowNanos = nowNanos;
    }

    /** A payload of {@code length} bytes; what is not of this run is passed over. */
    void message(ByteBuffer bytes, int at, int length) {
        if (length < Stamp.BYTES || bytes.getInt(at + Stamp.RUN_AT) != run) {
            return;
        }
        ledger.arrived(
                bytes.getInt(at + Stamp.PUBLISHER_AT), bytes.getLong(at + Stamp.SEQUENCE_AT));
        long sent = bytes.getLong(at + Stamp.SENT_AT);
        if (sent != moment) {
            record();
            moment = sent;
        }
        sameMoment++;
    }

    void readEnds() {
        record();
        loop.pumpWoken();
    }

    private void record() {
        if (sameMoment > 0) {
            loop.delivered(sameMoment, nowNanos - moment, nowNanos);
            sameMoment = 0;
        }
    }
}
