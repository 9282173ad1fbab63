package io.sluice.gateway.cli.bench;

import java.util.Arrays;
import picocli.CommandLine.Option;

/** Who sends to whom, as written on the command line; one of the patterns. */
final class ShapeOptions {
    @Option(
            names = "--pairs",
            paramLabel = "N",
            description = "N publishers, each to its own receiver (the default, with 1)")
    private int pairs;

    @Option(
            names = "--fan-in",
            paramLabel = "N",
            description = "N publishers to one receiver that subscribes to '#'")
    private int fanIn;

    @Option(
            names = "--fan-out",
            paramLabel = "N",
            description = "one publisher to N receivers of its topic")
    private int fanOut;

    @Option(
            names = "--mesh",
            paramLabel = "PxR",
            description = "P publishers, R receivers, each hears all")
    private String mesh = "";

    @Option(
            names = "--shared",
            paramLabel = "PxR",
            description = "P publishers to a shared group of R members")
    private String shared = "";

    @Option(
            names = "--publish-only",
            paramLabel = "N",
            description = "N publishers, nobody listens (QoS 1 and 2)")
    private int publishOnly;

    @Option(
            names = "--topics",
            paramLabel = "N",
            defaultValue = "1",
            description = "distinct topics of all publishers together, in turn")
    private int topics;

    @Option(
            names = "--topic",
            paramLabel = "PREFIX",
            defaultValue = "bench",
            description = "what all topic names begin with (default: ${DEFAULT-VALUE})")
    private String prefix = "bench";

    boolean isShared() {
        return !shared.isEmpty();
    }

    Shape shape() {
        boolean[] asked = {
            pairs > 0, fanIn > 0, fanOut > 0, !mesh.isEmpty(), isShared(), publishOnly > 0
        };
        int patterns = 0;
        for (boolean one : asked) {
            patterns += one ? 1 : 0;
        }
        Load.require(
                patterns <= 1,
                "choose one of --pairs, --fan-in, --fan-out, --mesh, --shared and --publish-only");
        if (fanIn > 0) {
            return shape(Shape.Pattern.FAN_IN, fanIn, 1);
        }
        if (fanOut > 0) {
            return shape(Shape.Pattern.MESH, 1, fanOut);
        }
        if (publishOnly > 0) {
            return shape(Shape.Pattern.PUBLISH_ONLY, publishOnly, 0);
        }
        if (!mesh.isEmpty() || isShared()) {
            int[] both = counts(mesh + shared);
            return shape(isShared() ? Shape.Pattern.SHARED : Shape.Pattern.MESH, both[0], both[1]);
        }
        int count = Math.max(1, pairs);
        return shape(Shape.Pattern.PAIRS, count, count);
    }

    private Shape shape(Shape.Pattern pattern, int publishers, int receivers) {
        return new Shape(pattern, publishers, receivers, topics, prefix);
    }

    private static int[] counts(String text) {
        Load.require(
                text.matches("\\d{1,6}x\\d{1,6}"),
                "'%s' is not two numbers with an x between, as 10x10 is".formatted(text));
        return Arrays.stream(text.split("x")).mapToInt(Integer::parseInt).toArray();
    }
}
