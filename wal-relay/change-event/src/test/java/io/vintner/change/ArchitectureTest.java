package io.vintner.change;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Both ends of the feed share this module, so it may know neither. */
@AnalyzeClasses(packages = "io.vintner", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule dependsOnJacksonsStreamingCoreOnly =
            classes()
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "io.vintner.change",
                            "java..",
                            "com.fasterxml.jackson.core..",
                            "org.jspecify.annotations");
}
