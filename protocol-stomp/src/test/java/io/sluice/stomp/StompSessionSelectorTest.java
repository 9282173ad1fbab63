package io.sluice.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a subscription with a selector is sent. */
final class StompSessionSelectorTest {
    private final SessionFixture fixture = SessionFixture.connected(StompVersion.V1_2);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "color = 'red' AND weight > 10",
                "content-type LIKE 'text/%' AND color IS NOT NULL",
                "correlation-id = 'c1'",
                "destination = '/topic/a' AND color NOT IN ('blue')",
                "persistent = TRUE",
                "timestamp >= 1700000000000 AND color = 'red'"
            })
    void onlyWhatIsSelectedIsSent(String selector) {
        fixture.send("SUBSCRIBE\nid:s\ndestination:/topic/a\nselector:" + selector + "\n\n\0");

        List<String> sent =
                fixture.send(
                        "SEND\ndestination:a\ncontent-type:text/plain\ncolor:blue\nweight:12\n\n1\0"
                                + "SEND\ndestination:a\ncontent-type:text/plain\ncolor:red\n"
                                + "weight:12\npersistent:true\ncorrelation-id:c1\n\n2\0"
                                + "SEND\ndestination:a\n\n3\0");

        assertThat(sent).anyMatch(frame -> frame.endsWith("\n\n2"));
        assertThat(sent).noneMatch(frame -> frame.endsWith("\n\n3"));
    }

    @Test
    void whatIsNotSelectedTakesNoPlaceInTheWindow() {
        fixture.send(
                "SUBSCRIBE\nid:s\ndestination:a\nack:client\nprefetch-count:1\n"
                        + "selector:wanted\n\n\0");

        List<String> sent =
                fixture.send(
                        "SEND\ndestination:a\n\n1\0".repeat(5)
                                + "SEND\ndestination:a\nwanted:true\n\n2\0");

        assertThat(sent).hasSize(1);
        assertThat(sent.get(0)).contains("message-id:105-1-1\n");
    }

    @Test
    void brokenOneIsRefusedWithThePlaceOfItsFault() {
        assertThat(
                        fixture.send(
                                        "SUBSCRIBE\nid:s\ndestination:a\nreceipt:r\n"
                                                + "selector:a = AND\n\n\0")
                                .get(0))
                .contains("message:bad selector\n", "receipt-id:r\n")
                .contains("selector of SUBSCRIBE is wrong at position 5: 'AND' stands where");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/queue/a", "/shared/g/a", "/dlq/a"})
    void queuesAndGroupsHaveNone(String destination) {
        assertThat(
                        fixture.send(
                                        "SUBSCRIBE\nid:s\ndestination:"
                                                + destination
                                                + "\nselector:a = 1\n\n\0")
                                .get(0))
                .contains("header selector, which is not supported for a queue or a group");
    }
}
