package io.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.SessionName;
import io.sluice.broker.SessionRequest;
import io.sluice.broker.Where;
import io.sluice.broker.Will;
import io.sluice.log.MemoryFiles;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A will whose client is lost with the gateway, when the power goes while it is published. */
final class WillTest {
    private static final String LONG = "lost " + "x".repeat(3_000);

    @Test
    void itIsPublishedOnceWhateverAPowerCutLeavesOfIt() throws IOException {
        for (long seed = 0; seed < 20; seed++) {
            MemoryFiles disk = new MemoryFiles();
            FragileHouse first = new FragileHouse(disk);
            open(first);
            MemoryFiles killed = disk.afterKill();
            first.close();

            FragileHouse second = new FragileHouse(killed);
            second.keepHouse();
            MemoryFiles left = killed.afterPowerCut(new Random(seed));
            second.close();

            requireOneWill(left, seed);
        }
    }

    private static void open(FragileHouse house) {
        Client client = house.client();
        byte[] message = client.message("wills/1", 1, LONG);
        client.open(
                new SessionRequest(
                        new SessionName("test", "doomed"), false, 1000, new Will(message, 0)));
    }

    private static void requireOneWill(MemoryFiles left, long seed) throws IOException {
        FragileHouse third = new FragileHouse(left);
        third.keepHouse();
        Client reader = third.client().open("reader", true, 0).read("wills/#", 1, Where.FIRST);
        Client publisher = third.client().open("publisher", true, 0);
        publisher.publish("wills/end", 1, "end").join();

        assertThat(reader.awaitDelivered(2)).as("seed " + seed).containsExactly(LONG, "end");
        third.close();
    }
}
