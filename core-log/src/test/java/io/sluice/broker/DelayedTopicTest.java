package io.sluice.broker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DelayedTopicTest {
    @Test
    void partsSecondsFromTheNameVerbatim() {
        assertThat(DelayedTopic.parse("$delayed/0/a")).contains(new DelayedTopic(0, "a"));
        assertThat(DelayedTopic.parse("$delayed/0060//a/b/"))
                .contains(new DelayedTopic(60, "/a/b/"));
        assertThat(DelayedTopic.parse("$delayed/4294967295/$queue/q"))
                .contains(new DelayedTopic(DelayedTopic.SECONDS_MAX, "$queue/q"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "$delayed",
                "$delayed/",
                "$delayed/5",
                "$delayed/5/",
                "$delayed//a",
                "$delayed/-5/a",
                "$delayed/5s/a",
                "$delayed/٥/a",
                "$delayed/4294967296/a",
                "$delayed/99999999999/a",
                "$delayed/5/a/#",
                "$delayed/5/$delayed/5/a"
            })
    void refusesWhatIsNotWellFormed(String name) {
        assertThat(DelayedTopic.parse(name)).isEmpty();
    }
}
