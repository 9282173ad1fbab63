package io.sluice.gateway.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who logs nothing needs no logback, and who logs something does not notice that it was late. */
final class LateLoggingTest {
    private static final String FILE_PROPERTY = "logback.configurationFile";
    private static final Path SHIPPED = Path.of("..", "conf", "logback.xml");

    private final LateLogging logging = new LateLogging();
    @TempDir Path directory;

    @AfterEach
    void forgetTheFile() {
        System.clearProperty(FILE_PROPERTY);
    }

    @Test
    void whatIsNotLoggedLeavesLogbackAsleep() {
        begin(SHIPPED);

        logging.getLogger("io.sluice.gateway").debug("not to be seen");
        logging.getLogger("io.netty.util").info("nor this");

        assertThat(logging.awake("io.sluice")).isEmpty();
    }

    @Test
    void firstLineThatIsLoggedWakesLogback() {
        begin(SHIPPED);
        org.slf4j.Logger late = logging.getLogger("io.sluice.gateway");

        late.info("{} of {}", "one", "two", new IOException("seen in a test of logging"));

        assertThat(logging.awake("io.sluice.gateway")).containsInstanceOf(Logger.class);
        assertThat(late.isInfoEnabled()).isTrue();
        assertThat(late.isDebugEnabled()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ROOT",
                "io.sluice.gateway.Gateway",
                "io.sluice.mqtt.MqttConnection",
                "io.sluice.stomp.StompConnection",
                "io.netty",
                "io.netty.channel.nio",
                "org.other"
            })
    void untilThenTheLevelsOfTheShippedFileHold(String name) throws Exception {
        LoggerContext shipped = new LoggerContext();
        JoranConfigurator reading = new JoranConfigurator();
        reading.setContext(shipped);
        reading.doConfigure(SHIPPED.toFile());

        Level level = shipped.getLogger(name).getEffectiveLevel();
        shipped.stop();

        assertThat(LateLogging.threshold(name)).hasToString(level.toString());
    }

    @Test
    void anotherFileIsReadAtOnce() throws Exception {
        Path own = directory.resolve("own.xml");
        Files.writeString(
                own,
                Files.readString(SHIPPED).replace("root level=\"INFO\"", "root level=\"DEBUG\""));

        begin(own);

        assertThat(logging.awake("io.sluice")).isPresent();
        assertThat(logging.getLogger("io.sluice").isDebugEnabled()).isTrue();
    }

    private void begin(Path file) {
        System.setProperty(FILE_PROPERTY, file.toString());
        logging.initialize();
    }
}
