package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a configuration says, and what is said about a wrong one. */
final class LoaderTest {
    @TempDir Path home;
    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = home.resolve("sluice.conf");
    }

    @Test
    void nothingWrittenIsTheDefaults() throws Exception {
        Settings settings = load("");

        assertThat(settings.get(Schema.MQTT.bind())).hasToString("127.0.0.1:1883");
        assertThat(settings.get(Schema.DATA_DIR)).isEqualTo(home.resolve("data"));
        assertThat(settings.isSet(Schema.DATA_DIR)).isFalse();
    }

    @Test
    void unitsAreRead() throws Exception {
        Settings settings =
                load(
                        """
                        web.frame-bytes-max = 64 KiB
                        auth { failure-delay = 2 seconds, chain = [password-file, anonymous] }
                        listeners.mqtt.bind = "[::1]:0"
                        """);

        assertThat(settings.get(Schema.WEB_FRAME_MAX)).isEqualTo(65_536);
        assertThat(settings.get(Schema.FAILURE_DELAY)).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.get(Schema.AUTH_CHAIN)).containsExactly("password-file", "anonymous");
        assertThat(settings.get(Schema.MQTT.bind())).isEqualTo(new HostPort("::1", 0));
    }

    @Test
    void allFaultsAreToldAtOnceWithFileAndLine() {
        ConfigException wrong =
                refused(
                        """
                        web.frame-bytes-maks = 1 MiB
                        auth {
                          anonymous = always
                          failure-delay = 1 fortnight
                        }
                        listeners.mqtt.bind = nowhere
                        listeners.stomp.max-connections = 0
                        network = 3
                        wibble = true
                        """);

        assertThat(wrong.faults()).extracting(Fault::line).containsExactly(1, 3, 4, 6, 7, 8, 9);
        assertThat(wrong)
                .hasMessageContaining(
                        file
                                + ":1: web.frame-bytes-maks: no such key; the nearest is"
                                + " web.frame-bytes-max")
                .hasMessageContaining(":3: auth.anonymous: takes loopback | everywhere, not always")
                .hasMessageContaining(
                        ":4: auth.failure-delay: takes time, 0 ms to 1 m, not 1 fortnight")
                .hasMessageContaining(":6: listeners.mqtt.bind: takes host:port, not nowhere")
                .hasMessageContaining(
                        ":7: listeners.stomp.max-connections: takes a number, 1 to 10,000,000,"
                                + " not 0")
                .hasMessageContaining(":8: network: is a section")
                .hasMessageContaining(":9: wibble: no such key");
    }

    @Test
    void textThatIsNoHoconIsToldWithItsLine() {
        ConfigException wrong = refused("data-dir = x\nlisteners {\n");

        assertThat(wrong.faults()).singleElement().extracting(Fault::line).isEqualTo(3);
        assertThat(wrong).hasMessageContaining(file.toString());
    }

    @Test
    void missingFileIsAFault() {
        ConfigException wrong = refusedWithoutWriting(Map.of(), List.of());

        assertThat(wrong).hasMessage(file + ": cannot be read");
    }

    @Test
    void missingFileDoesNotHideOtherFaults() {
        ConfigException wrong =
                refusedWithoutWriting(
                        Map.of("SLUICE_NETWORK__BACKLOK", "1"), List.of("auth.anonymous=x"));

        assertThat(wrong.faults()).hasSize(3);
        assertThat(wrong)
                .hasMessageContaining(
                        "environment variable SLUICE_NETWORK__BACKLOK: network.backlok: no such"
                                + " key; the nearest is network.backlog")
                .hasMessageContaining("--set auth.anonymous: auth.anonymous: takes loopback");
    }

    @Test
    void optionsBeatTheEnvironmentAndThatTheFile() throws Exception {
        Files.writeString(file, "network { backlog = 1, event-loops = 1, stop-timeout = 1 s }");

        Settings settings =
                Loader.load(
                        new ConfigSource(file),
                        new Places(home, home),
                        Map.of(
                                "SLUICE_NETWORK__BACKLOG", "2",
                                "SLUICE_NETWORK__EVENT_LOOPS", "2",
                                "SLUICE_JAVA_OPTS", "-Xmx1g",
                                "SLUICE_PORT", "tcp://10.0.0.1:1883"),
                        List.of("network.event-loops=3"));

        assertThat(settings.get(Schema.STOP_TIMEOUT)).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.get(Schema.BACKLOG)).isEqualTo(2);
        assertThat(settings.get(Schema.EVENT_LOOPS)).isEqualTo(3);
    }

    @Test
    void optionsTakeListsInBothSpellings() throws Exception {
        Settings settings =
                loadWith(
                        "",
                        "auth.chain=password-file, anonymous",
                        "web.origins=[\"https://a.example\", \"null\"]");

        assertThat(settings.get(Schema.AUTH_CHAIN)).containsExactly("password-file", "anonymous");
        assertThat(settings.get(Schema.WEB_ORIGINS)).containsExactly("https://a.example", "null");
    }

    @Test
    void quotationMarksAroundAValueAreNotOfIt() throws Exception {
        Files.writeString(file, "");

        Settings settings =
                load(
                        Map.of("SLUICE_LISTENERS__MQTT__BIND", "\"127.0.0.1:0\""),
                        List.of(
                                "auth.acl-file=\"a b\"",
                                "listeners.web.tls.key-password=\"\\\"\""));

        assertThat(settings.get(Schema.MQTT.bind()).port()).isZero();
        assertThat(settings.get(Schema.ACL_FILE)).isEqualTo(home.resolve("a b"));
        assertThat(settings.get(Schema.WEB.keyPassword())).isEqualTo("\"");
    }

    @Test
    void optionThatNamesNoKeyIsToldAsItWasWritten() {
        ConfigException wrong =
                catchThrowableOfType(
                        ConfigException.class, () -> loadWith("", "data.dir=x", "network=3"));

        assertThat(wrong)
                .hasMessage(
                        """
                        --set data.dir: data.dir: no such key; the nearest is data-dir
                        --set network: network: is a section, { … }, not a value\
                        """);
    }

    @Test
    void commentsAreNoPartOfTheTextAndItsLinesKeepTheirNumbers() {
        ConfigException wrong =
                refused(
                        """
                        # data-dir = {
                          // data-dir = {
                        network {
                          # backlog = 1
                          backlog = 0 # from 1
                        }
                        """);

        assertThat(wrong.faults()).singleElement().extracting(Fault::line).isEqualTo(5);
    }

    @Test
    void whatLooksLikeACommentInALongTextIsOfTheText() throws Exception {
        Settings settings = load("listeners.web.tls.key-password = \"\"\"a\n# b\"\"\"\n");

        assertThat(settings.get(Schema.WEB.keyPassword())).isEqualTo("a\n# b");
    }

    @Test
    void fileMayIncludeAnother() throws Exception {
        Files.writeString(home.resolve("more.conf"), "network.backlog = 7");

        assertThat(load("# more\ninclude \"more.conf\"").get(Schema.BACKLOG)).isEqualTo(7);
    }

    @Test
    void optionWithoutEqualsSignIsAFault() {
        ConfigException wrong =
                catchThrowableOfType(ConfigException.class, () -> loadWith("", "verbose"));

        assertThat(wrong).hasMessageContaining("--set verbose: takes the form key=value");
    }

    @Test
    void pathsCountFromHomeAndTypedOnesFromTheWorkingDirectory() throws Exception {
        Files.writeString(file, "auth.acl-file = conf/acl");
        Path elsewhere = home.resolve("elsewhere");

        Settings settings =
                Loader.load(
                        new ConfigSource(file),
                        new Places(home, elsewhere),
                        Map.of(),
                        List.of("data-dir=here"));

        assertThat(settings.get(Schema.ACL_FILE)).isEqualTo(home.resolve("conf/acl"));
        assertThat(settings.get(Schema.DATA_DIR)).isEqualTo(elsewhere.resolve("here"));
    }

    @Test
    void secretComesFromAFileAndIsNotShown() throws Exception {
        Files.writeString(home.resolve("pass"), "open sesame\n");

        Settings settings = load("listeners.mqtts.tls.key-password-file = pass");

        assertThat(settings.get(Schema.MQTTS.keyPassword())).isEqualTo("open sesame");
        assertThat(settings.shown())
                .containsEntry("listeners.mqtts.tls.key-password", "(hidden)")
                .containsEntry("listeners.web.tls.key-password", "\"\"");
    }

    @Test
    void secretGivenTwiceOrInAMissingFileIsAFault() {
        ConfigException wrong =
                refused(
                        """
                        listeners.mqtts.tls.key-password-file = none
                        listeners.web.tls { key-password = a, key-password-file = b }
                        """);

        assertThat(wrong.faults()).extracting(Fault::line).containsExactly(1, 2);
        assertThat(wrong)
                .hasMessageContaining("none cannot be read")
                .hasMessageContaining("given here and by");
    }

    @Test
    void keyWithoutAValueIsAFault() {
        assertThat(refused("data-dir = null")).hasMessageContaining("has no value");
    }

    private Settings load(String text) throws Exception {
        return loadWith(text);
    }

    private Settings loadWith(String text, String... options) throws Exception {
        Files.writeString(file, text);
        return load(Map.of(), List.of(options));
    }

    private Settings load(Map<String, String> environment, List<String> options)
            throws ConfigException {
        return Loader.load(new ConfigSource(file), new Places(home, home), environment, options);
    }

    private ConfigException refused(String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException fault) {
            throw new IllegalStateException(fault);
        }
        return refusedWithoutWriting(Map.of(), List.of());
    }

    private ConfigException refusedWithoutWriting(
            Map<String, String> environment, List<String> options) {
        return catchThrowableOfType(ConfigException.class, () -> load(environment, options));
    }
}
