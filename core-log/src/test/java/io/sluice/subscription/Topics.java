package io.sluice.subscription;

import io.sluice.broker.TopicFilter;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Random topic names and filters over few levels, so that many of them match. */
final class Topics {
    private static final List<String> LEVELS = List.of("", "a", "b", "bc", "$x", "ä");

    static Arbitrary<String> names() {
        return Arbitraries.of(LEVELS)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(levels -> String.join("/", levels))
                .filter(name -> !name.isEmpty());
    }

    static Arbitrary<TopicFilter> filters() {
        Arbitrary<String> level =
                Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(3, Arbitraries.of(LEVELS)),
                        net.jqwik.api.Tuple.of(1, Arbitraries.just("+")));
        Arbitrary<String> end = Arbitraries.of("", "", "/#");
        return level.list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(levels -> String.join("/", levels))
                .flatMap(head -> end.map(tail -> head + tail))
                .map(text -> text.equals("/#") ? "#" : text)
                .filter(text -> TopicFilter.parse(text).isPresent())
                .map(TopicFilter::new);
    }

    private Topics() {}
}
