package io.sluice.gateway.cli.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.HdrHistogram.Histogram;

/** Says what a run has found: to a person, or as one JSON object. */
final class Report implements Outcome {
    private static final double MEGA = 1e6;
    private static final double NEAR_ONE_CORE = 0.9;

    private final Plan plan;
    private final Measured found;

    Report(Plan plan, Measured found) {
        this.plan = plan;
        this.found = found;
    }

    @Override
    public void print(PrintWriter out) {
        out.println(plan.title());
        rate(out, "Published", found.published(), found.publishedPerSecond());
        if (plan.shape().receivers() > 0) {
            rate(out, "Delivered", found.delivered(), found.deliveredPerSecond());
        }
        latency(out, "Latency", found.tally().deliveryNanos());
        latency(out, "Ack", found.tally().ackNanos());
        if (found.usage().brokerCpuNanos() > 0) {
            out.printf(
                    "Broker     %.2f µs CPU a message, %.0f %% of a core, %.0f MB%n",
                    found.brokerCpuMicrosEach(),
                    100 * coresUsed(found.usage().brokerCpuNanos()),
                    found.usage().brokerBytes() / MEGA);
        }
        boolean brokerBusy = coresUsed(found.usage().brokerCpuNanos()) > NEAR_ONE_CORE;
        if (coresUsed(found.usage().ownCpuNanos()) > NEAR_ONE_CORE && !brokerBusy) {
            out.printf(
                    "Load tool  %.0f %% of a core: it may be the limit itself; see --loopback,"
                            + " --threads%n",
                    100 * coresUsed(found.usage().ownCpuNanos()));
        }
        if (found.tally().refused() > 0) {
            out.printf("Refused    %,d publications%n", found.tally().refused());
        }
        out.println("Checks     " + found.verdict());
        out.flush();
    }

    @Override
    public boolean isGood() {
        return found.verdict().isGood();
    }

    @Override
    public String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            asked(json);
            json.writeNumberField("seconds", found.tookNanos() / 1e9);
            json.writeNumberField("published", found.published());
            json.writeNumberField("delivered", found.delivered());
            json.writeNumberField("publishedPerSecond", found.publishedPerSecond());
            json.writeNumberField("deliveredPerSecond", found.deliveredPerSecond());
            json.writeNumberField("refused", found.tally().refused());
            latency(json, "latencyMicros", found.tally().deliveryNanos());
            latency(json, "ackMicros", found.tally().ackNanos());
            usage(json);
            verdict(json, found.verdict());
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    private void rate(PrintWriter out, String what, long messages, double perSecond) {
        out.printf(
                "%-10s %,15d  %,13.0f msg/s  %,8.1f MB/s%n",
                what, messages, perSecond, perSecond * plan.load().payloadBytes() / MEGA);
    }

    private static void latency(PrintWriter out, String what, Histogram nanos) {
        if (nanos.getTotalCount() > 0) {
            out.printf(
                    "%-10s p50 %s  p90 %s  p99 %s  p99.9 %s  max %s%n",
                    what,
                    time(nanos.getValueAtPercentile(50)),
                    time(nanos.getValueAtPercentile(90)),
                    time(nanos.getValueAtPercentile(99)),
                    time(nanos.getValueAtPercentile(99.9)),
                    time(nanos.getMaxValue()));
        }
    }

    static String time(long nanos) {
        if (nanos < 1_000_000) {
            return "%.0f µs".formatted(nanos / 1e3);
        }
        return nanos < 1_000_000_000
                ? "%.2f ms".formatted(nanos / 1e6)
                : "%.2f s".formatted(nanos / 1e9);
    }

    private double coresUsed(long cpuNanos) {
        return (double) cpuNanos / found.tookNanos();
    }

    private void asked(JsonGenerator json) throws IOException {
        json.writeStringField("address", plan.address().toString());
        json.writeStringField("protocol", plan.protocol());
        json.writeStringField("pattern", plan.shape().title());
        json.writeNumberField("publishers", plan.shape().publishers());
        json.writeNumberField("receivers", plan.shape().receivers());
        json.writeNumberField("topics", plan.shape().publishers() * plan.shape().topicsEach());
        json.writeNumberField("qos", plan.load().qos());
        json.writeNumberField("payloadBytes", plan.load().payloadBytes());
        json.writeNumberField("window", plan.load().window());
        json.writeNumberField("lead", plan.load().lead());
        json.writeNumberField("ratePerSecond", plan.load().ratePerSecond());
    }

    private static void latency(JsonGenerator json, String name, Histogram nanos)
            throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("count", nanos.getTotalCount());
        for (double percentile : new double[] {50, 90, 99, 99.9, 99.99, 100}) {
            String key = percentile == 100 ? "max" : "p" + trimmed(percentile);
            json.writeNumberField(key, nanos.getValueAtPercentile(percentile) / 1e3);
        }
        json.writeNumberField("mean", nanos.getTotalCount() == 0 ? 0 : nanos.getMean() / 1e3);
        json.writeEndObject();
    }

    private static String trimmed(double percentile) {
        String text = Double.toString(percentile);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    private void usage(JsonGenerator json) throws IOException {
        json.writeNumberField("brokerCpuSeconds", found.usage().brokerCpuNanos() / 1e9);
        json.writeNumberField("brokerCpuMicrosEach", found.brokerCpuMicrosEach());
        json.writeNumberField("brokerResidentBytes", found.usage().brokerBytes());
        json.writeNumberField("toolCores", coresUsed(found.usage().ownCpuNanos()));
    }

    private static void verdict(JsonGenerator json, Verdict verdict) throws IOException {
        json.writeObjectFieldStart("checks");
        json.writeBooleanField("good", verdict.isGood());
        json.writeNumberField("expected", verdict.expected());
        json.writeNumberField("lost", verdict.lost());
        json.writeNumberField("doubled", verdict.doubled());
        json.writeNumberField("disordered", verdict.disordered());
        json.writeNumberField("strangers", verdict.strangers());
        json.writeEndObject();
    }
}
