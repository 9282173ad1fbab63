package io.sluice.subscription;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.broker.Close;
import io.sluice.broker.Inflight;
import io.sluice.broker.SessionName;
import io.sluice.broker.SessionRequest;
import io.sluice.broker.SessionState;
import io.sluice.broker.Subscription;
import io.sluice.broker.TopicFilter;
import io.sluice.broker.Where;
import io.sluice.broker.Will;
import io.sluice.log.RecordLayout;
import io.sluice.log.RecordType;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** What each control record says, told by what it changes. */
final class StateRecordsTest {
    private static final SessionName NAME = new SessionName("mqtt", "dévice-1");
    private static final int REF = 70;

    private final StateLog log = new StateLog();
    private final StateRecords write = new StateRecords();

    @Test
    void everyRecordIsWholeAndSaysWhoseItIs() {
        log.append(write.session(REF, NAME, 60));
        Close how = new Close(true, 60);
        log.append(write.sessionClosed(log.session(REF), how, 1, 2, inflight(7, 3)));
        log.append(write.subscribe(REF, List.of(Subscription.of(new TopicFilter("a/+"), 1))));
        log.append(write.unsubscribe(REF, List.of(new TopicFilter("a/+"))));
        log.append(write.deliver(REF, new int[] {1}, new long[] {2}));
        log.append(write.received(REF, new int[] {1}));
        log.append(write.completed(REF, new int[] {1}));
        log.append(write.released(REF, new int[] {1}));
        log.append(write.will(REF, new Will(StateLog.message("t", 0, 0, 0, "x"), 4)));
        log.append(write.willDone(REF));
        log.append(write.sessionEnded(REF));

        for (byte[] record : log.records) {
            int length = record.length;
            assertThat(RecordLayout.isWhole(record, 0, length, StateLog.SALT, new CRC32C()))
                    .isTrue();
            assertThat(RecordLayout.next(record, 0)).isEqualTo(length);
            assertThat(RecordLayout.publisherRef(record, 0)).isEqualTo(REF);
            assertThat(RecordLayout.type(record, 0))
                    .isGreaterThanOrEqualTo(RecordType.FIRST_CONTROL);
        }
        assertThat(log.state.sessions().count()).isZero();
    }

    @Test
    void sessionIsFoundByNameAndReference() {
        long offset = log.append(write.session(REF, NAME, SessionRequest.NEVER_EXPIRES));

        SessionEntry entry = log.state.sessions().find(NAME).orElseThrow();
        assertThat(entry).isSameAs(log.session(REF));
        assertThat(entry.name()).isEqualTo(NAME);
        assertThat(entry.expirySeconds()).isEqualTo(SessionRequest.NEVER_EXPIRES);
        assertThat(entry.isConnected()).isTrue();
        assertThat(entry.isVolatile()).isFalse();
        assertThat(entry.nextOffset()).isEqualTo(offset + 1);
        assertThat(log.state.sessions().find(new SessionName("stomp", NAME.id()))).isEmpty();
        assertThat(log.state.sessions().takeRef()).isEqualTo(REF + 1);
    }

    @Test
    void subscriptionKeepsItsPlaceWhenItsTermsChange() {
        Subscription first =
                new Subscription(new TopicFilter("a/ä/#"), 2, true, true, 2, 9, Where.NEXT);
        Subscription other = Subscription.of(new TopicFilter("b"), 1);
        log.append(write.session(REF, NAME, 60));
        long offset = log.append(write.subscribe(REF, List.of(first, other), new long[] {-1, 4}));
        Subscription changed = Subscription.of(first.filter(), 0);
        log.append(write.subscribe(REF, List.of(changed)));

        FilterReader reader = log.session(REF).filters().reader();
        byte[] topic = "a/ä/c".getBytes(UTF_8);
        assertThat(reader.grant(topic, 0, topic.length, offset)).isSameAs(FilterSet.NONE);
        assertThat(reader.grant(topic, 0, topic.length, offset + 1).qosMax()).isZero();
        assertThat(reader.grant(new byte[] {'b'}, 0, 1, 4).qosMax()).isEqualTo(1);
        assertThat(log.session(REF).subscriptions()).containsExactlyInAnyOrder(changed, other);
        assertThat(log.state.sessions().subscriptions()).isEqualTo(2);
    }

