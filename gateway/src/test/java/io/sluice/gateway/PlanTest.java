package io.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.ConfigSource;
import io.sluice.gateway.config.Fault;
import io.sluice.gateway.config.Loader;
import io.sluice.gateway.config.Places;
import io.sluice.log.LogConfig;
import io.sluice.mqtt.MqttConfig;
import io.sluice.pipeline.PipelineConfig;
import io.sluice.stomp.StompConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a configuration means as a whole, and which settings do not go together. */
final class PlanTest {
    @TempDir Path home;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "listeners.mqtt.bind=0.0.0.0:1883",
                "listeners.stomp.bind=[::]:61613",
                "listeners.web.bind=192.0.2.1:8083"
            })
    void anonymousListenerStaysOnLoopback(String bind) {
        assertThat(wrong(bind)).hasMessageContaining("anonymous clients may come in from loopback");
        assertThatCode(() -> plan(bind, "auth.anonymous=everywhere")).doesNotThrowAnyException();
    }

    @Test
    void proxyMakesALoopbackListenerPublic() {
        String proxied = "listeners.mqtt.proxy-protocol=true";
        String from = "proxy-protocol.from=10.0.0.0/8";

        assertThat(wrong(proxied, from)).hasMessageContaining("anonymous clients may come in");
        assertThat(wrong(proxied, "auth.anonymous=everywhere"))
                .hasMessageContaining("needs proxy-protocol.from");
        assertThatCode(() -> plan(proxied, from, "auth.anonymous=everywhere"))
                .doesNotThrowAnyException();
    }

    @Test
    void listenerThatAsksForPasswordsMayBePublic() throws Exception {
        Files.writeString(home.resolve("users"), "");

        Plan plan =
                plan(
                        "listeners.mqtt.bind=0.0.0.0:1883",
                        "auth.chain=password-file, anonymous",
                        "auth.password-file=users");

        assertThat(plan.listeners().get(Front.MQTT).isLocal()).isFalse();
    }

    @Test
    void adminListenerIsHeldByItsToken() {
        assertThatCode(() -> plan("listeners.admin.bind=0.0.0.0:9464")).doesNotThrowAnyException();
    }

    @Test
    void disabledListenerIsNotLookedAt() throws Exception {
        Plan plan = plan("listeners.mqtt.bind=0.0.0.0:1883", "listeners.mqtt.enabled=false");

        assertThat(plan.listeners()).doesNotContainKey(Front.MQTT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "auth.chain=password-file                  | password-file needs"
                        + " auth.password-file",
                "auth.password-file=users                  | nobody reads it",
                "auth.chain=jwt                            | jwt needs one of auth.jwt.secret",
                "auth.jwt.keys-file=keys                   | auth.chain has no jwt",
                "auth.chain=http                           | http needs auth.http.url",
                "auth.http.url=http://127.0.0.1/            | nobody reads it",
                "auth.chain=certificate                    | certificate needs a listener",
                "auth.acl-file=nowhere                     | nowhere: is not there",
                "listeners.mqtts.enabled=true              | needs tls.certificate and tls.key",
                "listeners.web.tls.certificate=a.pem       | a certificate and its key come"
                        + " together",
                "listeners.web.tls.client-certificates=required | needs tls.client-authorities",
                "proxy-protocol.from=proxy.example.org     | no address and no network",
                "ring.slots=5000                           | --set ring.slots: ring.slots: is out"
                        + " of range",
                "log.segment-bytes=1MiB                    | log.record-bytes-max: is out of range",
                "queue.rules=jobs/# longth-max=1           | has no setting longth-max",
                "queue.rules=jobs/#/x ttl=1s               | does not begin with a filter",
                "stomp.heart-beat.min=1h                   | stomp.heart-beat.min: is out of range",
                "listeners.mqtt.bind=no-such-host.invalid:1 | nobody knows this host",
            })
    void whatDoesNotGoTogetherIsTold(String option, String what) {
        assertThat(wrong(option)).hasMessageContaining(what);
    }

    @Test
    void keysThatCannotBeReadAreTold() throws Exception {
        Files.writeString(home.resolve("a.pem"), "nonsense");

        assertThat(wrong("listeners.web.tls.certificate=a.pem", "listeners.web.tls.key=a.pem"))
                .hasMessageContaining("cannot be used (PEM, the key in PKCS#8");
    }

    @Test
    void allOfItIsToldAtOnce() {
        ConfigException wrong =
                wrong(
                        "auth.chain=password-file",
                        "ring.slots=5000",
                        "listeners.mqtts.enabled=true",
                        "auth.acl-file=nowhere");

        assertThat(wrong.faults()).hasSize(4);
    }

    @Test
    void whatCannotBeReadIsToldTogetherWithWhatDoesNotGoTogether() {
        assertThat(wrong("network.backlog=0", "wibble=1", "ring.slots=5000"))
                .hasMessageContaining("network.backlog: takes a number")
                .hasMessageContaining("wibble: no such key")
                .hasMessageContaining("ring.slots: is out of range");
    }

    @Test
    void nothingIsSaidOfTheDefaultThatStandsForWhatCannotBeRead() throws Exception {
        Files.writeString(home.resolve("users"), "");

        ConfigException wrong = wrong("auth.password-file=users", "auth.chain=pasword-file");

        assertThat(wrong.faults()).singleElement().extracting(Fault::key).isEqualTo("auth.chain");
    }

    @Test
    void defaultsAreThePartsOwn() throws Exception {
        Parts parts = new Parts(plan().settings());
        Path log = Path.of("log");

        assertThat(parts.log(log)).isEqualTo(LogConfig.in(log));
        assertThat(parts.pipeline()).isEqualTo(PipelineConfig.defaults());
        assertThat(parts.mqtt()).isEqualTo(MqttConfig.defaults());
        // one key says it for both protocols
        assertThat(parts.stomp().connection().pauseMax()).isEqualTo(Duration.ofMinutes(1));
        assertThat(parts.stomp())
                .usingRecursiveComparison()
                .ignoringFields("connection.pauseMax")
                .isEqualTo(StompConfig.defaults());
    }

    private Plan plan(String... options) throws ConfigException {
        Places places = new Places(home, home);
        return Plan.of(() -> Loader.load(ConfigSource.none(), places, Map.of(), List.of(options)));
    }

    private ConfigException wrong(String... options) {
        return catchThrowableOfType(ConfigException.class, () -> plan(options));
    }
}
