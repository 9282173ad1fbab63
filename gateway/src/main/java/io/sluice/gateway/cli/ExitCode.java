package io.sluice.gateway.cli;

/** What a command's number says to a script. */
final class ExitCode {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int CANNOT_CONNECT = 3;

    /** The gateway's disk or memory failed while it ran (EX_IOERR of sysexits). */
    static final int FAULT = 74;

    private ExitCode() {}
}
