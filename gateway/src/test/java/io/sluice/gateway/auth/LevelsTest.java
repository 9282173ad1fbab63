package io.sluice.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.TopicFilter;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Filters against filters, held against all topics of a small world. */
final class LevelsTest {
    private static final List<String> TOPICS = topics();

    @Property
    void aFilterCoversOnlyWhatItMeans(
            @ForAll("filters") String rule, @ForAll("filters") String asked) {
        boolean covers = Levels.of(rule).covers(Levels.of(asked));

        if (covers) {
            assertThat(meantBy(rule)).containsAll(meantBy(asked));
        }
        if (!asked.contains("#") && !asked.contains("+")) {
            assertThat(covers).isEqualTo(new TopicFilter(rule).matches(asked));
        }
    }

    @Property
    void filtersOverlapIfOneTopicIsMeantByBoth(
            @ForAll("filters") String one, @ForAll("filters") String other) {
        List<String> both = new ArrayList<>(meantBy(one));
        both.retainAll(meantBy(other));

        assertThat(Levels.of(one).overlaps(Levels.of(other))).isEqualTo(!both.isEmpty());
        assertThat(Levels.of(other).overlaps(Levels.of(one))).isEqualTo(!both.isEmpty());
    }

    @Provide
    Arbitrary<String> filters() {
        Arbitrary<String> level = Arbitraries.of("a", "b", "$s", "", "+");
        Arbitrary<String> last = Arbitraries.of("a", "b", "$s", "+", "#");
        return level.list()
                .ofMaxSize(2)
                .flatMap(
                        above ->
                                last.map(
                                        end -> {
                                            List<String> levels = new ArrayList<>(above);
                                            levels.add(end);
                                            return String.join("/", levels);
                                        }));
    }

    private static List<String> meantBy(String filter) {
        TopicFilter parsed = new TopicFilter(filter);
        return TOPICS.stream().filter(parsed::matches).toList();
    }

    private static List<String> topics() {
        List<String> names = List.of("a", "b", "$s", "", "c");
        List<String> topics = new ArrayList<>(names);
        List<String> longer = names;
        for (int depth = 2; depth <= 4; depth++) {
            longer =
                    longer.stream()
                            .flatMap(above -> names.stream().map(name -> above + "/" + name))
                            .toList();
            topics.addAll(longer);
        }
        return topics; // "" among them, which no publisher can name: "/#" and "+" meet there
    }
}
