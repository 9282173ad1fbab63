package io.sluice.gateway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A child process whose output is read line by line. All of it is kept in a file below {@code
 * target/e2e/output}, and its end stands in the message of whatever fails here.
 */
final class Program implements AutoCloseable {
    /** How long anything here may take before it counts as never. Wide: machines are shared. */
    static final Duration LIMIT = Duration.ofSeconds(30);

    private static final Path OUTPUT = Path.of("target", "e2e", "output");
    private static final AtomicInteger STARTED = new AtomicInteger();

    private final String name;
    private final Process process;
    private final Path transcript;
    private final Lines lines = new Lines();
    private final Thread reader;
    private final Thread lastWill;

    private Program(String name, Process process, Path transcript) {
        this.name = name;
        this.process = process;
        this.transcript = transcript;
        this.reader = new Thread(this::read, "output of " + name);
        this.lastWill = new Thread(process::destroyForcibly, "end of " + name);
        reader.setDaemon(true);
        reader.start();
        Runtime.getRuntime().addShutdownHook(lastWill);
    }

    static Program start(String name, List<String> command, Map<String, String> environment) {
        long owner = ProcessHandle.current().pid();
        String file = "%d-%03d-%s.txt".formatted(owner, STARTED.incrementAndGet(), name);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            Files.createDirectories(OUTPUT);
            return new Program(name, builder.start(), OUTPUT.resolve(file));
        } catch (IOException missing) {
            throw new AssertionError(
                    command.get(0) + " does not start; bin/check installs what is missing",
                    missing);
        }
    }

    static Program start(String name, List<String> command) {
        return start(name, command, Map.of());
    }

    /** Runs a command to its good end, and gives back what it printed. */
    static List<String> run(String name, List<String> command) {
        try (Program program = start(name, command)) {
            return program.succeeds();
        }
    }

    /** Waits for a line in which {@code pattern} is found, those of the past included. */
    MatchResult await(Pattern pattern) {
        return awaitMany(pattern, 1).get(0);
    }

    /** Waits until {@code pattern} was found in so many lines; gives back the finds. */
    List<MatchResult> awaitMany(Pattern pattern, int count) {
        List<MatchResult> found = lines.await(pattern, count, LIMIT);
        if (found.size() < count) {
            throw new AssertionError(
                    told("printed %d of %d × '%s'".formatted(found.size(), count, pattern)));
        }
        return found;
    }

    /** Writes one line to the program's standard input. */
    void say(String line) {
        try {
            BufferedWriter input = process.outputWriter(UTF_8);
            input.write(line);
            input.newLine();
            input.flush();
        } catch (IOException gone) {
            throw new AssertionError(told("no longer listens"), gone);
        }
    }

    /** Writes these bytes to the program's standard input. */
    void sayBytes(byte[] bytes) {
        try {
            process.getOutputStream().write(bytes);
        } catch (IOException gone) {
            throw new AssertionError(told("no longer listens"), gone);
        }
    }

    /** Closes the program's standard input: there is no more to come. */
    void saidAll() {
        try {
            process.outputWriter(UTF_8).close();
        } catch (IOException gone) {
            throw new AssertionError(told("no longer listens"), gone);
        }
    }

    /** Waits for the end, which must be a good one, and gives back what was printed. */
    List<String> succeeds() {
        int code = ends();
        if (code != 0) {
            throw new AssertionError(told("ended with code " + code));
        }
        return lines.all();
    }

    /** Waits for the end, whatever it is, and for the last of the output. */
    int ends() {
        if (!endsWithin(LIMIT)) {
            throw new AssertionError(told("does not end"));
        }
        return process.exitValue();
    }

    /** Whether the end came within this time, and with it the last of the output. */
    boolean endsWithin(Duration time) {
        try {
            boolean ended = process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
            if (ended) {
                reader.join(LIMIT.toMillis());
            }
            return ended;
        } catch (InterruptedException stopped) {
            throw new AssertionError(told("was waited for in vain"), stopped);
        }
    }

    /** SIGTERM: asks the program to end, and waits until it has. */
    int terminate() {
        process.destroy();
        return ends();
    }

    /** SIGKILL: ends the program where it stands. */
    void kill() {
        process.destroyForcibly();
        ends();
    }

    long pid() {
        return process.pid();
    }

    boolean runs() {
        return process.isAlive();
    }

    /** What has been printed until now. */
    List<String> output() {
        return lines.all();
    }

    /** A sentence about this program that quotes the end of its output. */
    String told(String what) {
        String state = runs() ? "runs" : "has ended with code " + process.exitValue();
        return "%s %s and %s; all it printed is in %s, at last:%n%s"
                .formatted(name, what, state, transcript, lines.tail());
    }

    private void read() {
        try (BufferedReader from = process.inputReader(UTF_8);
                BufferedWriter to = Files.newBufferedWriter(transcript)) {
            for (String line = from.readLine(); line != null; line = from.readLine()) {
                to.write(line);
                to.newLine();
                to.flush();
                lines.add(line);
            }
        } catch (IOException gone) {
            lines.add("(the output broke off: " + gone.getMessage() + ")");
        } finally {
            lines.end();
        }
    }

    /**
     * Ends the program if it still runs. It does not outlive a test run that is broken off, either.
     */
    @Override
    public void close() {
        if (runs()) {
            kill();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(lastWill);
        } catch (IllegalStateException goingDown) {
            assert !runs();
        }
    }
}
