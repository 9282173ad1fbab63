package io.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.broker.Inflight;
import io.sluice.broker.Where;
import io.sluice.log.MemoryFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/**
 * The disk is full, and later it is not: nothing is restarted, and nothing acknowledged is lost.
 */
final class FullDiskTest {
    private static final String LARGE = "x".repeat(100_000);

    /** One segment, and what is kept beside it. */
    private static final long SMALL = FragileHouse.SEGMENT_BYTES + (400 << 10);

    private final MemoryFiles disk = new MemoryFiles();
    private final List<String> acknowledged = new ArrayList<>();
    private FragileHouse house;
    private Client publisher;

    @Test
    void publishesAreRefusedReadingGoesOnAndItRecoversByItself() throws IOException {
        open();
        Client sleeper = house.client().open("sleeper", false, 1000).subscribe("a/#", 1);
        sleeper.close(Inflight.NONE, false, 1000);
        publish(2);

        publishUntilRefused();

        Client reader = house.client().open("reader", true, 0).read("a/#", 1, Where.FIRST);
        assertThat(reader.awaitDelivered(acknowledged.size())).isEqualTo(acknowledged);
        house.keepHouse(); // still full: snapshots and checkpoints do what they can
        assertThatThrownBy(() -> publisher.publish("a/1", 1, LARGE).join())
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("DISK_FULL");

        disk.capacity(Long.MAX_VALUE);
        house.keepHouse();
        publish(20);
        Client awake = house.client().open("sleeper", false, 1000);

        assertThat(reader.awaitDelivered(acknowledged.size())).isEqualTo(acknowledged);
        assertThat(awake.awaitDelivered(acknowledged.size())).isEqualTo(acknowledged);
        assertThat(house.fault()).isEmpty();
        requireAllAfter(disk.afterKill());
    }

    @Test
    void whatWasAcknowledgedBeforeTheDiskWasFullOutlivesACrashWhileItIs() throws IOException {
        open();
        Client sleeper = house.client().open("sleeper", false, 1000).subscribe("a/#", 1);
        sleeper.close(Inflight.NONE, false, 1000);
        publish(2);
        publishUntilRefused();

        MemoryFiles left = disk.afterKill();

        requireAllAfter(left);
    }

    private void open() throws IOException {
        disk.capacity(SMALL);
        house = new FragileHouse(disk);
        publisher = house.client().open("publisher", true, 0);
    }

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            String text = acknowledged.size() + LARGE;
            publisher.publish("a/" + i % 3, 1, text).join();
            acknowledged.add(text);
        }
    }

    private void publishUntilRefused() {
        assertThatThrownBy(
                        () -> {
                            while (acknowledged.size() < 1000) {
                                publish(1);
                            }
                        })
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("DISK_FULL");
        assertThat(acknowledged.size()).isLessThan(100);
    }

    private void requireAllAfter(MemoryFiles left) throws IOException {
        house.close();
        FragileHouse next = new FragileHouse(left);
        Client reader = next.client().open("reader", true, 0).read("a/#", 1, Where.FIRST);
        assertThat(reader.awaitDelivered(acknowledged.size())).isEqualTo(acknowledged);
        next.close();
    }
}
