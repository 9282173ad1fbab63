package io.sluice.stomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What destinations mean. */
final class DestinationTest {
    @ParameterizedTest
    @CsvSource({
        "/topic/a/b, a/b",
        "/topic//a, /a",
        "/topic/a.b, a.b",
        "/topic/a*b>, a*b>",
        "a/b, a/b",
        "a.b, a.b",
        "$SYS/x, $SYS/x",
        "/exchange/amq.topic/a.b.c, a/b/c",
        "/exchange/amq.topic/a/b.c, a.b/c",
        "/queue/a, $queue/a",
        "/queue/a/b.c, $queue/a/b.c",
        "/queue//a, $queue//a",
        "$queue/a, $queue/a",
        "/topic/$queue/a, $queue/a",
        "/dlq/a, $dlq/a",
    })
    void namesTopicToSendTo(String text, String topic) {
        assertThat(sendTo(text).text()).isEqualTo(topic);
        assertThat(sendTo(text).write(topic)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "/topic/a/+/c, a/+/c",
        "/topic/a/#, a/#",
        "/topic/*/b, +/b",
        "/topic/a/>, a/#",
        "/topic/a/**, a/#",
        "/topic/>, #",
        "a/+/#, a/+/#",
        "a/*, a/*",
        "/exchange/amq.topic/a.*.c, a/+/c",
        "/exchange/amq.topic/a.#, a/#",
        "/exchange/amq.topic/#, #",
        "/exchange/amq.topic/a/b.c, a.b/c",
        "/queue/a/b, $queue/a/b",
        "/queue/a.*, $queue/a.*",
        "/dlq/a, $dlq/a",
        "$queue/a, $queue/a",
        "/stream/a/*, a/+",
        "/shared/g/a/+, $share/g/a/+",
        "/shared/g/*/b/>, $share/g/+/b/#",
        "$share/g/a, $share/g/a",
        "/topic/$share/g/*, $share/g/+",
    })
    void namesTopicsToSubscribeTo(String text, String filter) {
        assertThat(subscribeTo(text).text()).isEqualTo(filter);
    }

    @ParameterizedTest
    @CsvSource({
        "/shared/g.h/a.*, $share/g.h/a/+",
        "/queue/a.b, $queue/a.b",
        "/topic/a.b, a/b",
        "/topic/a.*.c, a/+/c",
        "/topic/a.>, a/#",
        "/topic/a.#, a/#"
    })
    void dotsPartLevelsIfTheConfigurationSaysSo(String text, String filter) {
        assertThat(Destination.ofSubscription("SUBSCRIBE: destination", text, true).text())
                .isEqualTo(filter);
    }

    @ParameterizedTest
    @CsvSource({
        "/queue/jobs, $queue/jobs, /queue/jobs",
        "/dlq/jobs, $dlq/jobs, /dlq/jobs",
        "/shared/g/a/#, a/b, /topic/a/b",
        "$queue/jobs, $queue/jobs, $queue/jobs",
        "/topic/$queue/jobs, $queue/jobs, /topic/$queue/jobs",
    })
    void messageOfAGroupIsNamedAsItIsSentTo(String wanted, String topic, String written) {
        assertThat(subscribeTo(wanted).write(topic)).isEqualTo(written);
    }

