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
    })
    void namesTopicsToSubscribeTo(String text, String filter) {
        assertThat(subscribeTo(text).text()).isEqualTo(filter);
    }

    @ParameterizedTest
    @CsvSource({"/topic/a.b, a/b", "/topic/a.*.c, a/+/c", "/topic/a.>, a/#", "/topic/a.#, a/#"})
    void dotsPartLevelsIfTheConfigurationSaysSo(String text, String filter) {
        assertThat(Destination.ofSubscription("SUBSCRIBE: destination", text, true).text())
                .isEqualTo(filter);
    }

    @Test
    void bareNameThatWouldBeginWithSlashIsWrittenAsTopic() {
        assertThat(subscribeTo("#").write("/a")).isEqualTo("/topic//a");
        assertThat(subscribeTo("#").write("a/b")).isEqualTo("a/b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/topic/a/+", "/topic/#", "a/#", "/exchange/amq.topic/a.#"})
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
                "/exchange/amq.topic/a#"
            })
    void malformedFilterIsRefused(String text) {
        assertThatThrownBy(() -> subscribeTo(text)).hasMessageContaining("bad destination");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/foo/x", "/", "/topics/a", "/topic", "/exchange/amq.direct/x"})
    void unknownPrefixIsToldTheValidOnes(String text) {
        assertThatThrownBy(() -> subscribeTo(text))
                .hasMessageContaining("unknown destination")
                .hasMessageContaining("/topic/, /exchange/amq.topic/ or a name without leading /");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/queue/a", "/shared/g/a", "/stream/a", "/temp-queue/a", "/reply-queue/a",
                "/amq/queue/a", "/dlq/a", "/topic/$queue/a", "$share/g/a", "$replay/first/a",
                "/exchange/amq.topic/$queue.a", "$delayed/5/a", "/topic/$dlq/a"
            })
    void prefixesWithoutMeaningYetAreRefused(String text) {
        assertThatThrownBy(() -> subscribeTo(text)).hasMessageContaining("not supported");
        assertThatThrownBy(() -> sendTo(text)).hasMessageContaining("not supported");
    }

    private static Destination sendTo(String text) {
        return Destination.ofMessage("SEND: destination", text, false);
    }

    private static Destination subscribeTo(String text) {
        return Destination.ofSubscription("SUBSCRIBE: destination", text, false);
    }
}
