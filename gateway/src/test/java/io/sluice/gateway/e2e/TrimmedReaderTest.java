package io.sluice.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Retention overtakes a client that sleeps: it is counted, and told where there is a word. */
final class TrimmedReaderTest {
    private static final Pattern FIRST = Pattern.compile("\nsluice_log_first_offset ([0-9.E]+)");
    private static final Pattern TRIMMED =
            Pattern.compile("sluice_messages_dropped_total\\{reason=\"trimmed\",} ([0-9.E]+)");
    private static final String BULK = "x".repeat(50_000);

    @RegisterExtension
    static final GatewayExtension gateway =
            new GatewayExtension(
                    "log.segment-bytes=4MiB",
                    "log.record-bytes-max=1MiB",
                    "log.retain-bytes-max=8MiB",
                    "log.tail-cache-bytes=0",
                    "queue.all-bytes-max=2MiB",
                    "retained.bytes-max=2MiB");

    private final MosquittoClient five = new MosquittoClient(gateway.mqtt(), "mqttv5");
    private final MosquittoClient three = new MosquittoClient(gateway.mqtt(), "mqttv311");

    @Test
    void clientThatComesBackTooLateIsToldHowMuchIsGone() {
        String[] young = {"-q", "1", "-i", "late-5", "-c", "-x", "600"};
        String[] old = {"-q", "1", "-i", "late-3", "-c"};
        five.sub("behind/#", young).leaves();
        three.sub("behind/#", old).leaves();

        fill();

        try (Listening late = five.sub("behind/#", young);
                Listening older = three.sub("behind/#", old)) {
            five.pub("behind/end", "end", "-q", "1");
            List<Received> got = late.first(2);
            assertThat(got.get(0).properties())
                    .filteredOn(property -> property.startsWith("x-gap:"))
                    .singleElement()
                    .satisfies(
                            gap ->
                                    assertThat(Long.parseLong(gap.substring("x-gap:".length())))
                                            .isPositive());
            assertThat(got.get(1).properties()).noneMatch(each -> each.startsWith("x-gap"));
            older.first(2);
            assertThat(figure(TRIMMED)).isPositive();
        }
    }

    /** Messages of several times what is kept, until the first of them are gone. */
    private void fill() {
        double before = figure(FIRST);
        await().atMost(Program.LIMIT)
                .until(
                        () -> {
                            five.pubLines("behind/bulk", bulk(), "-q", "1");
                            return figure(FIRST) > before + 100;
                        });
    }

    private static Stream<String> bulk() {
        return IntStream.range(0, 100).mapToObj(i -> BULK + i);
    }

    private static double figure(Pattern figure) {
        return figure.matcher(metrics())
                .results()
                .map((MatchResult found) -> Double.parseDouble(found.group(1)))
                .findFirst()
                .orElse(0.0);
    }

    private static String metrics() {
        HttpRequest ask = HttpRequest.newBuilder(URI.create(gateway.admin("/metrics"))).build();
        try {
            return HttpClient.newHttpClient()
                    .send(ask, HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException gone) {
            throw new AssertionError("no metrics", gone);
        } catch (InterruptedException stopped) {
            throw new AssertionError("interrupted", stopped);
        }
    }
}
