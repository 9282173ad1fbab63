package io.sluice.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.Close;
import io.sluice.broker.Inflight;
import io.sluice.broker.SessionName;
import io.sluice.broker.SessionRequest;
import io.sluice.broker.Subscription;
import io.sluice.broker.TopicFilter;
import io.sluice.broker.Will;
import io.sluice.log.RecordLayout;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** When sessions end, when wills are due, and what is left when the gateway was lost. */
final class SessionTableTest {
    private static final long NOW_MS = 1_000_000;

    private final StateLog log = new StateLog();
    private final SessionTable sessions = log.state.sessions();
    private final StateRecords write = new StateRecords();
    private final Will will = new Will(StateLog.message("gone", 0, 0, 0, "x"), 30);

    @Test
    void sessionExpiresWhenItsTimeIsOverAndNotBefore() {
        open(1, 60);
        close(1, new Close(false, 60));

        assertThat(refs(sessions.expired(NOW_MS + 59_999))).isEmpty();
        assertThat(refs(sessions.expired(NOW_MS + 60_000))).containsExactly(1);

        log.append(write.sessionEnded(1));
        assertThat(sessions.find(1)).isEmpty();
        assertThat(sessions.find(new SessionName("mqtt", "1"))).isEmpty();
        assertThat(refs(sessions.expired(Long.MAX_VALUE))).isEmpty();
    }

    @Test
    void sessionWithoutEndNeverExpires() {
        open(1, SessionRequest.NEVER_EXPIRES);
        close(1, new Close(false, SessionRequest.NEVER_EXPIRES));

        assertThat(sessions.expired(Long.MAX_VALUE - 1)).isEmpty();
    }

    @Test
    void connectedSessionDoesNotExpire() {
        open(1, 1);
        close(1, new Close(false, 1));
        open(1, 1);

        assertThat(sessions.expired(Long.MAX_VALUE - 1)).isEmpty();
        assertThat(sessions.connected()).isEqualTo(1);
        assertThat(sessions.asleep()).isZero();
    }

    @Test
    void cursorOfAGroupIsNoClient() {
        SessionName jobs = new SessionName(SessionEntry.GROUP_SPACE, "$share/g/jobs");
        log.append(write.session(9, jobs, 100));

        assertThat(sessions.connected()).isZero();
        assertThat(sessions.hasConnected()).isTrue();
        assertThat(sessions.count()).isEqualTo(1);

        close(9, new Close(false, 100));

        assertThat(sessions.asleep()).isZero();
        assertThat(sessions.hasConnected()).isFalse();
        assertThat(sessions.count()).isEqualTo(1);
    }

    @Test
    void willIsDueAfterItsDelayAndBeforeItsSessionEnds() {
        open(1, 600);
        log.append(write.will(1, will));
        close(1, new Close(true, 600));

        assertThat(refs(sessions.willsDue(NOW_MS + 29_999))).isEmpty();
        assertThat(refs(sessions.willsDue(NOW_MS + 30_000))).containsExactly(1);
        assertThat(log.session(1).will().message()).isEqualTo(will.message());

        log.append(write.willDone(1));
        assertThat(refs(sessions.willsDue(Long.MAX_VALUE - 1))).isEmpty();
        assertThat(refs(sessions.expired(NOW_MS + 600_000))).containsExactly(1);
    }

    @Test
    void willWaitsNoLongerThanItsSessionLasts() {
        open(1, 600);
        log.append(write.will(1, will));
        close(1, new Close(true, 5));

        assertThat(refs(sessions.expired(NOW_MS + 5_000))).as("first its will").isEmpty();
        assertThat(refs(sessions.willsDue(NOW_MS + 5_000))).containsExactly(1);
    }

    @Test
    void willIsForgottenWhenTheClientLeavesInPeaceOrComesBack() {
        open(1, 600);
        log.append(write.will(1, will));
        close(1, new Close(false, 600));
        open(2, 600);
        log.append(write.will(2, will));
        close(2, new Close(true, 600));
        open(2, 600);

        assertThat(sessions.willsDue(Long.MAX_VALUE - 1)).isEmpty();
        assertThat(log.session(1).will().isPresent()).isFalse();
        assertThat(log.session(2).will().isPresent()).isFalse();
    }

    @Test
    void whoWasConnectedWhenTheGatewayWasLostIsClosedAsOfNow() {
        open(1, 600);
        log.append(write.will(1, will));
        open(2, 10);
        close(2, new Close(false, 10));
        open(3, 0);
        log.append(write.will(3, will));
        int before = sessions.nextRef();

        log.append(write.gatewayLost(NOW_MS + 100_000));
        sessions.leapOverRefs();

        assertThat(sessions.connected()).isZero();
        assertThat(sessions.asleep()).isEqualTo(3);
        assertThat(refs(sessions.expired(NOW_MS + 100_000))).containsExactly(2);
        assertThat(refs(sessions.willsDue(NOW_MS + 100_000))).containsExactly(3);
        assertThat(refs(sessions.willsDue(NOW_MS + 130_000))).containsExactlyInAnyOrder(1, 3);
        assertThat(sessions.takeRef()).isGreaterThan(before + 100_000);
    }

