package io.sluice.subscription;

import io.sluice.broker.Inflight;
import io.sluice.broker.Will;
import io.sluice.log.RecordLayout;
import io.sluice.log.RecordType;

/**
 * Applies control records to the {@link SessionTable}: what each type of record changes stands here
 * once. A record of a session that is not there (any more) changes nothing.
 */
final class SessionFold {
    private final SessionTable table;
    private final StateReader reader = new StateReader();

    SessionFold(SessionTable table) {
        this.table = table;
    }

    void apply(byte[] records, int at, long offset) {
        int type = RecordLayout.type(records, at);
        int ref = RecordLayout.publisherRef(records, at);
        if (type == RecordType.GATEWAY_LOST) {
            table.gatewayLost(ControlRecord.open(reader, records, at).i64(), offset);
        } else if (type == RecordType.CURSOR_JOINED) {
            onJoined(ControlRecord.open(reader, records, at), offset);
        } else if (type == RecordType.CURSOR) {
            onCursor(ControlRecord.open(reader, records, at), offset);
        } else if (type == RecordType.PUBLISH) {
            onPublish(records, at, ref, offset);
        } else if (type >= RecordType.SESSION && type <= RecordType.WILL_DONE
                || type == RecordType.SEEK) {
            onControl(type, ref, ControlRecord.open(reader, records, at), offset);
        }
    }

    /** A QoS 2 publish is its own memory: until it is released, a second try of it is known. */
    private void onPublish(byte[] records, int at, int ref, long offset) {
        boolean isQos2 = (RecordLayout.flags(records, at) & RecordLayout.FLAG_QOS) == 2;
        if (isQos2 && ref != 0 && takes(ref, offset)) {
            SessionEntry entry = table.get(ref);
            int packetId = RecordLayout.packetId(records, at);
            if (entry != null && packetId != 0) {
                entry.progress().unreleased.add(packetId);
            }
        }
    }

    private void onControl(int type, int ref, StateReader body, long offset) {
        if (type == RecordType.SESSION) {
            table.refsAreTakenTo(ref + 1);
        }
        if (!takes(ref, offset)) {
            return;
        }
        SessionEntry entry = table.get(ref);
        if (type == RecordType.SESSION) {
            onSession(entry, ref, body, offset);
        } else if (entry != null) {
            onKnown(type, entry, body, offset);
        }
    }

    private void onKnown(int type, SessionEntry entry, StateReader body, long offset) {
        switch (type) {
            case RecordType.SESSION_CLOSED -> onClosed(entry, body);
            case RecordType.SESSION_ENDED -> table.end(entry);
            case RecordType.SUBSCRIBE -> onSubscribe(entry, body, offset);
            case RecordType.UNSUBSCRIBE -> onUnsubscribe(entry, body);
            case RecordType.DELIVER -> onDeliver(entry, body);
            case RecordType.RECEIVED -> onReceived(entry, body);
            case RecordType.COMPLETED -> onCompleted(entry, body);
            case RecordType.RELEASED -> onReleased(entry, body);
            case RecordType.WILL -> onWill(entry, body);
            case RecordType.SEEK -> entry.seek(body.i64());
            case RecordType.WILL_DONE -> table.setWill(entry, Will.NONE, SessionEntry.NEVER);
            default -> throw new IllegalStateException("control record of type " + type);
        }
    }

    private void onSession(SessionEntry known, int ref, StateReader body, long offset) {
        long expirySeconds = body.i32() & 0xFFFF_FFFFL;
        SessionEntry entry = known;
        if (entry == null) {
            entry = table.add(ref, body.text(), body.block(), false);
            entry.moveTo(offset + 1);
        }
        table.open(entry, expirySeconds);
    }

    private void onClosed(SessionEntry entry, StateReader body) {
        long closedAtMs = body.i64();
        long expirySeconds = body.i32() & 0xFFFF_FFFFL;
        table.close(entry, closedAtMs, expirySeconds, body.i64());
        entry.moveTo(body.i64());
        Inflight inflight = StateRecords.inflight(body);
        if (inflight.count() > 0 || !entry.isAtRest()) {
            entry.progress().window.replace(inflight);
        }
        entry.rest();
    }

