package io.sluice.gateway;

/** The gateway cannot start: which step, and why. What it had opened is closed again. */
public final class StartFaultException extends Exception {
    StartFaultException(String step, Throwable cause) {
        super(step + ": " + reason(cause), cause);
    }

    private static String reason(Throwable cause) {
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
