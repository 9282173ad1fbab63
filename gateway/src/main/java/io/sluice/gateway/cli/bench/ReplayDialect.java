package io.sluice.gateway.cli.bench;

/**
 * Another dialect, whose receivers read all that the log has, from its beginning on.
 *
 * @param dialect MQTT's
 */
record ReplayDialect(Dialect dialect) implements Dialect {
    private static final String FROM_THE_FIRST = "$replay/first/";

    @Override
    public Link publisher(Guest guest, Publisher publisher, Faults faults) {
        return dialect.publisher(guest, publisher, faults);
    }

    @Override
    public Link receiver(Guest guest, String filter, int qos, Receiver receiver, Faults faults) {
        return dialect.receiver(guest, FROM_THE_FIRST + filter, qos, receiver, faults);
    }

    @Override
    public Link visitor(Guest guest, FilterShare filters, Faults faults) {
        return dialect.visitor(guest, filters, faults);
    }

    @Override
    public Sheet.Form form(String topic, boolean numbered, int qos, byte[] payload) {
        return dialect.form(topic, numbered, qos, payload);
    }
}
