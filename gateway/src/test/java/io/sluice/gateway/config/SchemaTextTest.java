package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration file that ships, and the schema behind it. */
final class SchemaTextTest {
    private static final Path SHIPPED = Path.of("../conf/sluice.conf");

    @TempDir Path home;

    @Test
    void theFileThatShipsSaysWhatTheSchemaSays() throws Exception {
        assertThat(SHIPPED)
                .as("write it with: bin/sluice check-config --defaults > conf/sluice.conf")
                .hasContent(SchemaText.render());
    }

    @Test
    void everyDefaultIsReadBackAsItIsWritten() throws Exception {
        String everythingSet =
                SchemaText.render().replaceAll("(?m)^( *)# ([a-z0-9.-]+ = )", "$1$2");
        Path file = Files.writeString(home.resolve("sluice.conf"), everythingSet);

        Settings read =
                Loader.load(new ConfigSource(file), new Places(home, home), Map.of(), List.of());

        assertThat(Schema.keys().stream().filter(key -> !read.isSet(key)).map(Key::path)).isEmpty();
        assertThat(Schema.keys()).hasSizeGreaterThan(50);
        assertThat(read.changed(defaults())).isEmpty();
    }

    @Test
    void everyKeyTellsWhatItDoes() {
        assertThat(Schema.keys()).allMatch(key -> key.doc().endsWith("."));
    }

    private Settings defaults() throws ConfigException {
        return Loader.load(ConfigSource.none(), new Places(home, home), Map.of(), List.of());
    }
}
