package io.sluice.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What a connection remembers of names. */
final class NameTableTest {
    @Property(tries = 100)
    void findsWhatWasPutLikeAMap(@ForAll List<String> names) {
        NameTable<Integer> table = new NameTable<>(-1, Integer.MAX_VALUE);
        Map<String, Integer> map = new HashMap<>();

        for (String name : names) {
            byte[] utf8 = ("?" + name + "!").getBytes(StandardCharsets.UTF_8);
            int length = utf8.length - 2;
            assertThat(table.find(utf8, 1, length)).isEqualTo(map.getOrDefault(name, -1));
            map.put(name, map.size());
            table.put(utf8, 1, length, map.get(name));
        }

        assertThat(table.count()).isEqualTo(map.size());
    }

    @Test
    void forgetsEverythingWhenItIsFull() {
        NameTable<Integer> table = new NameTable<>(-1, 3);

        for (int i = 0; i < 4; i++) {
            table.put(new byte[] {(byte) i}, 0, 1, i);
            table.find(new byte[] {(byte) i}, 0, 1);
        }

        assertThat(table.count()).isEqualTo(1);
        assertThat(table.find(new byte[] {0}, 0, 1)).isEqualTo(-1);
        assertThat(table.find(new byte[] {3}, 0, 1)).isEqualTo(3);
    }

    @Test
    void takesNothingForAWhileWhenNamesAreNeverAskedForAgain() {
        NameTable<Integer> table = new NameTable<>(-1, 3);

        for (int i = 0; i < 5; i++) {
            table.put(new byte[] {(byte) i}, 0, 1, i);
        }

        assertThat(table.find(new byte[] {4}, 0, 1)).isEqualTo(-1);

        for (int i = 0; i < 100; i++) {
            table.put(new byte[] {7}, 0, 1, 7);
        }

        assertThat(table.find(new byte[] {7}, 0, 1)).isEqualTo(7);
    }
}
