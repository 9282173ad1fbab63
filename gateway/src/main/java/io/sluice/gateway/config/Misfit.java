package io.sluice.gateway.config;

/**
 * A value that its kind does not take. Becomes a {@link Fault} where the key and line are known.
 */
final class Misfit extends Exception {
    Misfit(String what) {
        super(what);
    }
}
