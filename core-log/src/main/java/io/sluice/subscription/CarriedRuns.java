package io.sluice.subscription;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What was carried forward for one session, by the offsets of the messages: runs that do not
 * overlap. Never changes.
 *
 * @param runs in the order of the messages
 */
public record CarriedRuns(List<CarriedRun> runs) {
    public static final CarriedRuns NONE = new CarriedRuns(List.of());

    /** Records that may lie between two of one run: they are passed over when it is read. */
    private static final long GAP_MAX = 10_000;

    /** The run with the first message at or behind this offset. */
    public Optional<CarriedRun> from(long offset) {
        return runs.stream().filter(run -> run.last() >= offset).findFirst();
    }

    public boolean isEmpty() {
        return runs.isEmpty();
    }

    /** The message {@code offset} is carried by the record at {@code place}, behind all others. */
    CarriedRuns plus(long offset, long place) {
        CarriedRun newest =
                runs.stream()
                        .max(Comparator.comparingLong(CarriedRun::to))
                        .filter(run -> run.last() < offset && place - run.to() <= GAP_MAX)
                        .orElse(new CarriedRun(offset, offset, place, place));
        List<CarriedRun> next = new ArrayList<>();
        for (CarriedRun run : runs) {
            if (run != newest) {
                without(run, offset).ifPresent(next::add);
            }
        }
        next.add(new CarriedRun(newest.first(), offset, newest.from(), place + 1));
        next.sort(Comparator.comparingLong(CarriedRun::first));
        return new CarriedRuns(List.copyOf(next));
    }

    /** A run whose messages up to this one have been carried once more. */
    private static Optional<CarriedRun> without(CarriedRun run, long offset) {
        if (offset < run.first() || offset > run.last()) {
            return Optional.of(run);
        }
        return offset == run.last()
                ? Optional.empty()
                : Optional.of(new CarriedRun(offset + 1, run.last(), run.from(), run.to()));
    }

    /** Without what lies below this place in the log, and messages below this offset. */
    CarriedRuns above(long place, long offset) {
        List<CarriedRun> kept =
                runs.stream().filter(run -> run.to() > place && run.last() >= offset).toList();
        return kept.size() == runs.size() ? this : new CarriedRuns(kept);
    }

    void write(StateWriter to) {
        to.i32(runs.size());
        for (CarriedRun run : runs) {
            to.i64(run.first()).i64(run.last()).i64(run.from()).i64(run.to());
        }
    }

    static CarriedRuns read(StateReader from) {
        List<CarriedRun> runs = new ArrayList<>();
        for (int left = from.count(32); left > 0; left--) {
            runs.add(new CarriedRun(from.i64(), from.i64(), from.i64(), from.i64()));
        }
        return runs.isEmpty() ? NONE : new CarriedRuns(List.copyOf(runs));
    }
}
