package io.sluice.gateway.cli.bench;

/** A protocol as load speaks it: makes the links, and lays out what publishers send. */
interface Dialect {
    /**
     * Whom the broker sees.
     *
     * @param clientId its name
     * @param stays whether its session is to outlive the connection
     */
    record Guest(String clientId, boolean stays) {}

    Link publisher(Guest guest, Publisher publisher, Faults faults);

    Link receiver(Guest guest, String filter, int qos, Receiver receiver, Faults faults);

    /** Connects, and says nothing more. */
    Link visitor(Guest guest, Faults faults);

    /**
     * Lays out one message.
     *
     * @param numbered whether the topic name ends in a number that changes
     */
    Sheet.Form form(String topic, boolean numbered, int qos, byte[] payload);
}
