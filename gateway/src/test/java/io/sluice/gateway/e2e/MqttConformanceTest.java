package io.sluice.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.sluice.mqtt.Clause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Each statement of the two standards has a test or a reason, and {@code docs/mqtt-conformance.md}
 * says which. A page that is stale is written anew when the environment says {@code
 * SLUICE_WRITE_DOCS=true}.
 */
final class MqttConformanceTest {
    private static final Path PAGE = Path.of("..", "docs", "mqtt-conformance.md");

    private static JavaClasses tests;

    @BeforeAll
    static void findTests() {
        tests = new ClassFileImporter().importPackages("io.sluice.mqtt", "io.sluice.gateway");
    }

    @Test
    void everyStatementOfVersion5HasATestOrAReason() throws IOException {
        assertThat(ClauseList.of("5.0").without(tags(Clause::value))).isEmpty();
    }

    @Test
    void everyStatementOfVersion311HasATestOrAReason() throws IOException {
        assertThat(ClauseList.of("3.1.1").without(tags(Clause::v3))).isEmpty();
    }

    @Test
    void testsNameStatementsThatThereAre() throws IOException {
        Set<String> unknown = new TreeSet<>(tags(Clause::value).keySet());
        unknown.removeAll(ClauseList.of("5.0").numbers());
        Set<String> unknown3 = new TreeSet<>(tags(Clause::v3).keySet());
        unknown3.removeAll(ClauseList.of("3.1.1").numbers());

        assertThat(unknown).as("of version 5.0").isEmpty();
        assertThat(unknown3).as("of version 3.1.1").isEmpty();
    }

    @Test
    void pageSaysWhatIsTrue() throws IOException {
        String page =
                """
                # MQTT, statement by statement

                All normative statements of MQTT 5.0 and 3.1.1 by their numbers, in our words, each with the
                tests that hold us to it or with the reason why there is none. The tests' annotations are
                read to make this page, and a test fails when it is stale or a statement has neither. Version
                3.1 has no numbers; it is served like 3.1.1 where it says nothing else.

                ## MQTT 5.0

                %s
                ## MQTT 3.1.1

                %s
                ## Where the standards leave a choice

                | Choice | Ours | Held by |
                | --- | --- | --- |
                | a publish that nobody has subscribed to | is stored and acknowledged as any other: 0x00, never 0x10, since somebody may read it later | `MqttPublishingTest.publishThatNobodyWaitsForIsAnsweredLikeAnyOther` |
                | overlapping subscriptions | one copy, at the highest QoS among them, with all their identifiers | `MqttSubscribingTest.overlappingSubscriptionsBringOneCopyAtTheHighestQos` |
                | what is no topic filter; one that cannot be had | DISCONNECT 0x81; SUBACK 0x8F | `MqttPublishingTest.version5IsPutOut`, `MqttSubscribingTest.eachFilterHasItsCodeInOrder` |
                | no local and what is retained | a client's own retained message does not come back to it either | `MqttSubscribingTest.noLocalKeepsTheClientsOwnFromIt` |
                | characters that should not be in names (control characters, U+FFFF) | are taken | `MqttSubscribingTest.charactersThatShouldNotBeAreTaken` |
                | QoS 1 in flight to a member of a group that is lost | goes to another member at once | `MqttSharedTest.whatALostMemberHasNotAnsweredGoesToAnother` |
                | a publish that is not allowed | version 5: 0x87; version 3: acknowledged, not published, counted | `MqttPublishingTest.whatIsNotAllowedIsToldToVersion5AndHiddenFromVersion3` |
                | a client identifier of more than 23 characters | version 3.1: 0x02, unless `mqtt.client-id-chars-max-v31` says otherwise; later ones: taken | `Version31Test.idHas23CharactersAtMost` |
                | flags that version 3.1 does not use | may be anything | `Version31Test.flagsThatAreNotUsedMayBeAnything` |
                """
                        .formatted(
                                ClauseList.of("5.0").table(tags(Clause::value)),
                                ClauseList.of("3.1.1").table(tags(Clause::v3)));
        if (Boolean.parseBoolean(System.getenv("SLUICE_WRITE_DOCS"))) {
            Files.writeString(PAGE, page);
        }

        assertThat(PAGE).hasContent(page);
    }

    /** Which tests name which statements. */
    private static Map<String, Set<String>> tags(Function<Clause, String[]> numbers) {
        Map<String, Set<String>> tests = new TreeMap<>();
        for (JavaClass type : MqttConformanceTest.tests) {
            if (type.isAnnotatedWith(Clause.class)) {
                put(tests, numbers.apply(type.getAnnotationOfType(Clause.class)), type, "");
            }
            for (JavaMethod method : type.getMethods()) {
                if (method.isAnnotatedWith(Clause.class)) {
                    Clause clause = method.getAnnotationOfType(Clause.class);
                    put(tests, numbers.apply(clause), type, "." + method.getName());
                }
            }
        }
        return tests;
    }

    private static void put(
            Map<String, Set<String>> tests, String[] numbers, JavaClass type, String method) {
        List<String> all = Arrays.asList(numbers);
        all.forEach(
                number ->
                        tests.computeIfAbsent(number, key -> new TreeSet<>())
                                .add(type.getSimpleName() + method));
    }
}
