package io.vintner.tendril.terraform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkdirTest {

    @TempDir Path folder;

    @Test
    void writesTheModuleForItsUserOnly() throws Exception {
        // Given
        Workdir workdir = Workdir.open(folder.resolve("job"));

        // When
        workdir.write(Map.of("main.tf", "# a", "modules/x/main.tf", "# b"));
        workdir.equip(Map.of("greeting", TextNode.valueOf("hello")));

        // Then
        assertThat(workdir.module().resolve("modules/x/main.tf")).hasContent("# b");
        assertThat(workdir.module().resolve("terraform.tfvars.json"))
                .hasContent("{\"greeting\":\"hello\"}");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(folder.resolve("job"))))
                .isEqualTo("rwx------");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../outside.tf",
                "/etc/outside.tf",
                "a/../../outside.tf",
                "",
                ".",
                "terraform.tfstate",
                "terraform.tfvars.json",
                ".terraform/x",
                "nul\0.tf"
            })
    void refusesAFileThatIsNotTheModules(String name) throws Exception {
        // Given
        Workdir workdir = Workdir.open(folder.resolve("job"));

        // When / Then
        assertThatThrownBy(() -> workdir.write(Map.of(name, "x")))
                .isInstanceOf(UnusableModuleException.class);
    }

    @Test
    void whereTerraformRunsIsKnownToTheNextRunOfTheAgent() throws Exception {
        // Given
        Workdir workdir = Workdir.open(folder.resolve("job"));
        workdir.write(Map.of("stage/main.tf", "# a"));
        assertThat(workdir.placed()).isFalse();

        // When
        workdir.place("stage");
        workdir.equip(Map.of());

        // Then
        Workdir next = Workdir.open(folder.resolve("job"));
        assertThat(next.placed()).isTrue();
        assertThat(next.module()).isEqualTo(workdir.module()).endsWith(Path.of("module/stage"));
        assertThat(next.state().getParent()).isEqualTo(next.module());
        next.place("stage");
        assertThat(next.module().resolve("vintner_override.tf")).exists();
    }

    @Test
    void theDigestOfATreeStandsForItsFilesAndNotForARepositorysNotes() throws Exception {
        // Given
        Path top = Files.createDirectories(folder.resolve("tree"));
        Files.writeString(top.resolve("main.tf"), "# a");
        String before = new ModuleTree(top).sha256();

        // When
        Files.createDirectories(top.resolve("net/.git"));
        String withFolder = new ModuleTree(top).sha256();
        Files.writeString(top.resolve("net/.git/HEAD"), "ref");

        // Then
        assertThat(new ModuleTree(top).sha256()).isEqualTo(withFolder).isNotEqualTo(before);
        Files.setPosixFilePermissions(
                top.resolve("main.tf"), PosixFilePermissions.fromString("rwx------"));
        assertThat(new ModuleTree(top).sha256()).isNotEqualTo(withFolder);
    }

    @Test
    void makesAnEnvironmentFromNothing() throws Exception {
        // Given
        Map<String, String> own = new HashMap<>(Map.of("PATH", "/bin", "VINTNER_SECRET", "x"));
        TerraformEnvironment environment =
                new TerraformEnvironment(List.of("PATH", "HOME"), own::get);

        // When
        Map<String, String> made =
                environment.with(Map.of("AWS_REGION", "eu"), Map.of("pw", "hunter22"));

        // Then
        assertThat(made)
                .containsOnly(
                        Map.entry("PATH", "/bin"),
                        Map.entry("AWS_REGION", "eu"),
                        Map.entry("TF_VAR_pw", "hunter22"),
                        Map.entry("TF_IN_AUTOMATION", "1"),
                        Map.entry("TF_INPUT", "0"),
                        Map.entry("CHECKPOINT_DISABLE", "1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TF_WORKSPACE", "a=b", "", "1x"})
    void refusesAnEnvironmentVariableThatCannotBe(String name) {
        // Given
        TerraformEnvironment environment = new TerraformEnvironment(List.of(), _ -> null);

        // When / Then
        assertThatThrownBy(() -> environment.with(Map.of(name, "x"), Map.of()))
                .isInstanceOf(UnusableModuleException.class);
    }
}
