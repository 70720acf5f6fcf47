package io.vintner.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;

@AnalyzeClasses(
        packages = "io.vintner.gateway",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule WIRE_IMPORTS =
            layeredArchitecture()
                    .consideringOnlyDependenciesInAnyPackage("io.vintner.gateway..")
                    .layer("root")
                    .definedBy("io.vintner.gateway")
                    .layer("intake")
                    .definedBy("..gateway.intake..")
                    .layer("token")
                    .definedBy("..gateway.token..")
                    .layer("protocol")
                    .definedBy("..gateway.protocol..")
                    .layer("database")
                    .definedBy("..gateway.database..")
                    .layer("history")
                    .definedBy("..gateway.history..")
                    .layer("match")
                    .definedBy("..gateway.match..")
                    .layer("channel")
                    .definedBy("..gateway.channel..")
                    .layer("changes")
                    .definedBy("..gateway.changes..")
                    .layer("replay")
                    .definedBy("..gateway.replay..")
                    .layer("resume")
                    .definedBy("..gateway.resume..")
                    .layer("socket")
                    .definedBy("..gateway.socket..")
                    .whereLayer("intake")
                    .mayNotAccessAnyLayer()
                    .whereLayer("history")
                    .mayNotAccessAnyLayer()
                    .whereLayer("protocol")
                    .mayNotAccessAnyLayer()
                    .whereLayer("channel")
                    .mayOnlyAccessLayers("match", "protocol", "token")
                    .whereLayer("changes")
                    .mayOnlyAccessLayers("channel", "history", "intake", "match", "protocol")
                    .whereLayer("replay")
                    .mayOnlyAccessLayers("changes", "channel", "history", "match", "protocol")
                    .whereLayer("resume")
                    .mayOnlyAccessLayers("channel", "database", "history", "replay", "token")
                    .whereLayer("socket")
                    .mayOnlyBeAccessedByLayers("root");

    @ArchTest
    static final ArchRule REVOCATIONS_KNOW_NO_CLIENTS =
            noClasses()
                    .that()
                    .resideInAPackage("..gateway.revocation..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "..gateway.channel..",
                            "..gateway.socket..",
                            "..gateway.match..",
                            "..gateway.changes..",
                            "..gateway.intake..");

    @ArchTest
    static final ArchRule TOKENS_KNOW_NOBODY =
            noClasses()
                    .that()
                    .resideInAPackage("..gateway.token..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "..gateway.channel..",
                            "..gateway.socket..",
                            "..gateway.match..",
                            "..gateway.revocation..",
                            "..gateway.database..");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("io.vintner.gateway.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule PURE =
            noClasses()
                    .that()
                    .resideInAnyPackage("..protocol..", "..channel..", "..filter..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.quarkus..",
                            "jakarta..",
                            "io.smallrye..",
                            "io.vertx..",
                            "io.netty..");

    @ArchTest
    static final ArchRule TIME_IS_GIVEN =
            noClasses()
                    .should()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(Thread.class, "sleep", long.class)
                    .orShould()
                    .callMethod(UUID.class, "randomUUID")
                    .orShould()
                    .callMethod(Clock.class, "systemDefaultZone");

    @ArchTest
    static final ArchRule NAMES =
            noClasses().should().haveNameMatching(".*(Impl|Manager|Helper|Utils?)");
}
