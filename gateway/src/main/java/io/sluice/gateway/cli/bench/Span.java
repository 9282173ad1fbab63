package io.sluice.gateway.cli.bench;

import java.time.Duration;

/**
 * How long a run lasts.
 *
 * @param warmup load before anything is measured
 * @param duration of the measuring, if {@code messages} is 0
 * @param messages of all publishers together, after which the run ends; 0 for the duration
 * @param patience silence after which what is missing is lost
 */
record Span(Duration warmup, Duration duration, long messages, Duration patience) {
    Span {
        Load.require(!warmup.isNegative(), "--warmup is 0 or more");
        Load.require(!duration.isNegative() && !duration.isZero(), "--duration is more than 0");
        Load.require(messages >= 0, "--messages is 0 (run for --duration) or more");
        Load.require(!patience.isNegative() && !patience.isZero(), "--patience is more than 0");
    }

    /** The same, but for a number of messages. */
    Span orMessages(long otherwise) {
        return new Span(Duration.ZERO, duration, isCounted() ? messages : otherwise, patience);
    }

    boolean isCounted() {
        return messages > 0;
    }

    /** The publisher's part of the messages. */
    long shareOf(int publisher, int publishers) {
        if (!isCounted()) {
            return Long.MAX_VALUE / 2;
        }
        return messages / publishers + (publisher < messages % publishers ? 1 : 0);
    }
}
