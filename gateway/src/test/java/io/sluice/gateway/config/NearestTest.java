package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What somebody may have meant. */
final class NearestTest {
    private static final List<String> KNOWN = List.of("log.segment-bytes", "log.durability");

    @Test
    void aSlipOfTheFingerIsUnderstood() {
        assertThat(Nearest.to("log.segmnet-bytes", KNOWN)).contains("log.segment-bytes");
        assertThat(Nearest.to("log.durabilty", KNOWN)).contains("log.durability");
    }

    @Test
    void anotherWordIsNotTakenForOneOfOurs() {
        assertThat(Nearest.to("colour", KNOWN)).isEmpty();
    }

    @Test
    void swappedLettersCountOnce() {
        assertThat(Nearest.distance("ab", "ba")).isEqualTo(1);
        assertThat(Nearest.distance("", "abc")).isEqualTo(3);
        assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
    }
}
