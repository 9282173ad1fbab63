package io.sluice.gateway.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Hands a file to the parser without its lines of comment. Most of the file that ships are such
 * lines, and the parser looks at each of their letters.
 */
final class ConfigText {
    private ConfigText() {}

    static Config parse(Path file, ConfigParseOptions options) {
        String bare = bare(file);
        return bare.contains("\"\"\"") || bare.contains("include")
                ? ConfigFactory.parseFile(file.toFile(), options)
                : ConfigFactory.parseString(bare, options);
    }

    /** The text with empty lines in the place of comments, so that all lines keep their numbers. */
    private static String bare(Path file) {
        try {
            StringBuilder bare = new StringBuilder();
            for (String line : Files.readAllLines(file)) {
                String text = line.stripLeading();
                boolean isComment = text.startsWith("#") || text.startsWith("//");
                bare.append(isComment ? "" : line).append('\n');
            }
            return bare.toString();
        } catch (IOException unreadable) { // the parser says why
            return "include";
        }
    }
}
