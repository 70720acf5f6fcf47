package io.vintner.tendril.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AppliedStateTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path folder;

    @ParameterizedTest(name = "{0} marked {1} is {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1,\"b\":2} | {\"b\":true}          | {\"a\":1}",
                "{\"a\":{\"b\":1}} | {\"a\":{\"b\":true}}  | {\"a\":{}}",
                "{\"a\":[1,2]}     | {\"a\":[false,true]}  | {\"a\":[1,null]}",
                "{\"a\":1}         | true                  | null",
                "{\"a\":1}         | {}                    | {\"a\":1}",
                "{\"a\":[{\"b\":1}]} | {\"a\":true}        | {}",
            })
    void leavesOutWhatTerraformMarksAsSensitive(String value, String marks, String open)
            throws Exception {
        // When
        JsonNode left = AppliedState.open(JSON.readTree(value), JSON.readTree(marks));

        // Then
        assertThat(left).isEqualTo(JSON.readTree(open));
    }

    @Test
    void findsManagedResourcesOfAllModulesAndOpenOutputs() throws Exception {
        // Given
        Path state =
                write(
                        """
                        {"values": {"root_module": {
                          "resources": [
                            {"mode": "managed", "type": "t", "name": "a", "values": {"x": 1}},
                            {"mode": "data", "type": "t", "name": "b", "values": {}}],
                          "child_modules": [{"resources": [
                            {"mode": "managed", "type": "u", "name": "c", "values": {"y": 2},
                             "sensitive_values": {"y": true}}]}]}}}
                        """);
        Path outputs =
                write(
                        """
                        {"open": {"sensitive": false, "value": [1]},
                         "closed": {"sensitive": true, "value": 2},
                         "unmarked": {"value": 3}}
                        """);

        // When
        AppliedState applied = AppliedState.read(state, outputs);

        // Then
        assertThat(applied.resources())
                .extracting(AppliedState.Resource::name)
                .containsExactly("a", "c");
        assertThat(applied.resources().getLast().values()).isEmpty();
        assertThat(applied.outputs()).containsOnlyKeys("open");
    }

    @Test
    void countsAReplacementAsOneOfEach() throws Exception {
        // Given
        Path plan =
                write(
                        """
                        {"resource_changes": [
                          {"change": {"actions": ["create"]}},
                          {"change": {"actions": ["update"]}},
                          {"change": {"actions": ["delete", "create"]}},
                          {"change": {"actions": ["read"]}},
                          {"change": {"actions": ["no-op"]}}]}
                        """);

        // When
        PlanCounts counts = PlanCounts.read(plan);

        // Then
        assertThat(counts).isEqualTo(new PlanCounts(2, 1, 1));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"serial\": 3, \"lineage\": \"l\"} | true",
                "{\"serial\": 3, \"lineage\": \"l\"  | false",
                "{\"lineage\": \"l\"}                | false",
                "``                                  | false",
            })
    void takesOnlyAWholeStateForOne(String text, boolean whole) throws Exception {
        // Given
        Path file = write(text);

        // When
        boolean present = StateSnapshot.read(file).isPresent();

        // Then
        assertThat(present).isEqualTo(whole);
    }

    private Path write(String json) throws Exception {
        return Files.writeString(Files.createTempFile(folder, "state", ".json"), json);
    }
}
