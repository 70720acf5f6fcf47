package io.vintner.trellis.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vintner.trellis.problem.ProblemException;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobFilterTest {

    @Test
    void aCursorIsReadAsItWasWritten() {
        // Given
        var cursor =
                new JobFilter.Cursor(
                        OffsetDateTime.parse("2026-11-22T16:04:05.123456Z"),
                        UUID.fromString("00000000-0000-4000-8000-000000000001"));

        // Then
        assertThat(JobFilter.Cursor.read(cursor.text())).isEqualTo(cursor);
    }

    @ParameterizedTest
    @CsvSource({", 0, ", ", 201, ", "DONE, , ", "'QUEUED,', , ", ", , x", ", , '#'", ", , YSBi"})
    void whatNoListAnsweredIsRefused(String status, Integer limit, String cursor) {
        assertThatThrownBy(() ->
                        JobFilter.of(new JobFilter.Question(status, null, null, limit, cursor)))
                .isInstanceOf(ProblemException.class);
    }
}
