package io.sluice.gateway.config;

import com.typesafe.config.ConfigValue;

/** The words for values that do not fit. */
final class Misfits {
    private Misfits() {}

    static long within(ConfigValue value, long number, long min, long max, String range)
            throws Misfit {
        if (number < min || number > max) {
            throw new Misfit(got(value, "takes " + range));
        }
        return number;
    }

    static String got(ConfigValue value, String wanted) {
        return wanted + ", not " + value.unwrapped();
    }
}
