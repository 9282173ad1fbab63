package io.sluice.auth;

/**
 * Who a client is, once it has been let in.
 *
 * @param name user name; empty for an anonymous one
 * @param pass what its credentials say besides
 */
public record Principal(String name, Pass pass) {
    public static final Principal ANONYMOUS = new Principal("");

    public Principal(String name) {
        this(name, Pass.PLAIN);
    }

    public boolean isAnonymous() {
        return name.isEmpty();
    }
}
