package io.sluice.gateway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A message as a client program printed it: topic or destination, QoS, retained or not, payload in
 * hex, and name:value of each property.
 */
record Received(String topic, String qos, boolean retained, String hex, List<String> properties) {
    static final Pattern LINE =
            Pattern.compile("^message\\t([^\\t]*)\\t([^\\t]*)\\t([01])\\t([^\\t]*)\\t(.*)$");

    static Received of(MatchResult line) {
        return new Received(
                line.group(1),
                line.group(2),
                line.group(3).equals("1"),
                line.group(4),
                Stream.of(line.group(5).split(" ")).filter(one -> !one.isEmpty()).toList());
    }

    static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(UTF_8));
    }

    String text() {
        return new String(HexFormat.of().parseHex(hex), UTF_8);
    }

    @Override
    public String toString() {
        return "%s (QoS %s%s): %s %s"
                .formatted(topic, qos, retained ? ", retained" : "", text(), properties);
    }
}
