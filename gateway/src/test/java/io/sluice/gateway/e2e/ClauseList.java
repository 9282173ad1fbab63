package io.sluice.gateway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.mqtt.Clause;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The normative statements of one version of MQTT, as a resource beside {@link Clause} has them.
 */
final class ClauseList {
    private final List<Line> lines;

    /**
     * One statement.
     *
     * @param reason why it has no test; empty if it must have one
     */
    private record Line(String number, String text, String reason) {
        static Line of(String line) {
            String[] parts = line.split(" \\| ", 3);
            return new Line(parts[0], parts[1], parts.length == 3 ? parts[2] : "");
        }
    }

    private ClauseList(List<Line> lines) {
        this.lines = lines;
    }

    static ClauseList of(String version) throws IOException {
        String name = "clauses-" + version + ".txt";
        try (InputStream in = Clause.class.getResourceAsStream(name)) {
            String all = new String(in.readAllBytes(), UTF_8);
            return new ClauseList(
                    all.lines().filter(line -> !line.startsWith("#")).map(Line::of).toList());
        }
    }

    Set<String> numbers() {
        return lines.stream()
                .map(Line::number)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Those that have neither a test nor a reason. */
    List<String> without(Map<String, Set<String>> tests) {
        return lines.stream()
                .filter(line -> line.reason.isEmpty() && !tests.containsKey(line.number))
                .map(Line::number)
                .toList();
    }

    /** The statements with their tests, as a table. */
    String table(Map<String, Set<String>> tests) {
        List<String> rows = new ArrayList<>();
        rows.add("| Statement | Asks | Held by |");
        rows.add("| --- | --- | --- |");
        for (Line line : lines) {
            List<String> held = new ArrayList<>();
            tests.getOrDefault(line.number, Set.of()).forEach(test -> held.add("`" + test + "`"));
            if (!line.reason.isEmpty()) {
                held.add("*" + line.reason + "*");
            }
            rows.add("| %s | %s | %s |".formatted(line.number, line.text, String.join(", ", held)));
        }
        return String.join("\n", rows) + "\n";
    }
}