    @Test
    void bareNameThatWouldBeginWithSlashIsWrittenAsTopic() {
        assertThat(subscribeTo("#").write("/a")).isEqualTo("/topic//a");
        assertThat(subscribeTo("#").write("a/b")).isEqualTo("a/b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/topic/a/+",
                "/topic/#",
                "a/#",
                "/exchange/amq.topic/a.#",
                "/queue/a/#",
                "/queue/",
                "/queue/a/",
                "$queue/a/",
                "/shared/g/a",
                "$share/g/a",
                "/dlq/+"
            })
    @Clause("S1")
    void sendTakesNoWildcard(String text) {
        assertThatThrownBy(() -> sendTo(text)).hasMessageContaining("bad destination");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/topic/a.b.*", "/topic/a*", "/topic/>/b", "/topic/**/b", "/topic/a>"})
    void wildcardInsideLevelSaysWhereDotsPartLevels(String text) {
        assertThatThrownBy(() -> subscribeTo(text))
                .hasMessageContaining("/exchange/amq.topic/")
                .hasMessageContaining("stomp.topic-separator = dot");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/topic/",
                "/topic/a/#/b",
                "/topic/a+",
                "a/#b",
                "/exchange/amq.topic/",
                "/exchange/amq.topic/a.#.b",
                "/exchange/amq.topic/a.+",
                "/exchange/amq.topic/a#",
                "/queue/a/+",
                "/queue/",
                "/queue/a/",
                "/shared/g",
                "/shared/g/",
                "/shared//a",
                "/shared/+/a",
                "/shared/g/$queue/a",
                "/shared/g/a*",
                "$share/g",
                "/dlq/#"
            })
    void malformedFilterIsRefused(String text) {
        assertThatThrownBy(() -> subscribeTo(text)).hasMessageContaining("bad destination");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/foo/x", "/", "/topics/a", "/topic", "/exchange/amq.direct/x"})
    void unknownPrefixIsToldTheValidOnes(String text) {
        assertThatThrownBy(() -> subscribeTo(text))
                .hasMessageContaining("unknown destination")
                .hasMessageContaining("/topic/, /stream/, /queue/, /shared/, /dlq/, /temp-queue/");
    }

    @Test
    void pastIsNoDestination() {
        assertThatThrownBy(() -> subscribeTo("$replay/first/a")).hasMessageContaining("x-stream");
        assertThatThrownBy(() -> subscribeTo("/exchange/amq.topic/$replay.a.b"))
                .hasMessageContaining("x-stream-offset");
        assertThatThrownBy(() -> sendTo("/topic/$replay/first/a"))
                .hasMessageContaining("only read");
    }

    @Test
    void delayedTopicIsOnlyWrittenTo() {
        assertThat(sendTo("/topic/$delayed/5/a").text()).isEqualTo("$delayed/5/a");
        assertThatThrownBy(() -> sendTo("$delayed/soon/a")).hasMessageContaining("seconds");
        assertThatThrownBy(() -> subscribeTo("$delayed/5/a"))
                .hasMessageContaining("when it is due");
    }

    @Test
    void queueThatIsNeverMadeByUseIsTheSameQueue() {
        assertThat(sendTo("/amq/queue/a/b").text()).isEqualTo("$queue/a/b");
        assertThat(sendTo("/amq/queue/a/b").isOnlyIfThere()).isTrue();
        assertThat(sendTo("/queue/a/b").isOnlyIfThere()).isFalse();
        assertThat(subscribeTo("/amq/queue/a").write("$queue/a")).isEqualTo("/amq/queue/a");
    }

    @Test
    void queueForRepliesIsWrittenToAndReadByItsConnectionOnly() {
        String opaque = "0123456789abcdef0123456789abcdef";

        assertThat(sendTo("/reply-queue/" + opaque).text()).isEqualTo("$reply/" + opaque);
        assertThat(sendTo("$reply/" + opaque).text()).isEqualTo("$reply/" + opaque);
        assertThatThrownBy(() -> sendTo("/reply-queue/guess")).hasMessageContaining("no queue for");
        for (String text :
                new String[] {"/reply-queue/" + opaque, "$reply/#", "$share/g/$reply/a"}) {
            assertThatThrownBy(() -> subscribeTo(text)).hasMessageContaining("only its own");
        }
    }

    private static Destination sendTo(String text) {
        return Destination.ofMessage("SEND: destination", text, false);
    }

    private static Destination subscribeTo(String text) {
        return Destination.ofSubscription("SUBSCRIBE: destination", text, false);
    }
}
