package io.sluice.subscription;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.Grant;
import io.sluice.broker.Subscription;
import io.sluice.broker.TopicFilter;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What one session is granted, told by looking at every subscription that it has. */
final class FilterSetTest {
    @Property(tries = 500)
    void grantsWhatLookingAtEverySubscriptionFinds(
            @ForAll("sets") List<Subscription> wishes, @ForAll("names") List<String> topics) {
        long[] from = new long[wishes.size()];
        for (int i = 0; i < from.length; i++) {
            from[i] = 10L * (i % 4);
        }
        FilterReader reader = FilterSet.of(wishes, from).reader();

        for (long offset = 0; offset < 50; offset++) {
            String topic = topics.get((int) offset % topics.size());
            byte[] name = ("//" + topic).getBytes(UTF_8);
            Grant grant = reader.grant(name, 2, name.length - 2, offset);
            long now = offset;
            List<Subscription> matching =
                    wishes.stream()
                            .filter(s -> s.filter().matches(topic))
                            .filter(s -> from[wishes.indexOf(s)] <= now)
                            .toList();
            if (matching.isEmpty()) {
                assertThat(grant).isSameAs(FilterSet.NONE);
            } else {
                assertThat(SubscriptionIndexTest.terms(grant))
                        .isEqualTo(SubscriptionIndexTest.merged(matching));
            }
            assertThat(reader.grant(name, 2, name.length - 2, offset)).isSameAs(grant);
        }
    }

    @Test
    void manyTopicsUnderOneFilterShareOneGrant() {
        Subscription all = Subscription.of(new TopicFilter("a/#"), 2);
        FilterReader reader = FilterSet.of(List.of(all), new long[] {7}).reader();
        byte[] first = "a/0".getBytes(UTF_8);
        Grant grant = reader.grant(first, 0, first.length, 7);

        for (int i = 0; i < 5_000; i++) {
            byte[] name = ("a/" + i % 700).getBytes(UTF_8);
            assertThat(reader.grant(name, 0, name.length, 8 + i)).isSameAs(grant);
        }
        assertThat(reader.grant(first, 0, first.length, 6)).isSameAs(FilterSet.NONE);
    }

    @Provide
    Arbitrary<List<Subscription>> sets() {
        return SubscriptionIndexTest.wishes()
                .list()
                .ofMaxSize(12)
                .uniqueElements(Subscription::filter);
    }

    @Provide
    Arbitrary<List<String>> names() {
        return Topics.names().list().ofMinSize(1).ofMaxSize(6);
    }
}
