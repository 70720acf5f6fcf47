package io.vintner.trellis.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModuleFilesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/main.tf",
                "../main.tf",
                "a/../../b.tf",
                "a/./b.tf",
                "a//b.tf",
                "a/",
                "..",
                ".",
                "a\\b.tf",
                "a\nb.tf",
                "a\0b.tf",
                "-rf.tf",
                "...",
                "~root.tf",
                ".terraform/providers",
                "terraform.tfstate",
                "terraform.tfstate.backup",
                "terraform.tfvars",
                "terraform.tfvars.json",
                "main.tf/x"
            })
    void aPathThatLeavesTheFolderOrIsTheTendrilsIsRefused(String path) {
        assertThatThrownBy(() -> ModuleFiles.checked(Map.of("main.tf", "", path, "")))
                .isInstanceOf(ProblemException.class)
                .extracting(refusal -> ((ProblemException) refusal).type())
                .isEqualTo(ProblemType.MODULE_PATH_REFUSED);
    }

    @Test
    void ordinaryModulesAreTaken() {
        // Given
        Map<String, String> files =
                Map.of(
                        "main.tf", "é",
                        "modules/net/main.tf", "",
                        "templates/user data.sh", "",
                        ".terraform.lock.hcl", "",
                        "override.auto.tfvars", "");

        // Then
        assertThat(ModuleFiles.checked(files).files()).isEqualTo(files);
    }

    @Test
    void limitsHold() {
        // Given
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i <= ModuleFiles.FILES_MAX; i++) {
            many.put("f" + i + ".tf", "");
        }

        // Then
        assertThatThrownBy(() -> ModuleFiles.checked(many)).hasMessageContaining("200 files");
        assertThatThrownBy(() ->
                        ModuleFiles.checked(
                                Map.of("main.tf", "é".repeat(ModuleFiles.BYTES_MAX / 2))))
                .hasMessageContaining("bytes");
        assertThatThrownBy(() -> ModuleFiles.checked(Map.of("a/main.tf", "")))
                .hasMessageContaining(".tf");
    }
}
