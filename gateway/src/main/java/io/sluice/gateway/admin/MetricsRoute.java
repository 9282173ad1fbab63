package io.sluice.gateway.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.util.Set;

/** Everything that is measured, in Prometheus' text format, or OpenMetrics' if asked for that. */
public final class MetricsRoute implements Route {
    private final CollectorRegistry registry;

    public MetricsRoute(CollectorRegistry registry) {
        this.registry = registry;
    }

    @Override
    public Response answer(Request request) throws IOException {
        String contentType = TextFormat.chooseContentType(request.accept());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Set<String> wanted =
                Set.copyOf(request.query().getOrDefault("name[]", java.util.List.of()));
        try (Writer writer = new OutputStreamWriter(bytes, UTF_8)) {
            TextFormat.writeFormat(
                    contentType, writer, registry.filteredMetricFamilySamples(wanted));
        }
        return new Response(HttpResponseStatus.OK, contentType, bytes.toByteArray());
    }
}
