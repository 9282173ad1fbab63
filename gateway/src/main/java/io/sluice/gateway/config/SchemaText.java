package io.sluice.gateway.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Writes the schema as a configuration file in which everything is left at its default. */
public final class SchemaText {
    private static final int COLUMNS = 96;
    private static final String HEAD =
            """
            # The configuration of Sluice, in HOCON: https://github.com/lightbend/config
            #
            # Every key stands here with its default; behind it, its unit and its range. Take away the "# "
            # before a key to set it. Options (--set key=value) are stronger than environment variables
            # (SLUICE_LISTENERS__MQTT__BIND for listeners.mqtt.bind), and those stronger than this file.
            # Relative paths count from the folder above bin/. A secret can stand in a file of its own:
            # tls.key-password-file instead of tls.key-password. bin/sluice check-config reads this file
            # and tells everything that is wrong with it.
            """;

    private final StringBuilder text = new StringBuilder(HEAD);
    private final Set<String> told = new HashSet<>();

    private SchemaText() {}

    /** The whole text, as it stands in {@code conf/sluice.conf}. */
    public static String render() {
        return new SchemaText().all();
    }

    private String all() {
        String section = "";
        for (Key<?> key : Schema.keys()) {
            String group = group(key);
            if (!group.equals(section)) {
                close(section);
                text.append('\n').append(group).append(" {\n");
                section = group;
            } else if (section.isEmpty()) {
                text.append('\n');
            }
            tell(key, section);
        }
        close(section);
        return text.toString();
    }

    private void close(String section) {
        if (!section.isEmpty()) {
            text.append("}\n");
        }
    }

    /** A listener's section ends before {@code tls}, so that the whole listener stands together. */
    private static String group(Key<?> key) {
        String section = key.section();
        return section.endsWith(".tls") ? section.substring(0, section.length() - 4) : section;
    }

    private <T> void tell(Key<T> key, String section) {
        String indent = section.isEmpty() ? "" : "  ";
        String name = section.isEmpty() ? key.path() : key.path().substring(section.length() + 1);
        boolean isRepeated = section.startsWith("listeners.") && !told.add(key.doc());
        if (!isRepeated) {
            wrapped(key.doc(), COLUMNS - indent.length())
                    .forEach(line -> text.append(indent).append("# ").append(line).append('\n'));
        }
        String range = key.kind().range() + (key.secret() ? "; or " + name + Key.FROM_FILE : "");
        text.append(indent)
                .append("# ")
                .append("%-42s".formatted(name + " = " + key.kind().tell(key.fallback())))
                .append("  # ")
                .append(range)
                .append('\n');
    }

    private static List<String> wrapped(String doc, int columns) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : doc.split(" ", -1)) {
            if (line.length() + word.length() + 1 > columns) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