    @Test
    void manySubscriptionsComeAndGo() {
        log.append(write.session(REF, NAME, 60));
        for (int i = 0; i < 100; i++) {
            TopicFilter filter = new TopicFilter("f/" + i);
            Subscription wish = new Subscription(filter, 1, false, false, 0, i, Where.NEXT);
            log.append(write.subscribe(REF, List.of(wish)));
        }
        for (int i = 0; i < 100; i += 3) {
            log.append(write.unsubscribe(REF, List.of(new TopicFilter("f/" + i))));
        }

        assertThat(log.session(REF).subscriptionCount()).isEqualTo(66);
        for (int i = 0; i < 100; i++) {
            boolean isThere = log.session(REF).has(new TopicFilter("f/" + i));
            assertThat(isThere).isEqualTo(i % 3 != 0);
        }
        for (Subscription each : log.session(REF).subscriptions()) {
            assertThat(each.filter().text()).isEqualTo("f/" + each.identifier());
        }
    }

    @Test
    void qos2OutwardsIsRememberedStepByStep() {
        log.append(write.session(REF, NAME, 60));
        log.append(write.deliver(REF, new int[] {1, 2, 65_535}, new long[] {20, 21, 22}));
        log.append(write.received(REF, new int[] {1, 2}));
        log.append(write.completed(REF, new int[] {1}));

        SessionEntry entry = log.session(REF);
        assertThat(entry.inflight())
                .isEqualTo(
                        new Inflight(
                                new int[] {2, 65_535},
                                new long[] {21, 22},
                                new byte[] {Inflight.RECEIVED, Inflight.SENT_QOS2}));
        assertThat(entry.isSettled(20)).as("finished").isTrue();
        assertThat(entry.isSettled(21)).as("under way").isTrue();
        assertThat(entry.isSettled(23)).as("not yet sent").isFalse();
    }

    @Test
    void cursorTakesQos1AndLeavesQos2ToTheLog() {
        log.append(write.session(REF, NAME, 60));
        log.append(write.deliver(REF, new int[] {1, 2, 3}, new long[] {20, 21, 22}));
        log.append(write.completed(REF, new int[] {1}));
        log.append(write.received(REF, new int[] {2}));
        Inflight gatheredBefore =
                new Inflight(
                        new int[] {1, 9, 2},
                        new long[] {20, 19, 21},
                        new byte[] {Inflight.SENT_QOS2, Inflight.SENT_QOS1, Inflight.SENT_QOS2});
        log.append(write.cursor(-1, new int[] {REF}, new long[] {21}, List.of(gatheredBefore)));

        SessionEntry entry = log.session(REF);
        assertThat(entry.nextOffset()).isEqualTo(21);
        assertThat(entry.isSettled(20)).as("below the cursor").isFalse();
        assertThat(entry.inflight())
                .isEqualTo(
                        new Inflight(
                                new int[] {9, 2, 3},
                                new long[] {19, 21, 22},
                                new byte[] {
                                    Inflight.SENT_QOS1, Inflight.RECEIVED, Inflight.SENT_QOS2
                                }));
    }

    @Test
    void cursorNeverGoesBackAndMeansConnectedSessionsOnly() {
        log.append(write.session(REF, NAME, 60));
        log.append(write.cursor(-1, new int[] {REF}, new long[] {50}, List.of(inflight(1, 40))));
        log.append(write.cursor(-1, new int[] {REF}, new long[] {45}, List.of(Inflight.NONE)));
        assertThat(log.session(REF).nextOffset()).isEqualTo(50);
        assertThat(log.session(REF).inflight()).isEqualTo(inflight(1, 40));

        Close how = new Close(false, 60);
        log.append(write.sessionClosed(log.session(REF), how, 1, 55, inflight(3, 54)));
        log.append(write.cursor(99, new int[] {REF}, new long[] {70}, List.of(Inflight.NONE)));

        assertThat(log.session(REF).nextOffset()).isEqualTo(55);
        assertThat(log.session(REF).inflight()).isEqualTo(inflight(3, 54));
    }

