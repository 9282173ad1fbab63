package io.sluice.auth;

/**
 * Who a client is, once it has been let in.
 *
 * @param name user name; empty for an anonymous one
 */
public record Principal(String name) {
    public static final Principal ANONYMOUS = new Principal("");

    public boolean isAnonymous() {
        return name.isEmpty();
    }
}
