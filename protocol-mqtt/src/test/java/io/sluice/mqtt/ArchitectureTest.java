package io.sluice.mqtt;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What this module may know. */
@AnalyzeClasses(packages = "io.sluice.mqtt", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule OF_THE_CORE_ONLY_ITS_COUNTER =
            classes()
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "io.sluice.mqtt..",
                            "io.sluice.broker",
                            "io.sluice.auth",
                            "io.sluice.lane",
                            "io.netty..",
                            "org.slf4j",
                            "java..",
                            "javax.net.ssl");

    @ArchTest
    static final ArchRule PACKAGES_MAKE_NO_CIRCLE =
            slices().matching("io.sluice.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule BYTES_KNOW_NOTHING_OF_SESSIONS =
            noClasses()
                    .that()
                    .resideInAPackage("io.sluice.mqtt.packet")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.sluice.mqtt");

    @ArchTest
    static final ArchRule NOBODY_PRINTS =
            noClasses()
                    .should()
                    .accessField(System.class, "out")
                    .orShould()
                    .accessField(System.class, "err");
}