    private void onSubscribe(SessionEntry entry, StateReader body, long offset) {
        SubscriptionSet set = entry.subscriptionSet();
        int before = set.count();
        for (int left = body.count(15); left > 0; left--) {
            long from = body.i64();
            int identifier = body.i32();
            int options = body.u8();
            int length = body.u16();
            int at = body.step(length);
            long effectiveFrom = from == StateRecords.BEHIND_THIS ? offset + 1 : from;
            boolean isNew = set.put(body.bytes(), at, length, options, identifier, effectiveFrom);
            if (isNew && SubscriptionSet.isReading(options)) {
                entry.readFrom(Math.max(0, effectiveFrom));
            }
        }
        table.subscriptionsGrewBy(set.count() - before);
    }

    private void onUnsubscribe(SessionEntry entry, StateReader body) {
        SubscriptionSet set = entry.subscriptionSet();
        int before = set.count();
        for (int left = body.count(2); left > 0; left--) {
            int length = body.u16();
            set.remove(body.bytes(), body.step(length), length);
        }
        table.subscriptionsGrewBy(set.count() - before);
    }

    private void onCursor(StateReader body, long offset) {
        long safeOffset = body.i64();
        for (int left = body.count(16); left > 0; left--) {
            int ref = body.i32();
            long nextOffset = body.i64();
            Inflight inflight = StateRecords.inflight(body);
            SessionEntry entry = takes(ref, offset) ? table.get(ref) : null;
            if (entry != null && entry.isConnected()) {
                entry.standsApart(true);
                moveCursor(entry, nextOffset, inflight);
            }
        }
        if (safeOffset != StateRecords.NO_SAFE_OFFSET) {
            table.shards().moveSafePoints(safeOffset, offset);
        }
    }

    private void onJoined(StateReader body, long offset) {
        for (int left = body.count(Integer.BYTES); left > 0; left--) {
            int ref = body.i32();
            SessionEntry entry = takes(ref, offset) ? table.get(ref) : null;
            if (entry != null && entry.isConnected()) {
                entry.standsApart(false);
            }
        }
    }

    /** What was gathered of a session that has gone on meanwhile is out of date. */
    private static void moveCursor(SessionEntry entry, long nextOffset, Inflight inflight) {
        if (nextOffset < entry.nextOffset()) {
            return;
        }
        entry.moveTo(nextOffset);
        if (inflight.count() > 0 || !entry.isAtRest()) {
            entry.progress().window.refreshQos1(inflight);
        }
        entry.rest();
    }

    private void onDeliver(SessionEntry entry, StateReader body) {
        Window window = entry.progress().window;
        for (int left = body.count(10); left > 0; left--) {
            int packetId = body.u16();
            window.add(packetId, body.i64(), Inflight.SENT_QOS2);
        }
    }

    private void onReceived(SessionEntry entry, StateReader body) {
        for (int left = body.count(2); left > 0; left--) {
            entry.progress().window.received(body.u16());
        }
    }

    private void onCompleted(SessionEntry entry, StateReader body) {
        Progress progress = entry.progress();
        long nextOffset = entry.nextOffset();
        for (int left = body.count(2); left > 0; left--) {
            long offset = progress.window.remove(body.u16());
            if (offset >= nextOffset && !entry.isVolatile()) {
                progress.doneAbove.add(offset);
            }
        }
    }

    private void onReleased(SessionEntry entry, StateReader body) {
        for (int left = body.count(2); left > 0; left--) {
            entry.progress().unreleased.remove(body.u16());
        }
    }

    private void onWill(SessionEntry entry, StateReader body) {
        long delaySeconds = body.i32() & 0xFFFF_FFFFL;
        table.setWill(entry, new Will(body.block(), delaySeconds), SessionEntry.NEVER);
    }

    /** Asked before a session is changed. What is of a volatile session is in no image. */
    private boolean takes(int ref, long offset) {
        SessionEntry entry = table.get(ref);
        if (entry != null) {
            table.before(entry);
            if (entry.isVolatile()) {
                return true;
            }
        }
        return table.shards().takes(Shards.ofSession(ref), offset);
    }
}
