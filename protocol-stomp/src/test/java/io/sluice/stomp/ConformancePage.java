package io.sluice.stomp;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The page that says which tests show which rule of the standard: made of the tests themselves. */
final class ConformancePage {
    private static final String HEAD =
            """
            # STOMP: what we keep to, and the tests that show it

            Made of the `@Clause` tags of the tests in `protocol-stomp`; do not edit by hand. A test of that
            module compares this page with the tags. After a change of either, run it with
            `-Dconformance.write=true`.

            ## Clauses

            | Clause | Versions | Rule | Shown by |
            | --- | --- | --- | --- |
            """;

    private static final String STATEMENTS =
            """

            ## What version 1.2 says

            | Section | Word | Statement | Shown by |
            | --- | --- | --- | --- |
            """;

    private final TreeMap<String, SortedSet<String>> tests = new TreeMap<>();
    private final List<String[]> clauses = table("/stomp-clauses.txt", 3);
    private final List<String[]> statements = table("/stomp-statements.txt", 4);

    ConformancePage() throws IOException {
        for (Class<?> each : testClasses()) {
            for (Method method : each.getDeclaredMethods()) {
                Clause clause = method.getAnnotation(Clause.class);
                if (clause != null) {
                    String name = each.getSimpleName() + "." + method.getName();
                    Stream.of(clause.value())
                            .forEach(
                                    id ->
                                            tests.computeIfAbsent(id, key -> new TreeSet<>())
                                                    .add(name));
                }
            }
        }
    }

    /** Rows that say nothing, and tags that name no clause. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        List<String> known = clauses.stream().map(row -> row[0]).toList();
        for (String[] row : clauses) {
            if (!tests.containsKey(row[0])) {
                faults.add(row[0] + " has no test");
            }
        }
        for (String id : tests.keySet()) {
            if (!known.contains(id)) {
                faults.add(id + " is a tag of no clause");
            }
        }
        for (String[] row : statements) {
            boolean hasReason = row[3].startsWith("= ") && row[3].length() > 2;
            if (!hasReason && !known.containsAll(List.of(row[3].split(" ")))) {
                faults.add("'" + row[2] + "' names no clause and no reason");
            }
        }
        return faults;
    }

    String text() {
        StringBuilder page = new StringBuilder(HEAD);
        for (String[] row : clauses) {
            String shown =
                    tests.getOrDefault(row[0], new TreeSet<>()).stream()
                            .map(name -> "`" + name + "`")
                            .collect(Collectors.joining("<br>"));
            page.append(row(row[0], row[1], row[2], shown));
        }
        page.append(STATEMENTS);
        for (String[] row : statements) {
            String shown = row[3].startsWith("= ") ? "not tested: " + row[3].substring(2) : row[3];
            page.append(row(row[0], row[1], row[2], shown));
        }
        return page.toString();
    }

    private static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static List<String[]> table(String resource, int columns) {
        try (InputStream in = ConformancePage.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> Arrays.stream(line.split("\\|", columns)).map(String::strip))
                    .map(cells -> cells.toArray(String[]::new))
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(resource, e);
        }
    }

    private static List<Class<?>> testClasses() throws IOException {
        Path root = root();
        try (Stream<Path> files = Files.walk(root)) {
            List<Class<?>> found = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                String name = root.relativize(file).toString();
                if (name.endsWith(".class") && !name.contains("$")) {
                    found.add(load(name.substring(0, name.length() - 6).replace('/', '.')));
                }
            }
            return found;
        }
    }

    private static Path root() {
        try {
            return Path.of(
                    Clause.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, ConformancePage.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
