package io.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.Inflight;
import io.sluice.broker.SessionName;
import io.sluice.broker.Where;
import io.sluice.log.LogChunk;
import io.sluice.log.RecordLayout;
import io.sluice.log.RecordType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written of how far connected sessions have come, and what a crash makes of it. */
final class SafeOffsetTest {
    private static final int SESSIONS = 50;

    @TempDir Path directory;
    private House house;

    @BeforeEach
    void open() throws Exception {
        house = new House(directory);
    }

    @AfterEach
    void close() throws Exception {
        house.close();
        assertThat(house.fault()).isEmpty();
    }

    @Test
    void healthySessionsAreToldOfTogetherAndGoOnAfterACrash() throws Exception {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            clients.add(house.client().open("s" + i, false, 100).subscribe("a", 1));
        }
        Client publisher = house.client().open("p", true, 0);
        publisher.publish("a", 1, "1", "2", "3").join();
        clients.forEach(client -> client.awaitDelivered(3));
        await().atMost(Duration.ofSeconds(20)).until(() -> recordsOf(RecordType.CURSOR) > 0);
        await().atMost(Duration.ofSeconds(20)).until(this::allHaveJoined);
        int before = recordsOf(RecordType.CURSOR);
        long told = publisher.publish("a", 1, "4").join();
        clients.forEach(client -> client.awaitDelivered(4));
        await().atMost(Duration.ofSeconds(20)).until(() -> lastSafeOffset() > told);

        assertThat(recordsOf(RecordType.CURSOR) - before).isLessThan(SESSIONS / 5);
        assertThat(bytesOf(RecordType.CURSOR)).isLessThan(SESSIONS * 100);
        house.crash();

        for (int i = 0; i < SESSIONS; i++) {
            assertThat(lag("s" + i).messages()).isZero();
        }
    }

    @Test
    void whoHasNotTakenItsMessagesGetsThemAfterACrashWhateverWasSaidOfTheOthers() throws Exception {
        Client slow = house.client().open("slow", false, 100).subscribe("a", 1);
        house.client().open("quick", false, 100).subscribe("a", 1);
        await().atMost(Duration.ofSeconds(20)).until(this::allHaveJoined);
        slow.eat(0);
        Client publisher = house.client().open("p", true, 0);
        long last = publisher.publish("a", 1, numbered(200)).join() + 199;
        await().atMost(Duration.ofSeconds(20)).until(() -> lastSafeOffset() > last);

        house.crash();

        assertThat(lag("slow").messages()).isEqualTo(200);
        assertThat(lag("quick").messages()).isZero();
        Client again = house.client().open("slow", false, 100);
        assertThat(again.awaitDelivered(200)).containsExactly(numbered(200));
        again.close(Inflight.NONE, false, 0);
    }

    @Test
    void aHealthySessionThatReadsFromAPlaceIsToldOfAgainWhenItHasComeBack() throws Exception {
        Client publisher = house.client().open("p", true, 0);
        publisher.publish("a", 1, numbered(20)).join();
        Client reader = house.client().open("r", false, 100);
        await().atMost(Duration.ofSeconds(20)).until(this::allHaveJoined);
        int joinedBefore = recordsOf(RecordType.CURSOR_JOINED);

        reader.read("a", 1, Where.FIRST).awaitDelivered(20);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> recordsOf(RecordType.CURSOR_JOINED) > joinedBefore);
        long told = publisher.publish("c", 1, "nobody's").join();
        await().atMost(Duration.ofSeconds(20)).until(() -> lastSafeOffset() > told);
        house.crash();

        assertThat(lag("r").messages()).isZero();
    }

    private Lag lag(String id) {
        return house.pipeline().lag(new SessionName("test", id)).join().orElseThrow();
    }

    private boolean allHaveJoined() {
        return recordsOf(RecordType.CURSOR_JOINED) > 0 && lastSafeOffset() > 0;
    }

    private int recordsOf(int type) {
        int[] count = {0};
        forEach(type, (bytes, at) -> count[0]++);
        return count[0];
    }

    private int bytesOf(int type) {
        int[] sum = {0};
        forEach(type, (bytes, at) -> sum[0] += RecordLayout.length(bytes, at));
        return sum[0];
    }

    /** What the last record says of all healthy sessions. */
    private long lastSafeOffset() {
        long[] last = {-1};
        forEach(
                RecordType.CURSOR,
                (bytes, at) -> {
                    long said = longAt(bytes, RecordLayout.payloadAt(bytes, at) + 1);
                    last[0] = Math.max(last[0], said);
                });
        return last[0];
    }

    private static long longAt(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(at);
    }

    private interface Visitor {
        void visit(byte[] bytes, int at);
    }

    private void forEach(int type, Visitor visitor) {
        try {
            for (long from = house.log().firstOffset(); from < house.log().endOffset(); ) {
                LogChunk chunk = house.log().reader().read(from, 1 << 20);
                byte[] bytes = chunk.bytes();
                for (int at = chunk.from(); at < chunk.to(); at = RecordLayout.next(bytes, at)) {
                    if (RecordLayout.type(bytes, at) == type) {
                        visitor.visit(bytes, at);
                    }
                }
                from = chunk.endOffset();
            }
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private static String[] numbered(int count) {
        return IntStream.range(0, count).mapToObj(String::valueOf).toArray(String[]::new);
    }
}
