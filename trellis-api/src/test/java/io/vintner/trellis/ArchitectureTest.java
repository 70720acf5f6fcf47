package io.vintner.trellis;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;

@AnalyzeClasses(
        packages = "io.vintner.trellis",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "io.vintner.trellis.";

    /** Each package, and those of this service that it may import. */
    private static final String[] TABLE = {
        "database:",
        "encryption: database",
        "problem: database",
        "pages: problem",
        "auth: problem database",
        "audit: auth problem database",
        "idempotency: encryption auth problem database",
        "tokens: idempotency audit pages auth problem database",
        "settings: auth problem database",
        "web: settings auth problem database",
        "prices:",
        "vineyards: idempotency pages auth problem database",
        "modules: auth problem database",
        "vines: modules idempotency vineyards encryption pages auth problem database",
        "locks: vines auth problem database",
        "plans: encryption problem database",
        "tendrils: idempotency audit pages auth problem database",
        "jobs: idempotency locks plans modules vines vineyards tendrils prices encryption pages"
                + " auth problem database",
        "logs: jobs tendrils auth problem database",
        "state: idempotency jobs locks audit vines encryption auth problem database",
        "upkeep: jobs modules tendrils logs state encryption database",
    };

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching(ROOT + "(*)..").should().beFreeOfCycles();

    @ArchTest
    static void eachPackageImportsOnlyWhatItsRowSays(JavaClasses classes) {
        for (String row : TABLE) {
            String[] words = row.split(":? ", -1);
            String own = ROOT + words[0].replace(":", "");
            String[] allowed =
                    Stream.concat(Stream.of(own), Stream.of(words).skip(1).map(ROOT::concat))
                            .toArray(String[]::new);
            noClasses()
                    .that(resideInAPackage(own))
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage(ROOT + "*").and(resideInAnyPackage(allowed).negate()))
                    .check(classes);
        }
    }

    @ArchTest
    static final ArchRule ONLY_TABLES_AND_THE_DATABASE_PACKAGE_KNOW_SQL =
            noClasses()
                    .that()
                    .haveNameNotMatching(".*(Table|JobDoorbell)(\\$.*)?")
                    .and()
                    .resideOutsideOfPackage(ROOT + "database")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.vertx..sqlclient..", "io.vertx.pgclient..", "java.sql");

    @ArchTest
    static final ArchRule TIME_AND_IDS_COME_FROM_OUTSIDE =
            noClasses()
                    .should()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(UUID.class, "randomUUID");

    @ArchTest
    static final ArchRule NAMES_SAY_THE_THING =
            noClasses().should().haveNameMatching(".*(Impl|Manager|Helper|Utils?)");
}
