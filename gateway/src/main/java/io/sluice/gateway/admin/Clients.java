package io.sluice.gateway.admin;

import io.sluice.broker.ClientReport;
import java.util.List;

/** The clients of all protocols. Any thread may ask. */
public interface Clients {
    /** Those that are in, in no order. */
    List<ClientReport> all();

    /**
     * Lets go of those of this name.
     *
     * @return how many
     */
    int dismiss(String name);
}
