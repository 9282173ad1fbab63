package io.sluice.gateway.cli.client;

/**
 * Who a client says it is.
 *
 * @param user the name, or empty for nobody
 * @param password the secret, or empty for none
 */
public record Login(String user, String password) {
    public static final Login ANONYMOUS = new Login("", "");

    public boolean hasUser() {
        return !user.isEmpty();
    }

    public boolean hasPassword() {
        return !password.isEmpty();
    }

    /** Without the secret: this ends up on screens. */
    @Override
    public String toString() {
        return hasUser() ? user : "anonymous";
    }
}