    @Test
    void thousandsOfDeadlinesComeInTheirTime() {
        Random random = new Random(7);
        StateLog many = new StateLog(new State(new StateConfig(5_000, 10, 0, 0)));
        for (int ref = 1; ref <= 3_000; ref++) {
            many.append(write.session(ref, new SessionName("mqtt", "" + ref), 1));
            Close how = new Close(false, random.nextInt(1_000));
            many.append(write.sessionClosed(many.session(ref), how, NOW_MS, 0, Inflight.NONE));
        }

        long ended = 0;
        for (long nowMs = NOW_MS; nowMs < NOW_MS + 1_000_000; nowMs += 10_000) {
            for (SessionEntry entry : many.state.sessions().expired(nowMs)) {
                assertThat(entry.dueMs()).isBetween(nowMs - 10_000, nowMs);
                many.append(write.sessionEnded(entry.ref()));
                ended++;
            }
        }

        assertThat(many.state.sessions().count()).isEqualTo(3_000 - ended);
        assertThat(refs(many.state.sessions().expired(NOW_MS + 990_000))).isEmpty();
        assertThat(ended).isGreaterThan(2_900);
    }

    @Test
    void volatileSessionIsChangedLikeAnyOtherAndLeavesNothing() {
        SessionEntry entry = sessions.openVolatile(new SessionName("mqtt", "v"), 77);
        Subscription wish = Subscription.of(new TopicFilter("a"), 1);
        sessions.apply(write.subscribe(entry.ref(), List.of(wish)), 0, 80);

        assertThat(entry.isVolatile()).isTrue();
        assertThat(entry.nextOffset()).isEqualTo(77);
        assertThat(entry.filters().reader().grant(new byte[] {'a'}, 0, 1, 81).qosMax()).isOne();
        assertThat(entry.filters().reader().grant(new byte[] {'a'}, 0, 1, 80))
                .isSameAs(FilterSet.NONE);
        State copy = new State(StateLog.ROOMY);
        byte[] image = log.state.image(Shards.ofSession(entry.ref()), log.nextOffset);
        copy.loadSessions(
                Shards.ofSession(entry.ref()), new StateReader().on(image, 0, image.length));
        copy.sessions().loaded();
        assertThat(copy.sessions().count()).isZero();
        assertThat(copy.sessions().takeRef()).isGreaterThan(entry.ref());

        sessions.apply(write.sessionEnded(entry.ref()), 0, 90);
        assertThat(sessions.count()).isZero();
        assertThat(sessions.subscriptions()).isZero();
    }

    @Test
    void anonymousSessionsAreNotFoundByName() {
        SessionEntry one = sessions.openVolatile(SessionName.anonymous("stomp"), 0);
        SessionEntry two = sessions.openVolatile(SessionName.anonymous("stomp"), 0);

        assertThat(sessions.find(SessionName.anonymous("stomp"))).isEmpty();
        assertThat(one.ref()).isNotEqualTo(two.ref());
        assertThat(sessions.find(two.ref())).containsSame(two);
    }

    @Test
    void boundsAreTold() {
        StateLog small = new StateLog(new State(new StateConfig(2, 3, 0, 0)));
        small.append(write.session(1, new SessionName("mqtt", "1"), 9));
        SessionEntry entry = small.session(1);
        List<Subscription> two = wishes("a", "b");
        small.append(write.subscribe(1, two));

        assertThat(small.state.sessions().admits(entry, wishes("c"))).isTrue();
        assertThat(small.state.sessions().admits(entry, wishes("a", "b", "c"))).isTrue();
        assertThat(small.state.sessions().admits(entry, wishes("c", "d"))).isFalse();
        assertThat(small.state.sessions().isFull()).isFalse();
        small.append(write.session(2, new SessionName("mqtt", "2"), 9));
        assertThat(small.state.sessions().isFull()).isTrue();
    }

    @Test
    void referencesComeRoundAndMissThoseInUse() {
        int last = Publishers.FIRST_REF - 1;
        log.append(write.session(last - 1, new SessionName("mqtt", "old"), 9));
        sessions.refsAreTakenTo(Integer.MAX_VALUE);
        sessions.refsAreTakenTo(last - 2);

        assertThat(sessions.takeRef()).isEqualTo(last - 2);
        assertThat(sessions.takeRef()).isEqualTo(last);
        assertThat(sessions.takeRef()).isEqualTo(1);
        assertThat(RecordLayout.publisherRef(log.records.get(0), 0)).isEqualTo(last - 1);
    }

    private void open(int ref, long expirySeconds) {
        log.append(write.session(ref, new SessionName("mqtt", "" + ref), expirySeconds));
    }

    private void close(int ref, Close how) {
        log.append(write.sessionClosed(log.session(ref), how, NOW_MS, 0, Inflight.NONE));
    }

    private static List<Subscription> wishes(String... filters) {
        return List.of(filters).stream()
                .map(filter -> Subscription.of(new TopicFilter(filter), 0))
                .toList();
    }

    private static List<Integer> refs(List<SessionEntry> entries) {
        return entries.stream().map(SessionEntry::ref).toList();
    }
}
