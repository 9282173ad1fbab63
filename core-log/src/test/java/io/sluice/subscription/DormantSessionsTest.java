package io.sluice.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.Close;
import io.sluice.broker.Inflight;
import io.sluice.broker.SessionName;
import io.sluice.broker.Subscription;
import io.sluice.broker.TopicFilter;
import io.sluice.broker.Will;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sessions that lie as they were loaded until somebody wants them. */
final class DormantSessionsTest {
    private static final int COUNT = 300;
    private static final long CLOSED_AT_MS = 5_000_000;
    private static final long EXPIRY_SECONDS = 600;

    private final StateLog log = new StateLog();

    @Test
    void theyAreFoundByNameAndByReferenceAndAreAsTheyWere() {
        sleepers(COUNT);

        State loaded = loaded(log.state);

        for (int ref = 1; ref <= COUNT; ref++) {
            SessionEntry before = log.session(ref);
            SessionEntry entry =
                    (ref % 2 == 0
                                    ? loaded.sessions().find(ref)
                                    : loaded.sessions().find(before.name()))
                            .orElseThrow();
            assertThat(entry.name()).isEqualTo(before.name());
            assertThat(entry.subscriptions()).isEqualTo(before.subscriptions());
            assertThat(entry.closedAtMs()).isEqualTo(CLOSED_AT_MS + ref);
            assertThat(loaded.sessions().find(ref)).containsSame(entry);
        }
        assertThat(loaded.sessions().find(COUNT + 1)).isEmpty();
        assertThat(loaded.sessions().find(new SessionName("mqtt", "nobody"))).isEmpty();
    }

    @Test
    void theyCountAndAreWrittenAgainAsTheyLie() {
        sleepers(COUNT);
        State loaded = loaded(log.state);

        for (int ref = 1; ref <= COUNT; ref += 7) {
            assertThat(loaded.sessions().find(ref)).isPresent();
        }
        State again = loaded(loaded);

        assertThat(loaded.sessions().asleep()).isEqualTo(COUNT);
        assertThat(loaded.sessions().subscriptions()).isEqualTo(2L * COUNT);
        assertThat(again.sessions().asleep()).isEqualTo(COUNT);
        assertThat(StateLog.described(again, log.nextOffset))
                .isEqualTo(StateLog.described(log.state, log.nextOffset));
    }

    @Test
    void theirTimeComes() {
        sleepers(COUNT);
        State loaded = loaded(log.state);
        long firstDueMs = CLOSED_AT_MS + 1 + EXPIRY_SECONDS * 1000;

        assertThat(loaded.sessions().expired(firstDueMs - 1)).isEmpty();
        assertThat(loaded.sessions().expired(firstDueMs))
                .extracting(SessionEntry::ref)
                .containsExactly(1);
        assertThat(loaded.sessions().expired(firstDueMs + COUNT)).hasSize(COUNT);
    }

    @Test
    void aWillOfOneComesDue() {
        int ref = open("w");
        log.append(log.write.will(ref, new Will(StateLog.retained("will", "gone"), 30)));
        Close lost = new Close(true, EXPIRY_SECONDS);
        log.append(log.write.sessionClosed(log.session(ref), lost, CLOSED_AT_MS, 3, Inflight.NONE));
        State loaded = loaded(log.state);

        assertThat(loaded.sessions().willsDue(CLOSED_AT_MS + 29_999)).isEmpty();
        assertThat(loaded.sessions().willsDue(CLOSED_AT_MS + 30_000))
                .extracting(SessionEntry::ref)
                .containsExactly(ref);
    }

    @Test
    void whoeverIsVisitedIsNotWoken() {
        sleepers(COUNT);
        State loaded = loaded(log.state);
        List<Integer> visited = new ArrayList<>();
        List<Integer> active = new ArrayList<>();

        loaded.sessions().forEach(entry -> visited.add(entry.ref()));
        loaded.sessions().forEachActive(entry -> active.add(entry.ref()));

        assertThat(visited).hasSize(COUNT).doesNotHaveDuplicates();
        assertThat(active).isEmpty();
    }

    @Test
    void connectedOnesAndThoseOfGroupsAreNotDormant() {
        open("connected");
        close(subscribe(open("member"), "$share/g/a"));
        close(subscribe(open("plain"), "a"));
        int window = open("window");
        log.append(
                log.write.sessionClosed(
                        log.session(window),
                        new Close(false, EXPIRY_SECONDS),
                        CLOSED_AT_MS,
                        3,
                        new Inflight(
                                new int[] {1}, new long[] {3}, new byte[] {Inflight.SENT_QOS1})));
        List<String> active = new ArrayList<>();

        loaded(log.state).sessions().forEachActive(entry -> active.add(entry.name().id()));

        assertThat(active).containsExactlyInAnyOrder("connected", "member", "window");
    }

    @Test
    void ofTwoWithOneNameTheYoungerIsFound() {
        close(open("twice"));
        State older = loaded(log.state);
        log.append(log.write.sessionEnded(1));
        int younger = open("twice");
        close(younger);

        State both = new State(StateLog.ROOMY);
        load(both, older, Shards.ofSession(1));
        load(both, log.state, Shards.ofSession(younger));
        both.sessions().loaded();

        SessionName name = new SessionName("mqtt", "twice");
        assertThat(both.sessions().find(name)).map(SessionEntry::ref).contains(younger);
        assertThat(both.sessions().find(1)).isPresent();
        assertThat(both.sessions().count()).isEqualTo(2);
    }

    private void sleepers(int count) {
        for (int i = 0; i < count; i++) {
            close(subscribe(open("device-" + i), "device/" + i + "/set", "all/" + i % 9 + "/#"));
        }
    }

    private int open(String id) {
        int ref = log.state.sessions().takeRef();
        log.append(log.write.session(ref, new SessionName("mqtt", id), EXPIRY_SECONDS));
        return ref;
    }

    private int subscribe(int ref, String... filters) {
        List<Subscription> wanted = new ArrayList<>();
        for (String filter : filters) {
            wanted.add(Subscription.of(new TopicFilter(filter), 1));
        }
        log.append(log.write.subscribe(ref, wanted));
        return ref;
    }

    private void close(int ref) {
        Close how = new Close(false, EXPIRY_SECONDS);
        log.append(
                log.write.sessionClosed(
                        log.session(ref), how, CLOSED_AT_MS + ref, log.nextOffset, Inflight.NONE));
    }

    private State loaded(State from) {
        State to = new State(StateLog.ROOMY);
        for (int shard = 0; shard < State.SHARDS; shard++) {
            load(to, from, shard);
        }
        to.sessions().loaded();
        return to;
    }

    private void load(State to, State from, int shard) {
        byte[] image = from.image(shard, log.nextOffset);
        to.loadSessions(shard, new StateReader().on(image, 0, image.length));
    }
}
