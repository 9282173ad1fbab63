package io.sluice.subscription;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.broker.MessageFlags;
import io.sluice.broker.ParcelBuilder;
import io.sluice.broker.Receipt;
import io.sluice.broker.Topic;
import io.sluice.broker.TopicFilter;
import io.sluice.log.RecordLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** A log without files: gives records their offsets, keeps them, and folds them into a state. */
public final class StateLog {
    static final StateConfig ROOMY = new StateConfig(1000, 1000, 1000, 1 << 20);
    static final int SALT = 0x5A17;
    static final long STORED_AT_MS = 1_000_000;

    final State state;
    final List<byte[]> records = new ArrayList<>();
    final StateRecords write = new StateRecords();
    long nextOffset = 10;

    StateLog() {
        this(new State(ROOMY));
    }

    StateLog(State state) {
        this.state = state;
    }

    /** Seals the record, keeps it, applies it; its offset is returned. */
    long append(byte[] record) {
        long offset = nextOffset++;
        RecordLayout.seal(record, 0, offset, STORED_AT_MS, SALT, new CRC32C());
        records.add(record);
        state.apply(record, 0);
        return offset;
    }

    SessionEntry session(int ref) {
        return state.sessions().find(ref).orElseThrow();
    }

    static byte[] message(String topic, int flags, int ref, int packetId, String payload) {
        return message(topic, flags, ref, packetId, payload, 0);
    }

    /**
     * @param expirySeconds 0 for a message that does not expire
     */
    static byte[] message(
            String name, int flags, int ref, int packetId, String payload, long expirySeconds) {
        byte[] body = payload.getBytes(UTF_8);
        Topic topic = new Topic(0, name.getBytes(UTF_8));
        ParcelBuilder builder = new ParcelBuilder();
        int room = builder.add(topic, flags, 0, body.length);
        System.arraycopy(body, 0, builder.array(), room, body.length);
        builder.publishedBy(room, topic, ref, packetId);
        if (expirySeconds > 0) {
            builder.expiresAfter(room, topic, expirySeconds);
        }
        return builder.take(false, Receipt.NONE).bytes();
    }

    static byte[] delayed(String name, int flags, String payload, long seconds) {
        byte[] body = payload.getBytes(UTF_8);
        Topic topic = new Topic(0, name.getBytes(UTF_8));
        ParcelBuilder builder = new ParcelBuilder();
        int room = builder.add(topic, flags, 0, body.length);
        System.arraycopy(body, 0, builder.array(), room, body.length);
        builder.delay(room, topic, seconds);
        return builder.take(false, Receipt.NONE).bytes();
    }

    static byte[] retained(String topic, String payload) {
        return message(topic, MessageFlags.RETAIN, 0, 0, payload);
    }

    /** All that can be asked of a state, in words that can be compared. */
    public static Map<String, String> described(State state, long offsetMax) {
        Map<String, String> told = new TreeMap<>();
        SessionTable sessions = state.sessions();
        sessions.forEach(entry -> told.put("session " + entry.ref(), described(entry, offsetMax)));
        sessions.forEach(
                entry ->
                        told.put(
                                "name " + entry.name(),
                                "" + sessions.find(entry.name()).map(SessionEntry::ref)));
        told.put("connected", "" + sessions.connected());
        told.put("asleep", "" + sessions.asleep());
        told.put("subscriptions", "" + sessions.subscriptions());
        told.put("nextRef", "" + sessions.nextRef());
        told.put("due", refs(sessions.willsDue(Long.MAX_VALUE - 1)));
        told.put("expiring", refs(sessions.expired(Long.MAX_VALUE - 1)));
        List<byte[]> retained = state.retained().matching(new TopicFilter("#"), 0);
        for (byte[] record : retained) {
            told.put("retained " + Arrays.hashCode(record), Arrays.toString(record));
        }
        state.delayed()
                .firstDue(Long.MAX_VALUE)
                .ifPresent(first -> told.put("delayed", Arrays.toString(first)));
        told.put("delayed count", state.delayed().count() + " " + state.delayed().bytes());
        told.put("retained count", state.retained().count() + " " + state.retained().bytes());
        return told;
    }

    private static String described(SessionEntry entry, long offsetMax) {
        StringBuilder told = new StringBuilder(entry.name() + " " + entry.expirySeconds());
        told.append(entry.isConnected() ? " connected" : " closed " + entry.closedAtMs());
        told.append(" next ").append(entry.nextOffset());
        told.append(" inflight ").append(Arrays.toString(entry.inflight().packetIds()));
        told.append(Arrays.toString(entry.inflight().offsets()));
        told.append(Arrays.toString(entry.inflight().stages()));
        told.append(" settled");
        for (long offset = 0; offset <= offsetMax; offset++) {
            told.append(entry.isSettled(offset) ? " " + offset : "");
        }
        told.append(" unreleased ").append(Arrays.toString(entry.unreleased()));
        told.append(" will ").append(entry.will().delaySeconds()).append(' ');
        told.append(Arrays.hashCode(entry.will().message())).append(' ').append(entry.willDueMs());
        SubscriptionSet set = entry.subscriptionSet();
        Map<String, String> wishes = new TreeMap<>();
        for (int i = 0; i < set.count(); i++) {
            wishes.put(set.filter(i).text(), set.subscription(i) + " from " + set.effectiveFrom(i));
        }
        return told.append(' ').append(wishes).toString();
    }

    private static String refs(List<SessionEntry> entries) {
        return entries.stream().map(SessionEntry::ref).sorted().toList().toString();
    }
}
