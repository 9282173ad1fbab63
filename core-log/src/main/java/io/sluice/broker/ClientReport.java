package io.sluice.broker;

/**
 * A client that is connected, as a protocol knows it. Made once it was let in, and not changed.
 *
 * @param protocol {@code "mqtt"}, {@code "stomp"}
 * @param id the client identifier; where the protocol has none, the login and the address
 * @param version of the protocol, as people write it
 * @param user the name under which it was let in; empty for an anonymous one
 * @param address from where it came
 * @param listener by which it came in
 * @param transport {@code "tcp"}, {@code "tls"}, {@code "ws"}, {@code "wss"}
 * @param connectedAtMs when it was let in
 * @param keepAliveSeconds how long it may be silent; 0 for ever
 */
public record ClientReport(
        String protocol,
        String id,
        String version,
        String user,
        String address,
        String listener,
        String transport,
        long connectedAtMs,
        long keepAliveSeconds) {

    /** As operators write it. */
    public String label() {
        return protocol + ":" + id;
    }

    /** Whether it is meant by this: its label, or its identifier alone. */
    public boolean isCalled(String name) {
        return name.equals(id) || name.equals(label());
    }
}
