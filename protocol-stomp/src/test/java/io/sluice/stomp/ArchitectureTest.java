package io.sluice.stomp;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What this module may see. */
@AnalyzeClasses(packages = "io.sluice.stomp", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule ONLY_THE_COUNTER_OF_THE_CORE =
            classes()
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "io.sluice.stomp..",
                            "io.sluice.broker",
                            "io.sluice.auth",
                            "io.sluice.lane",
                            "io.netty..",
                            "org.slf4j",
                            "java..",
                            "javax.net.ssl");

    @ArchTest
    static final ArchRule SESSION_KNOWS_NO_SOCKET =
            noClasses()
                    .that()
                    .haveNameNotMatching(".*\\.(StompConnection|StompServer|Wire)(\\$.*)?")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.netty.channel..");

    @ArchTest static final ArchRule NOTHING_IS_PRINTED = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    @ArchTest
    static final ArchRule NOBODY_SLEEPS =
            noClasses().should().callMethod(Thread.class, "sleep", long.class);
}
