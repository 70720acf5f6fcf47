package io.vintner.gateway.match;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the packages behind {@link Audience} may know of each other. */
@AnalyzeClasses(
        packages = "io.vintner.gateway",
        importOptions = ImportOption.DoNotIncludeTests.class)
class AudienceArchitectureTest {

    @ArchTest
    static final ArchRule IMPORTS =
            layeredArchitecture()
                    .consideringOnlyDependenciesInAnyPackage("io.vintner.gateway..")
                    .layer("database")
                    .definedBy("..gateway.database..")
                    .layer("catalog")
                    .definedBy("..gateway.catalog..")
                    .layer("filter")
                    .definedBy("..gateway.filter..")
                    .layer("policy")
                    .definedBy("..gateway.policy..")
                    .layer("render")
                    .definedBy("..gateway.render..")
                    .layer("match")
                    .definedBy("..gateway.match..")
                    .layer("token")
                    .definedBy("..gateway.token..")
                    .whereLayer("database")
                    .mayNotAccessAnyLayer()
                    .whereLayer("catalog")
                    .mayOnlyAccessLayers("database")
                    .whereLayer("filter")
                    .mayOnlyAccessLayers("catalog")
                    .whereLayer("policy")
                    .mayOnlyAccessLayers("catalog", "database", "filter", "token")
                    .whereLayer("render")
                    .mayOnlyAccessLayers("catalog")
                    .whereLayer("match")
                    .mayOnlyAccessLayers(
                            "catalog", "database", "filter", "policy", "render", "token");

    @ArchTest
    static final ArchRule SQL =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("..gateway.database..")
                    .and()
                    .doNotHaveSimpleName("LiveCatalog")
                    .and()
                    .haveNameNotMatching(
                            ".*\\.(OpaquePolicies|PolicySession|AskedTransaction|PolicyTrial"
                                    + "|PostgresOperands|AskedValues"
                                    + "|RevocationTable|SharedRevocations|ReceiptTable)(\\$.*)?")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.vertx.sqlclient..", "io.vertx.pgclient..");
}
