package io.sluice.mqtt;

import static io.sluice.mqtt.MqttBytes.packet;
import static io.sluice.mqtt.MqttBytes.raw;
import static io.sluice.mqtt.MqttBytes.text;
import static io.sluice.mqtt.MqttBytes.uint32;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.auth.Access;
import io.sluice.broker.Close;
import io.sluice.broker.Delivery;
import io.sluice.broker.Grant;
import io.sluice.broker.Inflight;
import io.sluice.broker.ManualFeed;
import io.sluice.broker.RecordedMessages;
import io.sluice.broker.Refusal;
import io.sluice.broker.Request;
import io.sluice.broker.SessionName;
import io.sluice.broker.SessionRequest;
import io.sluice.broker.SessionState;
import io.sluice.broker.Subscription;
import io.sluice.broker.TopicFilter;
import io.sluice.broker.Where;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Subscriptions that begin at a place in the log. */
final class ReplayTest {
    private static final Grant GRANT = new Grant(2, false, false, new int[0]);
    private static final MqttBytes.Block FIRST = text(0x26, "stream-offset", "first");
    private static final Subscription FROM_FIRST =
            new Subscription(new TopicFilter("a"), 1, false, false, 0, 0, Where.FIRST);

    private final TestGateway gateway = new TestGateway();
    private final ManualFeed reading = new ManualFeed(78);

    @Test
    void propertyNamesThePlaceAndDeliveriesTellTheirs() {
        TestClient client = gateway.connected5("me");

        client.send(packet(0x82).uint16(1).properties(FIRST).string("a").uint8(1).end());
        assertThat(lastOpen().session().name().isAnonymous()).isTrue();
        open(SessionState.NEW);
        Request.Subscribe asked = gateway.ingress().last(Request.Subscribe.class);
        assertThat(asked.wanted()).containsExactly(FROM_FIRST);
        assertThat(client.received()).isEmpty();
        asked.receipt().stored(-1);
        deliver(client, durable(gateway.messages(41).to("a").add(1, "x")));

        // SUBACK 1; PUBLISH a, id 1, x-stream-offset 41 and the time of storing
        assertThat(client.received())
                .isEqualTo(
                        "900400010001"
                                + publish(
                                        0x32,
                                        "0001",
                                        "x-stream-offset",
                                        "41",
                                        "timestamp",
                                        String.valueOf(gateway.clock.millis())));
    }

    @Test
    void filterNamesThePlaceInVersion3AndTheTopicIsTheOriginal() {
        TestClient client = gateway.connected3("me");

        client.send(packet(0x82).uint16(1).string("$replay/offset=5/a").uint8(0).end());
        open(SessionState.NEW);
        Request.Subscribe asked = gateway.ingress().last(Request.Subscribe.class);
        asked.receipt().stored(-1);
        deliver(client, durable(gateway.messages(41).to("a").add(0, "x")));

        assertThat(asked.wanted().get(0).filter()).isEqualTo(new TopicFilter("a"));
        assertThat(asked.wanted().get(0).where()).isEqualTo(Where.offset(5));
        assertThat(client.received()).isEqualTo("9003000100" + "300400016178");
    }

    @Test
    void offsetIsToldOnlyWhenNoPowerCutTakesItBack() {
        TestClient client = replaying();

        deliver(client, gateway.messages(41).to("a").add(0, "x"));
        assertThat(client.received()).isEmpty();
        gateway.ingress().last(Request.Barrier.class).receipt().stored(-1);

        assertThat(client.received()).startsWith("30");
        assertThat(gateway.ingress().requests(Request.Barrier.class)).hasSize(1);
    }

    @Test
    void gapAndResetAreToldOnce() {
        TestClient client = replaying();
        lastOpen().subscriber().lost(7);
        lastOpen().subscriber().reset();

        deliver(client, durable(gateway.messages(41).to("a").add(0, "x")));
        String first = client.received();
        deliver(client, durable(gateway.messages(42).to("a").add(0, "y")));

        assertThat(first).contains(hex("x-gap"), hex("x-reset"));
        assertThat(client.received())
                .contains(hex("x-stream-offset"))
                .doesNotContain(hex("x-gap"), hex("x-reset"));
    }

