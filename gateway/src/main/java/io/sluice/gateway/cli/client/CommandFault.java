package io.sluice.gateway.cli.client;

/**
 * A command cannot do what it was asked for. The message is one sentence for a person: what, where,
 * and what to do next.
 */
public final class CommandFault extends RuntimeException {
    public static final int FAILED = 1;
    public static final int CANNOT_CONNECT = 3;

    private final int exitCode;

    private CommandFault(int exitCode, String message) {
        super(message, null, false, false);
        this.exitCode = exitCode;
    }

    public static CommandFault failed(String message) {
        return new CommandFault(FAILED, message);
    }

    public static CommandFault cannotConnect(String message) {
        return new CommandFault(CANNOT_CONNECT, message);
    }

    public int exitCode() {
        return exitCode;
    }
}
