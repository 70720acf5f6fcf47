package io.vintner.tendril;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.UUID;

@AnalyzeClasses(
        packages = "io.vintner.tendril",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule EACH_PACKAGE_IMPORTS_ONLY_WHAT_ITS_ROW_SAYS =
            layeredArchitecture()
                    .consideringOnlyDependenciesInLayers()
                    .layer("root")
                    .definedBy("io.vintner.tendril")
                    .layer("job")
                    .definedBy("..tendril.job..")
                    .layer("control")
                    .definedBy("..tendril.control..")
                    .layer("terraform")
                    .definedBy("..tendril.terraform..")
                    .layer("joblog")
                    .definedBy("..tendril.joblog..")
                    .layer("journal")
                    .definedBy("..tendril.journal..")
                    .whereLayer("root")
                    .mayNotBeAccessedByAnyLayer()
                    .whereLayer("job")
                    .mayOnlyBeAccessedByLayers("root")
                    .whereLayer("control")
                    .mayOnlyBeAccessedByLayers("root", "job", "journal")
                    .whereLayer("journal")
                    .mayOnlyBeAccessedByLayers("root", "job")
                    .whereLayer("terraform")
                    .mayOnlyBeAccessedByLayers("root", "job")
                    .whereLayer("joblog")
                    .mayOnlyBeAccessedByLayers("root", "job");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("io.vintner.(tendril.*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule LOG_AND_TERRAFORM_KNOW_NO_FRAMEWORK_AND_NO_HTTP =
            noClasses()
                    .that()
                    .resideInAnyPackage("..tendril.joblog..", "..tendril.terraform..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.quarkus..", "jakarta..", "io.smallrye..", "java.net.http..");

    @ArchTest
    static final ArchRule TIME_AND_IDS_ARE_GIVEN =
            noClasses()
                    .should()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    static final ArchRule IDS_ARE_MADE_AT_START_UP =
            noClasses()
                    .that()
                    .doNotHaveSimpleName("StartUp")
                    .should()
                    .callMethod(UUID.class, "randomUUID");

    @ArchTest
    static final ArchRule NAMES_SAY_THE_THING =
            noClasses().should().haveNameMatching(".*(Impl|Manager|Helper|Utils?)");
}
