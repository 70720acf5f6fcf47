package io.vintner.relay;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.vintner.relay", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule EACH_PACKAGE_IMPORTS_ONLY_WHAT_THE_LAYOUT_SAYS =
            layeredArchitecture()
                    .consideringOnlyDependenciesInLayers()
                    .layer("relay")
                    .definedBy("io.vintner.relay")
                    .layer("replication")
                    .definedBy("..relay.replication")
                    .layer("pgoutput")
                    .definedBy("..relay.pgoutput")
                    .layer("transaction")
                    .definedBy("..relay.transaction")
                    .layer("window")
                    .definedBy("..relay.window")
                    .layer("serve")
                    .definedBy("..relay.serve")
                    .layer("watch")
                    .definedBy("..relay.watch")
                    .whereLayer("relay")
                    .mayNotBeAccessedByAnyLayer()
                    .whereLayer("replication")
                    .mayOnlyBeAccessedByLayers("watch", "relay")
                    .whereLayer("pgoutput")
                    .mayOnlyBeAccessedByLayers("transaction", "relay")
                    .whereLayer("transaction")
                    .mayOnlyBeAccessedByLayers("relay")
                    .whereLayer("window")
                    .mayOnlyBeAccessedByLayers("serve")
                    .whereLayer("serve")
                    .mayOnlyBeAccessedByLayers("watch", "relay")
                    .whereLayer("watch")
                    .mayOnlyBeAccessedByLayers("relay");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("io.vintner.relay.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ONLY_REPLICATION_KNOWS_THE_DRIVER =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("..relay.replication")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.postgresql..");

    @ArchTest
    static final ArchRule THE_DECODER_KNOWS_THE_JDK_ONLY =
            noClasses()
                    .that()
                    .resideInAnyPackage("..relay.pgoutput", "..relay.transaction")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.quarkus..", "jakarta..", "io.smallrye..", "io.vertx..");

    @ArchTest
    static final ArchRule TIME_AND_CHANCE_ARE_GIVEN =
            noClasses()
                    .that()
                    .doNotHaveSimpleName("SystemClock")
                    .should()
                    .callMethod(java.time.Instant.class, "now")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    static final ArchRule NAMES_SAY_THE_THING =
            noClasses().should().haveNameMatching(".*(Impl|Manager|Helper|Utils?)");
}
