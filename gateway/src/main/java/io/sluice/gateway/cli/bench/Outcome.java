package io.sluice.gateway.cli.bench;

import java.io.PrintWriter;

/** What a run has found. */
interface Outcome {
    /** For a person. */
    void print(PrintWriter out);

    /** For a program: one object. */
    String json();

    /** Whether all came as it should. */
    boolean isGood();
}
