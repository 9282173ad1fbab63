package io.sluice.pipeline;

import io.sluice.broker.Delivery;
import io.sluice.broker.Grant;
import io.sluice.broker.Stretch;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.log.CarriedLayout;
import io.sluice.log.LogChunk;
import io.sluice.log.LogReader;
import io.sluice.log.RecordLayout;
import io.sluice.log.RecordType;
import io.sluice.subscription.CarriedRun;
import io.sluice.subscription.CarriedRuns;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads messages that were carried forward, under their own offsets. */
@OwnedBy(Lane.REPLAY)
final class CarriedReader {
    private static final int READ_BYTES = 256 * 1024;
    private static final int PLACES_MAX = 1024;
    private static final Grant GRANT = new Grant(2, false, false, new int[0]);

    private final LogReader reader;

    /**
     * Where reading goes on, by session: so that a long run is not read from its start each time.
     */
    private final Map<Integer, Place> places = new HashMap<>();

    private record Place(long offset, long at) {}

    CarriedReader(LogReader reader) {
        this.reader = reader;
    }

    /**
     * One turn's worth of a run.
     *
     * @param from not the messages below this offset
     */
    ReplayedChunk read(CarriedRun run, int ref, long from, Resumption resumption, int bytesMax)
            throws IOException {
        List<Delivery> deliveries = new ArrayList<>();
        Place known = places.get(ref);
        boolean isKnown = known != null && known.offset == from && known.at >= run.from();
        long at = isKnown && known.at < run.to() ? known.at : run.from();
        long next = from;
        int found = 0;
        while (at < run.to() && found < bytesMax) {
            LogChunk chunk = reader.read(at, READ_BYTES);
            byte[] bytes = chunk.bytes();
            for (int i = chunk.from(); i < chunk.to(); i = RecordLayout.next(bytes, i)) {
                if (isOf(run, ref, bytes, i) && CarriedLayout.messageOffset(bytes, i) >= next) {
                    next = CarriedLayout.messageOffset(bytes, i) + 1;
                    if (!resumption.isSettled(next - 1)) {
                        Stretch stretch = stretch(bytes, i);
                        found += stretch.to();
                        deliveries.add(new Delivery(Delivery.Kind.LIVE, stretch, GRANT, 0));
                    }
                }
            }
            at = Math.max(at + 1, chunk.endOffset());
        }
        next = at < run.to() ? next : run.last() + 1;
        remember(ref, new Place(next, at));
        return new ReplayedChunk(resumption.reading(), deliveries, next, false, 0, 0);
    }

    private void remember(int ref, Place place) {
        if (places.size() >= PLACES_MAX) {
            places.clear();
        }
        places.put(ref, place);
    }

    private static boolean isOf(CarriedRun run, int ref, byte[] bytes, int i) {
        return RecordType.takesOffset(RecordLayout.type(bytes, i))
                && RecordLayout.offset(bytes, i) < run.to()
                && RecordLayout.publisherRef(bytes, i) == ref
                && CarriedLayout.isOne(bytes, i)
                && CarriedLayout.messageOffset(bytes, i) <= run.last();
    }

    private static Stretch stretch(byte[] bytes, int i) {
        byte[] message = CarriedLayout.message(bytes, i);
        return new Stretch(message, 0, message.length, 1);
    }

    /** One message alone, if it was carried for this session. */
    Optional<Stretch> find(CarriedRuns runs, int ref, long offset) throws IOException {
        Optional<CarriedRun> run = runs.from(offset).filter(each -> each.first() <= offset);
        long at = run.map(CarriedRun::from).orElse(0L);
        while (run.isPresent() && at < run.get().to()) {
            LogChunk chunk = reader.read(at, READ_BYTES);
            byte[] bytes = chunk.bytes();
            for (int i = chunk.from(); i < chunk.to(); i = RecordLayout.next(bytes, i)) {
                if (isOf(run.get(), ref, bytes, i)
                        && CarriedLayout.messageOffset(bytes, i) == offset) {
                    return Optional.of(stretch(bytes, i));
                }
            }
            at = Math.max(at + 1, chunk.endOffset());
        }
        return Optional.empty();
    }
}
