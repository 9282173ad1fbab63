package io.sluice.gateway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.gateway.auth.FileFaultException;
import io.sluice.gateway.auth.PasswordFile;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice passwd}: gives a user a password, in a file that Mosquitto reads too. */
@Command(
        name = "passwd",
        description =
                "Gives a user a password, asked for at a terminal, else read from the first line of"
                        + " standard input. SIGHUP or ctl reload makes a running gateway know it.",
        mixinStandardHelpOptions = true)
final class PasswdCommand implements Callable<Integer> {
    private static final Path STANDARD_INPUT = Path.of("/proc/self/fd/0");

    @Parameters(index = "0", paramLabel = "FILE", description = "Made if it is missing.")
    private Path file;

    @Parameters(index = "1", paramLabel = "USER")
    private String user;

    @Option(
            names = {"-b", "--batch"},
            paramLabel = "PASSWORD",
            description = "The password itself. Others on this machine can see it meanwhile.")
    private String password = "";

    @Option(
            names = "--scram",
            description =
                    "Let the user log in by SCRAM-SHA-256 too (MQTT 5): what the gateway needs for"
                            + " it stands in a comment, which Mosquitto passes over.")
    private boolean scram;

    @Option(
            names = {"-D", "--delete"},
            description = "Take the user out of the file instead.")
    private boolean delete;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException, FileFaultException {
        if (!PasswordFile.canName(user)) {
            throw new ParameterException(
                    spec.commandLine(), "no user name: without ':', control characters, leading #");
        }
        PasswordFile users =
                Files.exists(file) || delete ? PasswordFile.read(file) : PasswordFile.empty();
        if (delete) {
            return delete(users);
        }
        byte[] secret = password();
        (scram ? withScram(users, secret) : users.with(user, secret)).write(file);
        return ExitCode.DONE;
    }

    private PasswordFile withScram(PasswordFile users, byte[] secret) {
        try {
            return users.withScram(
                    user, UTF_8.newDecoder().decode(ByteBuffer.wrap(secret)).toString());
        } catch (CharacterCodingException | IllegalArgumentException unsayable) {
            throw new ParameterException(
                    spec.commandLine(),
                    "no password for SCRAM: it takes letters, digits and signs (RFC 4013)",
                    unsayable);
        }
    }

    private int delete(PasswordFile users) throws IOException {
        if (!users.has(user)) {
            spec.commandLine().getErr().println(file + " has no user " + user);
            return ExitCode.FAILED;
        }
        users.without(user).write(file);
        return ExitCode.DONE;
    }

    private byte[] password() throws IOException {
        if (spec.commandLine().getParseResult().hasMatchedOption("-b")) {
            return password.getBytes(UTF_8);
        }
        Optional<Console> console = Optional.ofNullable(System.console());
        return console.isPresent() && inputIsTerminal()
                ? askTwice(console.get())
                : firstLineOfInput();
    }

    /** From Java 22 on, there may be a console in a pipe too. */
    private static boolean inputIsTerminal() {
        try {
            String device = Files.readSymbolicLink(STANDARD_INPUT).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException elsewhere) {
            return true;
        }
    }

    private static byte[] firstLineOfInput() throws IOException {
        String line = new BufferedReader(new InputStreamReader(System.in, UTF_8)).readLine();
        if (line == null) {
            throw new IOException("no password on standard input");
        }
        return line.getBytes(UTF_8);
    }

    private static byte[] askTwice(Console console) throws IOException {
        char[] first = console.readPassword("Password: ");
        char[] second = console.readPassword("Again: ");
        if (first == null || !Arrays.equals(first, second)) {
            throw new IOException("the two are not the same; nothing was changed");
        }
        return new String(first).getBytes(UTF_8);
    }
}
