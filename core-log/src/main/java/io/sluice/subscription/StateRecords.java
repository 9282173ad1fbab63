package io.sluice.subscription;

import io.sluice.broker.Close;
import io.sluice.broker.Inflight;
import io.sluice.broker.SessionName;
import io.sluice.broker.Subscription;
import io.sluice.broker.TopicFilter;
import io.sluice.broker.Will;
import io.sluice.log.RecordType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Writes control records: each method one whole record, padded, still without offset, time and
 * checksum. The session's reference stands in the header, as {@code publisherRef}. The body lies in
 * the place of the payload; little-endian; {@code text} and {@code bytes} are four bytes of length
 * and then so many; {@code n ×} is a four-byte count and then so many.
 *
 * <pre>
 *  all              version=1:1
 *  SESSION          expirySeconds:4 space:text id:text
 *  SESSION_CLOSED   closedAtMs:8 expirySeconds:4 willDueMs:8 (2^63-1: no will)
 *                   nextOffset:8 inflight
 *  SESSION_ENDED    -
 *  SUBSCRIBE        n × (beginning:8 as in Beginning  identifier:4
 *                        options:1 as in MQTT 5, 3.8.3.1; bit 6: a reading of its own
 *                        filterBytes:2 filter)
 *  UNSUBSCRIBE      n × (filterBytes:2 filter)
 *  CURSOR           safeOffset:8 (-1: none)  n × (ref:4 nextOffset:8 inflight)
 *  DELIVER          n × (packetId:2 offset:8)
 *  RECEIVED         n × (packetId:2)
 *  COMPLETED        n × (packetId:2)
 *  RELEASED         n × (packetId:2)
 *  WILL             delaySeconds:4 message:bytes, a whole record
 *  WILL_DONE        -
 *  DELAY_DONE       n × (offset:8), of the delayed messages
 *  SEEK             nextOffset:8
 *  GATEWAY_LOST     atMs:8
 *  CURSOR_JOINED    n × (ref:4)
 *  GROUP            nextOffset:8 removed:8 removedBytes:8
 *                   n × (number:2 refusals:2 offset:8), of what is not settled below
 *
 *  inflight         n × (packetId:2 stage:1 offset:8)
 * </pre>
 *
 * <p>Holds nothing; any thread may use it.
 */
public final class StateRecords {
    /** As {@code effectiveFrom}: what is stored behind the record itself. */
    public static final long BEHIND_THIS = -1;

    /** As {@code safeOffset}: nothing is said of the sessions that are not listed. */
    public static final long NO_SAFE_OFFSET = -1;

    /** A session was opened, or a connection has come back to it, which ends its old will. */
    public byte[] session(int ref, SessionName name, long expirySeconds) {
        StateWriter body = ControlRecord.begin().i32((int) expirySeconds);
        return ControlRecord.image(
                RecordType.SESSION, ref, body.text(name.space()).text(name.id()));
    }

    /**
     * A connection has left its session.
     *
     * @param nextOffset where its reading goes on
     * @param inflight all that was sent and is not finished
     */
    public byte[] sessionClosed(
            SessionEntry entry, Close how, long nowMs, long nextOffset, Inflight inflight) {
        StateWriter body = ControlRecord.begin().i64(nowMs).i32((int) how.expirySeconds());
        body.i64(willDueMs(entry.will(), how, nowMs)).i64(nextOffset);
        return ControlRecord.image(
                RecordType.SESSION_CLOSED, entry.ref(), inflight(body, inflight));
    }

    /** A session is gone for good. */
    public byte[] sessionEnded(int ref) {
        return ControlRecord.image(RecordType.SESSION_ENDED, ref, ControlRecord.begin());
    }

    /** Subscriptions to what is stored behind the record. */
    public byte[] subscribe(int ref, List<Subscription> wanted) {
        long[] from = new long[wanted.size()];
        Arrays.fill(from, BEHIND_THIS);
        return subscribe(ref, wanted, from);
    }

    /**
     * Subscriptions that begin anywhere.
     *
     * @param effectiveFrom for each, its {@link Beginning}: an offset, {@link #BEHIND_THIS} …; of
     *     no effect on a subscription that the session has already
     */
    public byte[] subscribe(int ref, List<Subscription> wanted, long[] effectiveFrom) {
        StateWriter body = ControlRecord.begin().i32(wanted.size());
        for (int i = 0; i < effectiveFrom.length; i++) {
            Subscription wish = wanted.get(i);
            body.i64(effectiveFrom[i]).i32(wish.identifier()).u8(SubscriptionSet.options(wish));
            filter(body, wish.filter());
        }
        return ControlRecord.image(RecordType.SUBSCRIBE, ref, body);
    }

    public byte[] unsubscribe(int ref, List<TopicFilter> filters) {
        StateWriter body = ControlRecord.begin().i32(filters.size());
        filters.forEach(each -> filter(body, each));
        return ControlRecord.image(RecordType.UNSUBSCRIBE, ref, body);
    }

    /**
     * How far connected sessions have come. A session that is not connected any more, or has come
     * further, takes nothing from it. Who is listed stands apart from now on: only what is said of
     * it alone counts for it.
     *
     * @param safeOffset where all connected sessions that do not stand apart go on reading, with
     *     nothing in flight below; or {@link #NO_SAFE_OFFSET}
     */
    public byte[] cursor(
            long safeOffset, int[] refs, long[] nextOffsets, List<Inflight> inflights) {
        StateWriter body = ControlRecord.begin().i64(safeOffset).i32(refs.length);
        for (int i = 0; i < refs.length; i++) {
            inflight(body.i32(refs[i]).i64(nextOffsets[i]), inflights.get(i));
        }
        return ControlRecord.image(RecordType.CURSOR, 0, body);
    }

