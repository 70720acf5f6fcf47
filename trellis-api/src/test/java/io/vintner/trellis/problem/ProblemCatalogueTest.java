package io.vintner.trellis.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemCatalogueTest {

    private static final Path PAGE = Path.of("../docs/errors.md");

    @ParameterizedTest
    @EnumSource(ProblemType.class)
    void everyCodeStandsInThePageWithItsStatus(ProblemType type) throws IOException {
        assertThat(Files.readString(PAGE))
                .contains("| `%s` | %d |".formatted(type.code(), type.status()));
    }

    @ParameterizedTest
    @EnumSource(ProblemType.class)
    void everyCodeIsProvokedByATest(ProblemType type) {
        assertThat(textOfTests()).contains("\"" + type.code() + "\"");
    }

    @Test
    void aFailureOfOurOwnTellsTheCallerNothingOfItsCause() {
        // Given
        var failure = new IllegalStateException("select secret from somewhere");

        // When
        Problem problem = (Problem) new ProblemMapper().failed(failure).getEntity();

        // Then
        assertThat(problem.code()).isEqualTo("internal");
        assertThat(problem.toString()).doesNotContain("secret");
    }

    private static String textOfTests() {
        try (var files = Files.walk(Path.of("src/test/java"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(ProblemCatalogueTest::read)
                    .collect(Collectors.joining());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
