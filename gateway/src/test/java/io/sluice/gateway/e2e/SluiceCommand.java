package io.sluice.gateway.e2e;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The command line of Sluice, from the classes that ship, in a JVM that checks itself. */
final class SluiceCommand {
    private SluiceCommand() {}

    /** The program and its arguments, with asserts on and each of Netty's buffers watched. */
    static List<String> of(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-ea", "-Xmx512m", "-Dio.netty.leakDetection.level=paranoid"));
        command.addAll(List.of("-cp", shippedClasses(), "io.sluice.gateway.cli.Main"));
        command.addAll(List.of(arguments));
        return command;
    }

    /** The class path of this JVM without what only tests have. */
    private static String shippedClasses() {
        String ours = System.getProperty("java.class.path");
        return Stream.of(
                        System.getProperty("surefire.test.class.path", ours)
                                .split(File.pathSeparator))
                .filter(entry -> !entry.contains("test-classes") && !entry.endsWith("-tests.jar"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
