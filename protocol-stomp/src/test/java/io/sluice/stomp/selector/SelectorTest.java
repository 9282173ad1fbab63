package io.sluice.stomp.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which messages a selector wants. */
final class SelectorTest {
    private static final Map<String, String> HEADERS =
            Map.of(
                    "color", "red",
                    "weight", "12",
                    "price", "9.50",
                    "paid", "true",
                    "content-type", "text/plain",
                    "id", "9007199254740993",
                    "quote", "it's",
                    "rate", "100%");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "color = 'red'",
                "color <> 'blue'",
                "COLOR = 'red' OR color = 'red'",
                "weight = 12",
                "weight = 12.0",
                "weight >= 12 and weight < 13",
                "weight > -1",
                "price > 9.4 AND price < 9.6e0",
                "price = .95E1",
                "12 < weight OR TRUE",
                "id = 9007199254740993",
                "id <> 9007199254740992",
                "paid",
                "paid = TRUE",
                "paid <> false",
                "NOT paid = FALSE",
                "TRUE",
                "weight > price",
                "color = color",
                "\"content-type\" = 'text/plain'",
                "content-type LIKE 'text/%'",
                "quote = 'it''s'",
                "color IN ('blue', 'red')",
                "weight IN (1, 12)",
                "color NOT IN ('blue')",
                "weight BETWEEN 12 AND 12",
                "weight NOT BETWEEN 13 AND 20",
                "weight BETWEEN price AND 20",
                "color LIKE 'r_d'",
                "color LIKE '%'",
                "color LIKE '%e%d'",
                "color NOT LIKE 'e%'",
                "rate LIKE '%\\%' ESCAPE '\\'",
                "missing IS NULL",
                "color IS NOT NULL",
                "color = 'blue' OR color = 'red' AND weight = 12",
                "(color = 'blue' OR color = 'red') AND weight = 12",
                "NOT (color = 'blue' AND weight = 12)",
                "missing = 1 OR paid",
                "  ",
            })
    void holds(String selector) throws SelectorFaultException {
        assertThat(matches(selector)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "color = 'Red'",
                "color <> 'red'",
                "weight <> 12",
                "weight > 12",
                "color = 12",
                "color > 1",
                "color = TRUE",
                "color",
                "missing = 1",
                "missing <> 1",
                "NOT missing = 1",
                "missing IN (1)",
                "missing NOT IN (1)",
                "missing LIKE '%'",
                "missing NOT LIKE 'a'",
                "missing BETWEEN 1 AND 2",
                "missing AND paid",
                "NOT (missing OR FALSE)",
                "color LIKE 'r_'",
                "color LIKE 'rd'",
                "color LIKE ''",
                "color LIKE '%\\%' ESCAPE '\\'",
                "FALSE",
                "color IS NULL",
                "weight BETWEEN 13 AND 11",
                "(color = 'blue' OR color = 'green') AND weight = 12",
                "color = 'NaN' OR weight = 1e5",
            })
    void doesNotHold(String selector) throws SelectorFaultException {
        assertThat(matches(selector)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "color = | 8 | the end",
                "color = 'red | 9 | quote",
                "color == 'red' | 8 | '='",
                "color = 'red' weight | 15 | AND, OR or the end",
                "(color = 'red' | 15 | ')'",
                "color + 1 = 2 | 7 | no arithmetic",
                "color IN () | 11 | ')'",
                "color IN (other) | 11 | a text, a number",
                "color IN 'red' | 10 | '('",
                "color LIKE red | 12 | single quotes",
                "color LIKE 'r' ESCAPE 'ab' | 23 | one letter",
                "color BETWEEN 1 OR 2 | 17 | AND",
                "color < 'red' | 9 | only numbers",
                "'a' < color | 1 | only numbers",
                "color IS 3 | 10 | NULL",
                "color NOT = 3 | 11 | IN, LIKE or BETWEEN",
                "12 | 3 | a comparison",
                "'x' | 4 | a comparison",
                "AND | 1 | 'AND'",
                "color = 1.2.3 | 9 | no number",
                "JMSPriority > 3 | 1 | JMS",
                "color = 'red' AND | 18 | the end",
                "color, weight | 6 | a comparison",
                "color ; 1 | 7 | ';'",
            })
    void brokenOneSaysWhere(String selector, int position, String why) {
        SelectorFaultException fault =
                catchThrowableOfType(
                        SelectorFaultException.class, () -> Selector.compile(selector));

        assertThat(fault).as(selector).hasMessageContaining(why);
        assertThat(fault.position()).isEqualTo(position);
    }

    @Test
    void nestingIsBoundedAndChainsAreNot() throws SelectorFaultException {
        String deep = "(".repeat(5000) + "paid" + ")".repeat(5000);

        assertThat(catchThrowableOfType(SelectorFaultException.class, () -> matches(deep)))
                .hasMessageContaining("nested");
        assertThat(matches("paid" + " AND paid".repeat(1500))).isTrue();
        assertThat(matches("(".repeat(99) + "paid" + ")".repeat(99))).isTrue();
    }

    @Test
    void patternOfManyPercentsTakesNoLongTime() throws SelectorFaultException {
        Selector selector = Selector.compile("a LIKE '" + "%x".repeat(127) + "y'");
        String text = "x".repeat(15_000);

        assertThat(selector.matches(name -> Optional.of(text))).isFalse();
        assertThat(
                        catchThrowableOfType(
                                SelectorFaultException.class,
                                () -> Selector.compile("a LIKE '" + "x".repeat(257) + "'")))
                .hasMessageContaining("at most 256");
    }

    private static boolean matches(String selector) throws SelectorFaultException {
        return Selector.compile(selector).matches(name -> Optional.ofNullable(HEADERS.get(name)));
    }
}
