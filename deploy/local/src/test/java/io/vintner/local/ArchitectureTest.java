package io.vintner.local;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.UUID;

@AnalyzeClasses(packages = "io.vintner", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.vintner.local.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule processKnowsNoService =
            classes()
                    .that()
                    .resideInAPackage("io.vintner.local.process")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage("io.vintner.local.process", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule demoUsesThePublicDoorsOnly =
            noClasses()
                    .that()
                    .resideInAPackage("io.vintner.local.demo")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.vintner.local",
                            "io.vintner.local.process",
                            "io.vintner.postgres",
                            "java.sql");

    @ArchTest
    static final ArchRule timeAndIdentitiesAreGiven =
            noClasses()
                    .that()
                    .resideInAPackage("io.vintner.local..")
                    .should()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(Thread.class, "sleep", long.class)
                    .orShould()
                    .callMethod(UUID.class, "randomUUID");
}
