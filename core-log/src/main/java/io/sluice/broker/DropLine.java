package io.sluice.broker;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One entry of the {@link DropLedger} as a line of text, its parts told apart by tabs:
 *
 * <pre>
 *   crc32c  time  way  reason  offset  lastOffset  count  client  topic
 * </pre>
 *
 * The checksum, in eight hex digits, is of all behind its tab, in UTF-8. The time is in
 * milliseconds since 1970. In a name a backslash, a tab and the ends of a line are written with a
 * backslash: as {@code \\}, {@code \t}, {@code \n} and {@code \r}. A line that does not fit its
 * checksum counts for nothing.
 */
public final class DropLine {
    private static final int PARTS = 8;
    private static final int CRC_DIGITS = 8;

    /** The entry as a line, without its end. */
    public static String of(DropLedger.Entry entry) {
        Drop drop = entry.drop();
        String said =
                String.join(
                        "\t",
                        String.valueOf(entry.atMs()),
                        drop.way().name(),
                        drop.reason().label(),
                        String.valueOf(drop.offset()),
                        String.valueOf(drop.lastOffset()),
                        String.valueOf(drop.count()),
                        escaped(drop.client()),
                        escaped(drop.topic()));
        return crc(said) + '\t' + said;
    }

    /** The entry that the line says; none if it is not one as it was written. */
    public static Optional<DropLedger.Entry> parse(String line) {
        if (line.length() <= CRC_DIGITS || line.charAt(CRC_DIGITS) != '\t') {
            return Optional.empty();
        }
        String said = line.substring(CRC_DIGITS + 1);
        String[] parts = said.split("\t", -1);
        if (parts.length != PARTS || !line.startsWith(crc(said))) {
            return Optional.empty();
        }
        return way(parts[1]).map(way -> entry(way, parts));
    }

    private static Optional<Drop.Way> way(String name) {
        return Arrays.stream(Drop.Way.values()).filter(way -> way.name().equals(name)).findFirst();
    }

    private static DropLedger.Entry entry(Drop.Way way, String[] parts) {
        return new DropLedger.Entry(
                Long.parseLong(parts[0]),
                new Drop(
                        way,
                        DropReason.labelled(parts[2]),
                        unescaped(parts[6]),
                        unescaped(parts[7]),
                        Long.parseLong(parts[3]),
                        Long.parseLong(parts[4]),
                        Long.parseLong(parts[5])));
    }

    private static String crc(String said) {
        CRC32C crc = new CRC32C();
        crc.update(said.getBytes(StandardCharsets.UTF_8));
        return String.format("%08x", crc.getValue());
    }

    private static String escaped(String name) {
        return name.replace("\\", "\\\\")
                .replace("\t", "\\t")
                .replace("\n", "\\n")
                .replace("\r", "\\r");
    }

    private static String unescaped(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            name.append(letter == '\\' ? meant(text.charAt(++i)) : letter);
        }
        return name.toString();
    }

    private static char meant(char escaped) {
        return switch (escaped) {
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'r' -> '\r';
            default -> escaped;
        };
    }

    private DropLine() {}
}
