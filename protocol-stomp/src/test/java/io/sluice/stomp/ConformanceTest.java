package io.sluice.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Every rule has its test, and the page that says so is up to date. */
final class ConformanceTest {
    private static final Path PAGE =
            Path.of(System.getProperty("basedir", "."), "..", "docs", "stomp-conformance.md");

    @Test
    void everyClauseHasATest() throws IOException {
        assertThat(new ConformancePage().faults()).isEmpty();
    }

    @Test
    void pageSaysWhatTheTestsSay() throws IOException {
        String text = new ConformancePage().text();
        if (Boolean.getBoolean("conformance.write")) {
            Files.writeString(PAGE, text);
        }

        assertThat(PAGE).hasContent(text);
    }
}
