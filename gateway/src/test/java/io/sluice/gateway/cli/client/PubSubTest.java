package io.sluice.gateway.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** {@code pub} and {@code sub} against a real broker. */
final class PubSubTest {
    @TempDir static Path directory;

    private static Mosquitto broker;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final StringWriter errors = new StringWriter();

    @BeforeAll
    static void startBroker() throws IOException {
        broker = Mosquitto.start(directory, "allow_anonymous true");
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @ParameterizedTest
    @CsvSource({"mqttv31,0", "mqttv311,1", "mqttv311,2", "mqttv5,0", "mqttv5,1", "mqttv5,2"})
    void whatIsPublishedIsPrinted(String version, String qos) {
        String topic = "said/" + version + "/" + qos;

        pub("", topic, "-m", "21.5 °C", "-r", "-V", version, "-q", qos);
        int exit = sub(topic, "-C", "1", "-W", "10", "-V", version, "-q", qos);

        assertThat(exit).isZero();
        assertThat(printed.toString(UTF_8)).isEqualTo("21.5 °C\n");
    }

    @Test
    void eachLineOfInputIsAMessage() throws Exception {
        String topic = "lines";
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            lines.append(i).append('\n');
        }
        CompletableFuture<Integer> subscriber = subscribed(topic, "--count", "5000");

        int exit = pub(lines.toString(), topic, "-l", "-q", "1");

        assertThat(exit).isZero();
        assertThat(subscriber.get()).isZero();
        assertThat(printed.toString(UTF_8)).isEqualTo(lines.toString());
    }

    @Test
    void jsonTellsTopicPropertiesAndBinaryPayload() throws Exception {
        Path file = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff, 0});
        CompletableFuture<Integer> subscriber = subscribed("json/#", "--json", "-C", "2");

        pub("", "json/text", "a \"b\"", "-H", "unit=°C", "-H", "k=1", "-H", "k=2");
        pub("", "json/binary", "-f", file.toString());

        assertThat(subscriber.get()).isZero();
        assertThat(printed.toString(UTF_8).lines())
                .containsExactly(
                        "{\"topic\":\"json/text\",\"qos\":0,\"retain\":false,"
                                + "\"properties\":{\"unit\":\"°C\",\"k\":[\"1\",\"2\"]},"
                                + "\"payload\":\"a \\\"b\\\"\"}",
                        "{\"topic\":\"json/binary\",\"qos\":0,\"retain\":false,"
                                + "\"payloadBase64\":\"/wA=\"}");
    }

    @Test
    void anEmptyRetainedMessageDeletesTheOneBefore() {
        pub("", "kept", "once", "-r");
        pub("", "kept", "-n", "-r");

        int exit = sub("kept", "-W", "1", "-v");

        assertThat(exit).isZero();
        assertThat(printed.toString(UTF_8)).isEmpty();
    }

    @Test
    void aSessionThatStaysGetsWhatCameMeanwhile() {
        sub("away", "-i", "sleeper", "-c", "-q", "1", "-W", "1");
        pub("", "away", "while you slept", "-q", "1");

        sub("away", "-i", "sleeper", "-c", "-q", "1", "-C", "1", "-W", "10");

        assertThat(printed.toString(UTF_8)).isEqualTo("while you slept\n");
    }

    @Test
    void fewerThanAskedForIsExitOne() {
        int exit = sub("silence", "-C", "2", "-W", "1");

        assertThat(exit).isEqualTo(1);
        assertThat(errors.toString()).startsWith("sub: only 0 of 2 messages came within 1 s;");
    }

    @Test
    void whoReadsNoMoreEndsTheCommandQuietly() {
        pub("", "pipe", "x", "-r");
        OutputStream closed =
                new OutputStream() {
                    @Override
                    public void write(int one) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                };

        int exit = run(new SubCommand(closed), "pipe", "-p", "" + broker.port(), "-W", "10");

        assertThat(exit).isZero();
        assertThat(errors.toString()).isEmpty();
    }

    @Test
    void nobodyListeningIsExitThreeWithTheNextStep() throws IOException {
        int port = Mosquitto.freePort();

        int exit = run(new PubCommand(), "a", "b", "-p", "" + port);

        assertThat(exit).isEqualTo(3);
        assertThat(errors.toString())
                .isEqualTo(
                        "pub: cannot connect to mqtt://127.0.0.1:%d (Connection refused); start a broker there with 'bin/sluice run', or name another with -h and -p%n"
                                .formatted(port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "topic", // nothing to say
                "topic text -m text", // said twice
                "a/# text", // a filter
                "topic text -q 3",
                "topic text -V mqttv4",
                "topic -f /no/such/file",
                "topic text -V mqttv311 -H a=b",
                "topic text -H nothing"
            })
    void aMistakeOnTheCommandLineIsExitTwo(String line) {
        int exit = run(new PubCommand(), line.split(" "));

        assertThat(exit).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a --from yesterday",
                "a --from timestamp=2026-01-31T12:00:00+01:00",
                "a/#/b",
                "a+",
                "a -c",
                "a -q 7",
                "a --url stomp://h"
            })
    void aMistakeInSubIsExitTwo(String line) {
        int exit = run(new SubCommand(printed), line.isEmpty() ? new String[0] : line.split(" "));

        assertThat(exit).isEqualTo(2);
    }

    private int pub(String input, String... arguments) {
        PubCommand command = new PubCommand(new ByteArrayInputStream(input.getBytes(UTF_8)));
        return run(command, withPort(arguments));
    }

    private int sub(String... arguments) {
        return run(new SubCommand(printed), withPort(arguments));
    }

    /** Returns when the subscription stands; the future is the exit code. */
    private CompletableFuture<Integer> subscribed(String... arguments) throws Exception {
        SubCommand command = new SubCommand(printed);
        CompletableFuture<Integer> exit =
                CompletableFuture.supplyAsync(() -> run(command, withPort(arguments)));
        command.subscribed().get();
        return exit;
    }

    private int run(Callable<Integer> command, String... arguments) {
        return new CommandLine(command).setErr(new PrintWriter(errors, true)).execute(arguments);
    }

    private static String[] withPort(String... arguments) {
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "-p";
        all[arguments.length + 1] = "" + broker.port();
        return all;
    }
}
