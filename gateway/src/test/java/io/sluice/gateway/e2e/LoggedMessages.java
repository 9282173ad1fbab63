package io.sluice.gateway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.prometheus.client.CollectorRegistry;
import io.sluice.log.CommitLog;
import io.sluice.log.LogChunk;
import io.sluice.log.LogConfig;
import io.sluice.log.LogFiles;
import io.sluice.log.LogMetrics;
import io.sluice.log.LogReader;
import io.sluice.log.RecordLayout;
import io.sluice.log.RecordType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every message in the log of a gateway that is down: payloads by topic name, in log order. */
final class LoggedMessages {
    private static final int STEP_BYTES = 1 << 20;

    private final Map<String, List<String>> byTopic = new LinkedHashMap<>();

    private LoggedMessages() {}

    static LoggedMessages read(LogConfig config) throws IOException {
        LoggedMessages messages = new LoggedMessages();
        LogMetrics metrics = new LogMetrics(new CollectorRegistry());
        try (CommitLog log = CommitLog.open(config, LogFiles.onDisk(), Clock.systemUTC(), metrics);
                LogReader reader = log.reader()) {
            long offset = 0;
            while (offset < log.endOffset()) {
                LogChunk chunk = reader.read(offset, STEP_BYTES);
                messages.take(chunk);
                offset = chunk.endOffset();
            }
        }
        return messages;
    }

    /** Payloads of one topic, in log order. */
    List<String> of(String topic) {
        return byTopic.getOrDefault(topic, List.of());
    }

    private void take(LogChunk chunk) {
        byte[] bytes = chunk.bytes();
        for (int at = chunk.from(); at < chunk.to(); at = RecordLayout.next(bytes, at)) {
            if (RecordLayout.type(bytes, at) == RecordType.PUBLISH) {
                int topicBytes = RecordLayout.topicBytes(bytes, at);
                String topic = new String(bytes, RecordLayout.topicAt(at), topicBytes, UTF_8);
                String payload =
                        new String(
                                bytes,
                                RecordLayout.payloadAt(bytes, at),
                                RecordLayout.payloadBytes(bytes, at),
                                UTF_8);
                byTopic.computeIfAbsent(topic, first -> new ArrayList<>()).add(payload);
            }
        }
    }

    /** Where a gateway keeps its log, and how these tests let it. */
    static LogConfig config(Path data, int segmentBytes) {
        LogConfig usual = LogConfig.in(data.resolve("log"));
        return new LogConfig(
                usual.directory(),
                segmentBytes,
                segmentBytes / 4,
                usual.retainBytesMax(),
                usual.retainFor(),
                usual.freeBytesMin(),
                usual.sparesKept(),
                usual.tailCacheBytes());
    }
}
