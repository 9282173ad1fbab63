package io.sluice.gateway.cli.bench;

/** The run cannot go on: no connection, a refusal, or silence. The message says what to do next. */
final class LoadFault extends RuntimeException {
    static final int FAILED = 1;
    static final int CANNOT_CONNECT = 3;

    private final int exitCode;

    private LoadFault(int exitCode, String message) {
        super(message, null, false, false);
        this.exitCode = exitCode;
    }

    static LoadFault failed(String message) {
        return new LoadFault(FAILED, message);
    }

    static LoadFault cannotConnect(String message) {
        return new LoadFault(CANNOT_CONNECT, message);
    }

    int exitCode() {
        return exitCode;
    }
}
