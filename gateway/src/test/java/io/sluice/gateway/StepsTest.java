package io.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The order in which things are opened, and closed again. */
final class StepsTest {
    private final List<String> events = new ArrayList<>();
    private final Steps steps = new Steps();

    @Test
    void whatWasOpenedFirstIsClosedLast() throws Exception {
        open("log");
        open("ring");
        open("listener");

        steps.close();

        assertThat(events)
                .containsExactly("+log", "+ring", "+listener", "-listener", "-ring", "-log");
        assertThat(steps.took())
                .extracting(Steps.Took::step)
                .containsExactly("log", "ring", "listener");
    }

    @Test
    void stepThatFailsClosesThoseBeforeIt() throws Exception {
        open("log");
        open("ring");

        assertThatThrownBy(
                        () ->
                                steps.open(
                                        "listener",
                                        () -> {
                                            throw new IOException("the port is taken");
                                        },
                                        opened -> events.add("never")))
                .isInstanceOf(StartFaultException.class)
                .hasMessage("listener: the port is taken");

        assertThat(events).containsExactly("+log", "+ring", "-ring", "-log");
    }

    @Test
    void whatCannotBeClosedKeepsNothingElseOpen() throws Exception {
        open("log");
        steps.open(
                "ring",
                () -> "ring",
                ring -> {
                    throw new IOException("stuck");
                });
        open("listener");

        steps.close();

        assertThat(events).containsExactly("+log", "+listener", "-listener", "-log");
    }

    @Test
    void closingTwiceClosesOnce() throws Exception {
        open("log");

        steps.close();
        steps.close();

        assertThat(events).containsExactly("+log", "-log");
    }

    private void open(String name) throws StartFaultException {
        steps.open(
                name,
                () -> {
                    events.add("+" + name);
                    return name;
                },
                opened -> events.add("-" + opened));
    }
}