    /**
     * These connected sessions do not stand apart any more: where they go on reading is said of all
     * together, by the next {@link #cursor}.
     */
    public byte[] cursorJoined(int[] refs) {
        StateWriter body = ControlRecord.begin().i32(refs.length);
        for (int ref : refs) {
            body.i32(ref);
        }
        return ControlRecord.image(RecordType.CURSOR_JOINED, 0, body);
    }

    /** QoS 2 outwards: what is about to be sent under which packet ids. */
    public byte[] deliver(int ref, int[] packetIds, long[] offsets) {
        StateWriter body = ControlRecord.begin().i32(packetIds.length);
        for (int i = 0; i < packetIds.length; i++) {
            body.u16(packetIds[i]).i64(offsets[i]);
        }
        return ControlRecord.image(RecordType.DELIVER, ref, body);
    }

    /** QoS 2 outwards: PUBREC has come. */
    public byte[] received(int ref, int[] packetIds) {
        return packetIds(RecordType.RECEIVED, ref, packetIds);
    }

    /** QoS 2 outwards: PUBCOMP has come. */
    public byte[] completed(int ref, int[] packetIds) {
        return packetIds(RecordType.COMPLETED, ref, packetIds);
    }

    /** QoS 2 inwards: PUBREL has come. */
    public byte[] released(int ref, int[] packetIds) {
        return packetIds(RecordType.RELEASED, ref, packetIds);
    }

    /** What to publish if the client is lost. */
    public byte[] will(int ref, Will will) {
        StateWriter body = ControlRecord.begin().i32((int) will.delaySeconds());
        return ControlRecord.image(RecordType.WILL, ref, body.block(will.message()));
    }

    /** The will was published, or is not wanted any more. */
    public byte[] willDone(int ref) {
        return ControlRecord.image(RecordType.WILL_DONE, ref, ControlRecord.begin());
    }

    /** The session reads on from this offset, be it back. */
    public byte[] seek(int ref, long nextOffset) {
        return ControlRecord.image(RecordType.SEEK, ref, ControlRecord.begin().i64(nextOffset));
    }

    /** The delayed message at this offset is published by the record behind this one. */
    public byte[] delayDone(long offset) {
        StateWriter body = ControlRecord.begin().i32(1).i64(offset);
        return ControlRecord.image(RecordType.DELAY_DONE, 0, body);
    }

    /**
     * The gateway has come back and nobody is connected: their time begins to run at {@code atMs}.
     */
    public byte[] gatewayLost(long atMs) {
        return ControlRecord.image(RecordType.GATEWAY_LOST, 0, ControlRecord.begin().i64(atMs));
    }

    /**
     * How far a group has come.
     *
     * @param removed messages that it is done with, ever
     * @param unsettled what of it is not settled below {@code nextOffset}, rising
     * @param refusals of each of those
     */
    public byte[] group(
            int ref,
            long nextOffset,
            long removed,
            long removedBytes,
            Inflight unsettled,
            int[] refusals) {
        StateWriter body = ControlRecord.begin().i64(nextOffset).i64(removed).i64(removedBytes);
        body.i32(refusals.length);
        for (int i = 0; i < refusals.length; i++) {
            body.u16(unsettled.packetIds()[i]).u16(refusals[i]).i64(unsettled.offsets()[i]);
        }
        return ControlRecord.image(RecordType.GROUP, ref, body);
    }

    /** A will waits for its delay, but never longer than its session lasts (MQTT 5, 3.1.3.2.2). */
    static long willDueMs(Will will, Close how, long nowMs) {
        if (!how.publishWill() || !will.isPresent()) {
            return SessionEntry.NEVER;
        }
        return nowMs + 1000 * Math.min(will.delaySeconds(), how.expirySeconds());
    }

    static StateWriter inflight(StateWriter body, Inflight inflight) {
        body.i32(inflight.count());
        for (int i = 0; i < inflight.count(); i++) {
            body.u16(inflight.packetIds()[i]);
            body.u8(inflight.stages()[i]).i64(inflight.offsets()[i]);
        }
        return body;
    }

    static Inflight inflight(StateReader body) {
        int count = body.count(11);
        if (count == 0) {
            return Inflight.NONE;
        }
        Inflight inflight = new Inflight(new int[count], new long[count], new byte[count]);
        for (int i = 0; i < count; i++) {
            inflight.packetIds()[i] = body.u16();
            inflight.stages()[i] = (byte) body.u8();
            inflight.offsets()[i] = body.i64();
        }
        return inflight;
    }

    private static void filter(StateWriter body, TopicFilter filter) {
        byte[] utf8 = filter.text().getBytes(StandardCharsets.UTF_8);
        body.u16(utf8.length).raw(utf8, 0, utf8.length);
    }

    private static byte[] packetIds(int type, int ref, int[] packetIds) {
        StateWriter body = ControlRecord.begin().i32(packetIds.length);
        for (int packetId : packetIds) {
            body.u16(packetId);
        }
        return ControlRecord.image(type, ref, body);
    }
}
