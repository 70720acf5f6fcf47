package io.vintner.trellis.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vintner.trellis.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateFileTest {

    @Test
    void onlyTheOutermostFieldsCount() {
        // When
        StateFile file =
                read(
                        """
                        {"outputs": {"x": {"serial": 99, "lineage": "no", "version": 1}},
                         "version": 4, "lineage": "L", "serial": 7}
                        """);

        // Then
        assertThat(file.serial()).isEqualTo(7);
        assertThat(file.lineage()).isEqualTo("L");
        assertThat(file.toString()).doesNotContain("outputs");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{}",
                "{\"version\":4,\"serial\":1,\"lineage\":\"L\"",
                "{\"version\":4,\"serial\":1,\"lineage\":\"L\"}}",
                "{\"version\":4,\"serial\":\"1\",\"lineage\":\"L\"}",
                "{\"version\":4,\"serial\":1,\"lineage\":\"\"}",
                "{\"version\":4,\"serial\":99999999999999999999,\"lineage\":\"L\"}",
                "{\"version\":3,\"serial\":1,\"lineage\":\"L\"}",
                "{\"serial\":1,\"lineage\":\"L\"}"
            })
    void whatIsNoWholeStateFileOfTheFormatIsRefused(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(ProblemException.class);
    }

    private static StateFile read(String text) {
        return StateFile.read(text.getBytes(StandardCharsets.UTF_8));
    }
}
