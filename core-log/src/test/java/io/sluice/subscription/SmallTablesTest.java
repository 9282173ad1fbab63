package io.sluice.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.Inflight;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The small tables behind a session, each beside a plain collection. */
final class SmallTablesTest {
    private record Sent(int packetId, long offset, byte stage) {}

    @Property(tries = 200)
    void packetIdsAreThoseThatWereAddedAndNotRemoved(@ForAll long seed) {
        Random random = new Random(seed);
        PacketIdSet ids = new PacketIdSet();
        TreeSet<Integer> model = new TreeSet<>();
        for (int i = 0; i < 400; i++) {
            int id = 1 + random.nextInt(random.nextBoolean() ? 20 : 65_535);
            if (random.nextInt(5) < 3) {
                ids.add(id);
                model.add(id);
            } else {
                int gone = model.isEmpty() ? id : model.first();
                ids.remove(gone);
                model.remove(gone);
            }
            assertThat(ids.contains(id)).isEqualTo(model.contains(id));
            assertThat(ids.count()).isEqualTo(model.size());
        }
        assertThat(ids.toArray()).containsExactly(model.stream().mapToInt(i -> i).toArray());
    }

    @Property(tries = 200)
    void offsetsAreThoseThatWereAddedAtOrAboveTheFloor(@ForAll long seed) {
        Random random = new Random(seed);
        OffsetSet offsets = new OffsetSet();
        TreeSet<Long> model = new TreeSet<>();
        for (long i = 0; i < 300; i++) {
            long offset = i + random.nextInt(10);
            if (random.nextInt(10) > 0) {
                offsets.add(offset);
                model.add(offset);
            } else {
                offsets.removeBelow(offset - 5);
                model.headSet(offset - 5).clear();
            }
            assertThat(offsets.contains(offset)).isEqualTo(model.contains(offset));
        }
        assertThat(offsets.toArray()).containsExactly(model.stream().mapToLong(i -> i).toArray());
    }

    @Property(tries = 300)
    void windowKeepsSendingOrder(@ForAll long seed) {
        Random random = new Random(seed);
        Window window = new Window();
        List<Sent> model = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int id = 1 + random.nextInt(40);
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    window.add(id, i, Inflight.SENT_QOS2);
                    model.removeIf(sent -> sent.packetId() == id);
                    model.add(new Sent(id, i, Inflight.SENT_QOS2));
                }
                case 2 -> {
                    window.received(id);
                    model.replaceAll(
                            sent ->
                                    sent.packetId() == id
                                            ? new Sent(id, sent.offset(), Inflight.RECEIVED)
                                            : sent);
                }
                default -> {
                    int first = model.isEmpty() ? id : model.get(0).packetId();
                    int gone = random.nextBoolean() ? first : id;
                    window.remove(gone);
                    model.removeIf(sent -> sent.packetId() == gone);
                }
            }
            assertThat(told(window.toInflight())).isEqualTo(model);
        }
    }

    private static List<Sent> told(Inflight inflight) {
        return IntStream.range(0, inflight.count())
                .mapToObj(
                        i ->
                                new Sent(
                                        inflight.packetIds()[i],
                                        inflight.offsets()[i],
                                        inflight.stages()[i]))
                .toList();
    }
}
