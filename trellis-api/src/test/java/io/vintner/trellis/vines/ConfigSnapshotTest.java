package io.vintner.trellis.vines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vintner.trellis.modules.ModuleFiles;
import io.vintner.trellis.problem.ProblemException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigSnapshotTest {

    @Test
    void theSameConfigurationHasTheSameHashInWhateverOrderItsFilesCame() {
        // Given
        var one = snapshot(Map.of("a.tf", "1", "b.tf", "2"), "v");
        var two = snapshot(new java.util.TreeMap<>(Map.of("b.tf", "2", "a.tf", "1")), "v");

        // Then
        assertThat(one.hash()).isEqualTo(two.hash()).hasSize(64);
        assertThat(snapshot(Map.of("a.tf", "1", "b.tf", "2"), "w").hash()).isNotEqualTo(one.hash());
        assertThat(one.json())
                .isEqualTo(
                        "{\"terraform_version\":\"1.11.4\",\"module\":{\"files\":{\"a.tf\":\"1\","
                                + "\"b.tf\":\"2\"}},\"variables\":[{\"name\":\"n\",\"value\":\"v\","
                                + "\"kind\":\"terraform\"}]}");
    }

    @ParameterizedTest
    @CsvSource({
        "1a, v, terraform",
        "a b, v, terraform",
        "'', v, terraform",
        "a-b, v, environment",
        "TF_CLI_ARGS, v, environment",
        "a, v, secret",
        ", v, terraform",
        "a, , terraform",
    })
    void aVariableThatTerraformCouldNotTakeIsRefused(String name, String value, String kind) {
        assertThatThrownBy(() -> Variable.checked(List.of(new Variable(name, value, kind, null))))
                .isInstanceOf(ProblemException.class);
    }

    @Test
    void aVariableIsNamedOnceAndItsValueIsNotShown() {
        // Given
        Variable variable = new Variable("n", "hidden", "terraform", null);

        // Then
        assertThat(variable.toString()).doesNotContain("hidden");
        assertThatThrownBy(() -> Variable.checked(List.of(variable, variable)))
                .isInstanceOf(ProblemException.class);
        assertThat(Variable.checked(List.of(variable, new Variable("n", "x", "environment", null))))
                .hasSize(2);
    }

    private static ConfigSnapshot snapshot(Map<String, String> files, String value) {
        return new ConfigSnapshot(
                "1.11.4",
                ModuleFiles.checked(files),
                List.of(new StoredVariable.Plain("n", "terraform", value)));
    }
}