    @Test
    void ordinarySessionOfVersion5IsToldOfAGapToo() {
        TestClient client = gateway.connected5("me");
        client.subscriber().lost(7);

        gateway.deliver(client, gateway.messages(3).add(0, "x").add(0, "y"));

        assertThat(client.received())
                .isEqualTo(
                        "30100001740b"
                                + "260005"
                                + hex("x-gap")
                                + "000137"
                                + hex("x")
                                + "3005000174"
                                + "00"
                                + hex("y"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$replay/yesterday/a",
                "$replay/offset=-1/a",
                "$replay/-15x/a",
                "$replay/first",
                "$replay/first/$share/g/a",
                "$replay/first/$replay/first/a",
                "$replay/first/$queue/q",
                "$replay//a"
            })
    void whatNamesNoPlaceFailsAndSaysWhy(String filter) {
        TestClient client = gateway.connected5("me");

        client.send(packet(0x82).uint16(1).properties().string(filter).uint8(1).end());

        assertThat(client.received()).startsWith("90").endsWith("8f").contains("1f00", hex("'"));
        assertThat(gateway.ingress().requests(Request.Subscribe.class)).isEmpty();
        assertThat(gateway.ingress().requests(Request.Open.class)).hasSize(1);
    }

    @Test
    void badPlaceInThePropertyFailsForEveryFilterOfTheSubscribe() {
        TestClient client = gateway.connected5("me");

        client.send(
                packet(0x82)
                        .uint16(1)
                        .properties(text(0x26, "stream-offset", "soon"))
                        .string("a")
                        .uint8(1)
                        .string("$share/g/b")
                        .uint8(1)
                        .end());

        assertThat(client.received()).contains(hex("soon")).endsWith("8383");
    }

    @Test
    void reasonIsNotToldToWhoDoesNotWantIt() {
        TestClient client = gateway.connected5("me", MqttBytes.property(0x17, 0));

        client.send(packet(0x82).uint16(1).properties().string("$replay/x/a").uint8(1).end());

        assertThat(client.received()).isEqualTo("90040001008f");
    }

    @Test
    void readingThePastNeedsARightOfItsOwn() {
        gateway.rights.forbidReplay("a");
        TestClient client = gateway.connected5("me");

        client.send(packet(0x82).uint16(1).properties(FIRST).string("a").uint8(1).end());

        assertThat(client.received()).endsWith("87");
        assertThat(gateway.ingress().requests(Request.Open.class)).hasSize(1);
    }

    @Test
    void rightThatIsLostEndsTheReadingAtOnce() {
        TestClient client = replaying();

        gateway.rights.forbidReplay("a");
        deliver(client, durable(gateway.messages(41).to("a").add(0, "x")));

        assertThat(client.received()).isEmpty();
        assertThat(gateway.ingress().last(Request.Closed.class).feed()).isSameAs(reading);
    }

    @Test
    void someOfAFilterMayBeReadAgain() {
        gateway.rights.set("+", Access.PARTLY);
        gateway.rights.set("secret", Access.DENIED);
        TestClient client = gateway.connected5("me");
        client.send(packet(0x82).uint16(1).properties(FIRST).string("+").uint8(0).end());
        open(SessionState.NEW);
        gateway.ingress().last(Request.Subscribe.class).receipt().stored(-1);
        client.received();

        deliver(client, durable(gateway.messages(1).to("secret").add(0, "x").to("a").add(0, "y")));

        assertThat(client.received()).contains(hex("a")).doesNotContain(hex("secret"));
    }

    @Test
    void sameSubscribeAgainChangesTheTermsAndNotThePlace() {
        TestClient client = replaying();

        client.send(
                packet(0x82)
                        .uint16(2)
                        .properties(text(0x26, "stream-offset", "first"))
                        .string("a")
                        .uint8(2)
                        .end());
        Request.Subscribe again = gateway.ingress().last(Request.Subscribe.class);
        again.receipt().stored(-1);

        assertThat(again.feed()).isSameAs(reading);
        assertThat(again.wanted().get(0).qos()).isEqualTo(2);
        assertThat(gateway.ingress().requests(Request.Open.class)).hasSize(2);
        assertThat(client.received()).isEqualTo("900400020002");
    }

    @Test
    void refusalOfTheBrokerIsToldAndTheReadingForgotten() {
        TestClient client = gateway.connected5("me");
        client.send(packet(0x82).uint16(1).properties(FIRST).string("a").uint8(1).end());

        lastOpen().subscriber().refused(Refusal.SESSIONS_FULL);

        assertThat(client.received()).endsWith("80");
        assertThat(gateway.metric("sluice_subscriptions", "protocol", "mqtt")).isZero();
    }

    @Test
    void readingsAreBounded() {
        TestGateway small = new TestGateway(Configs.replaysMax(1));
        TestClient client = small.connected5("me");

        client.send(
                packet(0x82)
                        .uint16(1)
                        .properties(FIRST)
                        .string("a")
                        .uint8(0)
                        .string("b")
                        .uint8(0)
                        .end());
        small.ingress().last(Request.Open.class).subscriber().refused(Refusal.BUSY);

        assertThat(small.ingress().requests(Request.Open.class)).hasSize(2);
        assertThat(client.received()).endsWith("8097");
    }

    @Test
    void readingOfASessionThatIsKeptIsKeptUnderItsName() {
        TestClient client = gateway.connected5("me/1", uint32(0x11, 60));

        client.send(packet(0x82).uint16(1).properties(FIRST).string("a").uint8(1).end());
        SessionRequest asked = lastOpen().session();
        Request.Subscribe marker = gateway.ingress().last(Request.Subscribe.class);
        open(SessionState.NEW);
        client.breakOff();

        assertThat(asked.name()).isEqualTo(new SessionName("mqtt-replay", "me%2F1/$replay//a"));
        assertThat(asked.expirySeconds()).isEqualTo(60);
        assertThat(asked.cleanStart()).isTrue();
        assertThat(marker.feed()).isSameAs(client.feed);
        assertThat(marker.wanted().get(0).filter()).isEqualTo(new TopicFilter("$replay//a"));
        assertThat(gateway.ingress().requests(Request.Closed.class))
                .extracting(Request.Closed::how)
                .containsExactly(new Close(false, 60), new Close(true, 60));
    }

    @Test
    void sessionThatComesBackGoesOnWithItsReadingAndItsExchanges() {
        TestClient client = gateway.socket();
        client.send(connect5Kept());
        gateway.open(client, present("$replay//a", Inflight.NONE));
        client.received();
        gateway.deliver(client, gateway.messages(1).add(0, "own"));
        assertThat(client.received()).isEmpty(); // until it is known which ids the reading has

        open(new SessionState(true, List.of(FROM_FIRST), new int[0], received(9, 41)));

        // PUBREL 9, then what lay there
        assertThat(client.received()).startsWith("62020009" + "30");
        client.send(raw("70 02 0009"));
        client.run();
        assertThat(gateway.ingress().last(Request.Completed.class).feed()).isSameAs(reading);
        client.send(packet(0xA2).uint16(2).properties().string("a").end());
        assertThat(gateway.ingress().last(Request.Unsubscribe.class).filters())
                .containsExactly(new TopicFilter("$replay//a"));
    }

    @Test
    void markerWithoutAReadingIsForgotten() {
        TestClient client = gateway.socket();
        client.send(connect5Kept());
        gateway.open(client, present("$replay/first/a", Inflight.NONE));

        open(SessionState.NEW);

        assertThat(gateway.ingress().last(Request.Unsubscribe.class).filters())
                .containsExactly(new TopicFilter("$replay/first/a"));
        assertThat(gateway.ingress().last(Request.Closed.class).how())
                .isEqualTo(new Close(false, 0));
        assertThat(gateway.metric("sluice_subscriptions", "protocol", "mqtt")).isZero();
    }

    @Test
    void exchangesOfAReadingThatEndsAreFinishedByItsSession() {
        TestClient client = replaying();
        deliver(client, durable(gateway.messages(41).to("a").add(2, "x")));
        gateway.ingress().last(Request.Sending.class).receipt().stored(-1);
        client.received();

        client.send(packet(0xA2).uint16(2).properties().string("a").end());
        Request.Sending adopted = gateway.ingress().last(Request.Sending.class);
        client.send(raw("50 02 0001"));
        client.run();

        assertThat(adopted.feed()).isSameAs(client.feed);
        assertThat(adopted.offsets()).containsExactly(41L);
        assertThat(client.subscriber().inflight().offsets()).containsExactly(41);
        assertThat(gateway.ingress().last(Request.Received.class).feed()).isSameAs(client.feed);
    }

    @Test
    void idThatTwoFeedsClaimIsTheOneThatWasLogged() {
        TestClient client = gateway.socket();
        client.send(connect5Kept());
        Inflight stale = new Inflight(new int[] {9}, new long[] {30}, new byte[] {1});
        gateway.open(client, present("$replay//a", stale));
        Inflight logged = new Inflight(new int[] {9}, new long[] {41}, new byte[] {2});
        open(new SessionState(true, List.of(FROM_FIRST), new int[0], logged));
        client.received();

        RecordedMessages own = gateway.messages(30).to("own").add(1, "x");
        gateway.deliver(client, new Delivery(Delivery.Kind.RESENT, own.stretch(), GRANT, 9));
        RecordedMessages theirs = durable(gateway.messages(41).to("a").add(2, "y"));
        reading.add(Delivery.withOffset(Delivery.Kind.RESENT, theirs.stretch(), GRANT, 9));
        lastOpen().subscriber().deliverable();

        // PUBLISH of QoS 1 under a new id; PUBLISH of QoS 2, again, under id 9
        assertThat(client.received())
                .contains("320900036f776e" + "000a" + "00" + hex("x"))
                .contains("000161" + "0009");
    }

    private Request.Open lastOpen() {
        return gateway.ingress().last(Request.Open.class);
    }

    /** Opens the reading that was asked for last. */
    private void open(SessionState state) {
        lastOpen().subscriber().opened(reading, state);
    }

    /** A client of version 5 that reads "a" from the first record on, SUBACK read. */
    private TestClient replaying() {
        TestClient client = gateway.connected5("me");
        client.send(packet(0x82).uint16(1).properties(FIRST).string("a").uint8(1).end());
        open(SessionState.NEW);
        gateway.ingress().last(Request.Subscribe.class).receipt().stored(-1);
        client.received();
        return client;
    }

    private void deliver(TestClient client, RecordedMessages messages) {
        reading.add(Delivery.withOffset(Delivery.Kind.LIVE, messages.stretch(), GRANT, 0));
        lastOpen().subscriber().deliverable();
        client.run();
    }

    private RecordedMessages durable(RecordedMessages messages) {
        reading.becomeDurable(Long.MAX_VALUE);
        return messages;
    }

    private static byte[] connect5Kept() {
        return packet(0x10)
                .string("MQTT")
                .uint8(5)
                .uint8(0)
                .uint16(60)
                .properties(uint32(0x11, 60))
                .string("me")
                .end();
    }

    private static SessionState present(String filter, Inflight inflight) {
        Subscription had = Subscription.of(new TopicFilter(filter), 0);
        return new SessionState(true, List.of(had), new int[0], inflight);
    }

    private static Inflight received(int packetId, long offset) {
        return new Inflight(
                new int[] {packetId}, new long[] {offset}, new byte[] {Inflight.RECEIVED});
    }

    private static String publish(int first, String packetId, String... properties) {
        StringBuilder block = new StringBuilder();
        for (int i = 0; i < properties.length; i += 2) {
            block.append(
                    HexFormat.of().formatHex(text(0x26, properties[i], properties[i + 1]).bytes()));
        }
        String body = "000161" + packetId + "%02x".formatted(block.length() / 2) + block + hex("x");
        return "%02x%02x".formatted(first, body.length() / 2) + body;
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(UTF_8));
    }
}
