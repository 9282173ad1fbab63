package io.sluice.gateway.cli.bench;

/** Something that is measured. Led by one thread; only {@link #cutShort()} is for others. */
interface Run {
    /**
     * Does it all.
     *
     * @throws io.sluice.gateway.cli.client.CommandFault if it could not be done
     */
    Outcome run() throws InterruptedException;

    /** Ends the measuring now; what was found so far is told. */
    void cutShort();
}
