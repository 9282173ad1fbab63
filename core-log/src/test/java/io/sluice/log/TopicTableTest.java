package io.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Names and their numbers. */
final class TopicTableTest {
    @Property(tries = 100)
    void numbersNamesAsTheyComeWhateverIsGuessed(
            @ForAll List<String> names, @ForAll List<Integer> guesses) {
        TopicTable table = new TopicTable(Integer.MAX_VALUE);
        Map<String, Integer> expected = new LinkedHashMap<>();

        for (int i = 0; i < names.size(); i++) {
            byte[] utf8 = ("?" + names.get(i) + "!").getBytes(StandardCharsets.UTF_8);
            expected.putIfAbsent(names.get(i), expected.size());
            int guess = i < guesses.size() ? guesses.get(i) : i;
            assertThat(table.findOrAdd(utf8, 1, utf8.length - 2, guess))
                    .isEqualTo(expected.get(names.get(i)));
        }

        assertThat(table.count()).isEqualTo(expected.size());
        expected.forEach((name, id) -> assertThat(text(table, id)).isEqualTo(name));
    }

    @Test
    void takesNoMoreNamesThanItMay() {
        TopicTable table = new TopicTable(2);

        assertThat(add(table, "a", 7)).isZero();
        assertThat(add(table, "b", 1)).isEqualTo(1);
        assertThat(add(table, "c", 2)).isEqualTo(-1);
        assertThat(add(table, "b", 0)).isEqualTo(1);
    }

    @Test
    void holdsNamesOfEveryLengthBehindEachOther() {
        TopicTable table = new TopicTable(Integer.MAX_VALUE);
        String longest = "x".repeat(65_000);

        for (int i = 0; i < 20; i++) {
            assertThat(add(table, longest + i, i)).isEqualTo(2 * i);
            assertThat(add(table, "short" + i, i)).isEqualTo(2 * i + 1);
        }

        for (int i = 0; i < 20; i++) {
            assertThat(add(table, longest + i, 2 * i)).isEqualTo(2 * i);
            assertThat(text(table, 2 * i + 1)).isEqualTo("short" + i);
        }
    }

    private static int add(TopicTable table, String name, int guess) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        return table.findOrAdd(utf8, 0, utf8.length, guess);
    }

    private static String text(TopicTable table, int id) {
        return new String(table.name(id), StandardCharsets.UTF_8);
    }
}
