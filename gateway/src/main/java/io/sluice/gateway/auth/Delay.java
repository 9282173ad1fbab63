package io.sluice.gateway.auth;

import java.time.Duration;

/** Runs something later. */
@FunctionalInterface
public interface Delay {
    void run(Runnable answer, Duration pause);
}
