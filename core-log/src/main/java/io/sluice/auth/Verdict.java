package io.sluice.auth;

/** What an authenticator says. */
public sealed interface Verdict {
    /** Let in, as this one. */
    record Accepted(Principal principal) implements Verdict {}

    /** Wrong or missing credentials. The client is not told which. */
    record Denied(String reason) implements Verdict {}

    /** Nobody could decide: a password server that does not answer. */
    record Unavailable(String reason) implements Verdict {}
}
