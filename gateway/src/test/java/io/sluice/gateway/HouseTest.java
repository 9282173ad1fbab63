package io.sluice.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The arrows of ARCHITECTURE §2, over the whole house. Each test proves that it has seen rooms. */
final class HouseTest {
    private static final String GATEWAY = "io.sluice.gateway..";
    private static final String MQTT = "io.sluice.mqtt..";
    private static final String STOMP = "io.sluice.stomp..";
    private static final String[] CORE = {
        "io.sluice.lane..",
        "io.sluice.broker..",
        "io.sluice.auth..",
        "io.sluice.log..",
        "io.sluice.subscription..",
        "io.sluice.group..",
        "io.sluice.pipeline.."
    };
    private static final JavaClasses HOUSE =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .withImportOption(location -> !location.contains("-tests.jar"))
                    .importPackages("io.sluice");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lane",
                "broker",
                "auth",
                "log",
                "subscription",
                "group",
                "pipeline",
                "mqtt",
                "stomp",
                "gateway"
            })
    void everyRoomWasLookedAt(String room) {
        String name = "io.sluice." + room;

        assertThat(HOUSE.stream().filter(each -> each.getPackageName().startsWith(name)))
                .as(name)
                .hasSizeGreaterThan(2);
    }

    @Test
    void nobodyLooksUpToTheGateway() {
        holds(
                noClasses()
                        .that()
                        .resideOutsideOfPackage(GATEWAY)
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(GATEWAY));
    }

    @Test
    void theCoreKnowsNoProtocol() {
        holds(
                noClasses()
                        .that()
                        .resideInAnyPackage(CORE)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(MQTT, STOMP));
    }

    @Test
    void protocolsDoNotSeeEachOther() {
        holds(
                noClasses()
                        .that()
                        .resideInAPackage(MQTT)
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(STOMP));
        holds(
                noClasses()
                        .that()
                        .resideInAPackage(STOMP)
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(MQTT));
    }

    @ParameterizedTest
    @ValueSource(strings = {MQTT, STOMP})
    void protocolsSeeTheCounterAlone(String protocol) {
        holds(
                noClasses()
                        .that()
                        .resideInAPackage(protocol)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "io.sluice.log..",
                                "io.sluice.subscription..",
                                "io.sluice.group..",
                                "io.sluice.pipeline.."));
    }

    @Test
    void theLogKnowsNeitherMessagesNorSessions() {
        holds(
                noClasses()
                        .that()
                        .resideInAPackage("io.sluice.log..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "io.sluice.broker..",
                                "io.sluice.subscription..",
                                "io.sluice.group..",
                                "io.sluice.pipeline..",
                                "io.sluice.auth.."));
    }

    @Test
    void packagesMakeNoCircle() {
        slices().matching("io.sluice.(**)").should().beFreeOfCycles().check(HOUSE);
    }

    @Test
    void theRingIsThePipelinesOwn() {
        holds(
                noClasses()
                        .that()
                        .resideOutsideOfPackage("io.sluice.pipeline..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("com.lmax.disruptor.."));
        assertThat(HOUSE.stream().filter(each -> dependsOn(each, "com.lmax.disruptor")))
                .isNotEmpty();
    }

    @Test
    void theCoreHasNoSockets() {
        holds(
                noClasses()
                        .that()
                        .resideInAnyPackage(CORE)
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("io.netty.."));
    }

    @Test
    void onlyMetricsTypesKnowPrometheus() {
        // the registry is handed on by the assembly and shown by the admin server
        holds(
                noClasses()
                        .that()
                        .haveNameNotMatching(".*Metrics(\\$.*)?")
                        .and()
                        .resideOutsideOfPackage("io.sluice.gateway.admin..")
                        .and()
                        .doNotHaveFullyQualifiedName(Gateway.class.getName())
                        .and()
                        .doNotHaveFullyQualifiedName(Surroundings.class.getName())
                        .and()
                        .doNotHaveFullyQualifiedName(AdminDesk.class.getName())
                        .and()
                        .doNotHaveFullyQualifiedName(CoreEngine.class.getName())
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("io.prometheus.."));
        assertThat(HOUSE.stream().filter(each -> dependsOn(each, "io.prometheus"))).isNotEmpty();
    }

    @Test
    void onlyTheCommandLinePrints() {
        holds(
                noClasses()
                        .that()
                        .resideOutsideOfPackage("io.sluice.gateway.cli..")
                        .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS));
    }

    @Test
    void onlyTheLoaderReadsTheEnvironment() {
        holds(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(
                                "io.sluice.gateway.config..", "io.sluice.gateway.cli..")
                        .should()
                        .callMethod(System.class, "getenv")
                        .orShould()
                        .callMethod(System.class, "getenv", String.class)
                        .orShould()
                        .dependOnClassesThat()
                        .resideInAPackage("com.typesafe.config.."));
    }

    @Test
    void typesAreNamedForWhatTheyAre() {
        for (String suffix : List.of("Manager", "Util", "Utils", "Helper", "Impl")) {
            holds(noClasses().should().haveSimpleNameEndingWith(suffix));
        }
    }

    private static void holds(ArchRule rule) {
        rule.check(HOUSE);
    }

    private static boolean dependsOn(JavaClass each, String packageName) {
        return each.getDirectDependenciesFromSelf().stream()
                .anyMatch(to -> to.getTargetClass().getPackageName().startsWith(packageName));
    }
}
