package io.vintner.trellis.jobs;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vintner.trellis.problem.ProblemException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobFilterTest {

    @ParameterizedTest
    @CsvSource({", 0, ", ", 201, ", "DONE, , ", "'QUEUED,', , ", ", , x", ", , '#'", ", , YSBi"})
    void whatNoListAnsweredIsRefused(String status, Integer limit, String cursor) {
        assertThatThrownBy(() ->
                        JobFilter.of(new JobFilter.Question(status, null, null, limit, cursor)))
                .isInstanceOf(ProblemException.class);
    }
}