    @Test
    void safeOffsetMovesAllWhoDoNotStandApart() {
        log.append(write.session(REF, NAME, 60));
        log.append(write.session(REF + 1, new SessionName("mqtt", "lags"), 60));
        log.append(write.deliver(REF, new int[] {4}, new long[] {30}));
        log.append(write.completed(REF, new int[] {4}));
        int[] lags = {REF + 1};
        log.append(write.cursorJoined(new int[] {REF, REF + 1}));
        log.append(write.cursor(40, lags, new long[] {15}, List.of(inflight(2, 14))));
        log.append(write.cursor(60, new int[0], new long[0], List.of()));
        log.append(write.session(REF + 2, new SessionName("mqtt", "late"), 60));

        assertThat(log.session(REF).nextOffset()).isEqualTo(60);
        assertThat(log.session(REF).isSettled(30)).isFalse();
        assertThat(log.session(REF + 1).nextOffset()).isEqualTo(15);
        assertThat(log.session(REF + 1).inflight()).isEqualTo(inflight(2, 14));
        assertThat(log.session(REF + 2).nextOffset()).isEqualTo(log.nextOffset);
    }

    @Test
    void comingBackGivesTheStateThatWasLeft() {
        log.append(write.session(REF, NAME, 60));
        log.append(write.subscribe(REF, List.of(Subscription.of(new TopicFilter("a"), 1))));
        log.append(StateLog.message("x", 2, REF, 11, "in"));
        log.append(StateLog.message("x", 2, REF, 12, "in"));
        log.append(StateLog.message("x", 1, REF, 13, "of QoS 1"));
        log.append(write.released(REF, new int[] {12}));
        Close how = new Close(false, 90);
        log.append(write.sessionClosed(log.session(REF), how, 5, 18, inflight(3, 17)));
        log.append(write.session(REF, NAME, 30));

        SessionState state = log.session(REF).toState();
        assertThat(state.present()).isTrue();
        assertThat(state.subscriptions()).containsExactly(Subscription.of(new TopicFilter("a"), 1));
        assertThat(state.unreleased()).containsExactly(11);
        assertThat(state.inflight()).isEqualTo(inflight(3, 17));
        assertThat(log.state.sessions().isUnreleased(REF, 11)).isTrue();
        assertThat(log.state.sessions().isUnreleased(REF, 12)).isFalse();
        assertThat(log.session(REF).nextOffset()).isEqualTo(18);
        assertThat(log.session(REF).expirySeconds()).isEqualTo(30);
    }

    @Test
    void anotherVersionIsRefused() {
        byte[] record = write.session(REF, NAME, 60);
        record[RecordLayout.payloadAt(record, 0)] = 2;

        assertThatThrownBy(() -> log.append(record))
                .isInstanceOf(UnreadableStateException.class)
                .hasMessageContaining("offset 10, type 16: version 2");
    }

    @Test
    void bodyThatEndsTooEarlyIsRefused() {
        log.append(write.session(REF, NAME, 60));
        byte[] record = write.deliver(REF, new int[] {1, 2}, new long[] {3, 4});
        record[RecordLayout.payloadAt(record, 0) + 1] = 3;

        assertThatThrownBy(() -> log.append(record)).isInstanceOf(UnreadableStateException.class);
    }

    private static Inflight inflight(int packetId, long offset) {
        return new Inflight(
                new int[] {packetId}, new long[] {offset}, new byte[] {Inflight.SENT_QOS1});
    }
}
