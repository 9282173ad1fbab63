package io.sluice.subscription;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.TopicFilter;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Over which names a search may leap: never over one that is wanted. */
final class NameLeapTest {
    /** Some with letters that come before the slash. */
    private static final List<String> LEVELS = List.of("", "a", "b", "b-", "b/c", "bc", "$x", "ä");

    @Property(tries = 2000)
    void noNameBeforeTheBoundIsWanted(
            @ForAll("filters") TopicFilter filter, @ForAll("names") List<String> names) {
        NameLeap leap = new NameLeap(filter.text().getBytes(UTF_8));

        for (String here : names) {
            if (!filter.matches(here)) {
                byte[] bound = bound(leap, here);
                for (String other : names) {
                    if (filter.matches(other) && compare(other, here.getBytes(UTF_8)) > 0) {
                        assertThat(compare(other, bound))
                                .as("%s from %s to %s", filter.text(), here, other)
                                .isNotNegative();
                    }
                }
            }
        }
    }

    @Test
    void itLeapsToTheLevelThatIsToCome() {
        NameLeap leap = new NameLeap("+/7/#".getBytes(UTF_8));

        assertThat(bound(leap, "site/1/x")).asString(UTF_8).isEqualTo("site/7");
        assertThat(bound(leap, "site/7-/x")).asString(UTF_8).isEqualTo("site/7/");
    }

    @Test
    void itLeapsBehindAllThatBeginLikeTheLastWildcard() {
        NameLeap leap = new NameLeap("+/7/#".getBytes(UTF_8));

        assertThat(bound(leap, "site/8/x")).asString(UTF_8).isEqualTo("site0");
    }

    @Test
    void itLeapsToTheEndWhereNoWildcardLeavesAChoice() {
        NameLeap leap = new NameLeap("site/7".getBytes(UTF_8));

        assertThat(bound(leap, "site/8")).containsExactly(0xFF);
    }

    private static byte[] bound(NameLeap leap, String name) {
        byte[] utf8 = ("//" + name).getBytes(UTF_8);
        return leap.bound(utf8, 2, utf8.length - 2);
    }

    private static int compare(String name, byte[] other) {
        return Arrays.compareUnsigned(name.getBytes(UTF_8), other);
    }

    @Provide
    Arbitrary<List<String>> names() {
        return Arbitraries.of(LEVELS)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(levels -> String.join("/", levels))
                .filter(name -> !name.isEmpty())
                .list()
                .ofMinSize(2)
                .ofMaxSize(30);
    }

    @Provide
    Arbitrary<TopicFilter> filters() {
        return Topics.filters();
    }
}
