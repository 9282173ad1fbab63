package io.sluice.gateway.cli.bench;

/** A protocol as load speaks it: makes the links, and lays out what publishers send. */
interface Dialect {
    /**
     * Whom the broker sees.
     *
     * @param clientId its name
     * @param visit what becomes of its session
     */
    record Guest(String clientId, Visit visit) {
        boolean stays() {
            return visit != Visit.PASSING;
        }
    }

    /** What a connection finds and leaves behind. */
    enum Visit {
        /** A session that ends with the connection. */
        PASSING,
        /** A session that stays; the subscription is made. */
        SETTLING,
        /** The session that stayed; its subscription stands. */
        RETURNING
    }

    Link publisher(Guest guest, Publisher publisher, Faults faults);

    Link receiver(Guest guest, String filter, int qos, Receiver receiver, Faults faults);

    /** Connects, subscribes to its share, and says nothing more. */
    Link visitor(Guest guest, FilterShare filters, Faults faults);

    /**
     * Lays out one message.
     *
     * @param numbered whether the topic name ends in a number that changes
     */
    Sheet.Form form(String topic, boolean numbered, int qos, byte[] payload);
}
