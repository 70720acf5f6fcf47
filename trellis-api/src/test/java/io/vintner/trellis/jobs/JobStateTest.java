package io.vintner.trellis.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobStateTest {

    /** Every legal move, by status and type; whatever is not in this table is illegal. */
    private static final String[] LEGAL = {
        "QUEUED PLAN CLAIM CLAIMED", "QUEUED DEPLOY CLAIM CLAIMED",
        "QUEUED PLAN CANCEL CANCELLED", "QUEUED DEPLOY CANCEL CANCELLED",
        "QUEUED PLAN EXPIRE FAILED", "QUEUED DEPLOY EXPIRE FAILED",
        "CLAIMED PLAN START PROCESSING", "CLAIMED DEPLOY START PROCESSING",
        "CLAIMED PLAN RELEASE QUEUED", "CLAIMED DEPLOY RELEASE QUEUED",
        "CLAIMED PLAN LAPSE QUEUED", "CLAIMED DEPLOY LAPSE QUEUED",
        "CLAIMED PLAN CANCEL CANCELLED", "CLAIMED DEPLOY CANCEL CANCELLED",
        "PROCESSING PLAN SUCCEED SUCCESS", "PROCESSING DEPLOY SUCCEED SUCCESS",
        "PROCESSING PLAN FAIL FAILED", "PROCESSING DEPLOY FAIL FAILED",
        "PROCESSING PLAN STOP CANCELLED", "PROCESSING DEPLOY STOP CANCELLED",
        "PROCESSING PLAN GIVE_UP FAILED", "PROCESSING DEPLOY GIVE_UP FAILED",
        "PROCESSING PLAN LAPSE QUEUED", "PROCESSING DEPLOY LAPSE FAILED",
    };

    @ParameterizedTest
    @CsvSource({
        "QUEUED, PLAN", "QUEUED, DEPLOY",
        "CLAIMED, PLAN", "CLAIMED, DEPLOY",
        "PROCESSING, PLAN", "PROCESSING, DEPLOY",
        "SUCCESS, PLAN", "SUCCESS, DEPLOY",
        "FAILED, PLAN", "FAILED, DEPLOY",
        "CANCELLED, PLAN", "CANCELLED, DEPLOY",
    })
    void onlyTheMovesOfTheTableAreLegal(JobStatus status, JobType type) {
        for (JobMove move : JobMove.values()) {
            // When
            var next = JobState.of(status, type).after(move);

            // Then
            String expected =
                    java.util.Arrays.stream(LEGAL)
                            .filter(line -> line.startsWith(status + " " + type + " " + move + " "))
                            .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                            .findFirst()
                            .orElse("illegal");
            assertThat(next.map(state -> state.status().name()).orElse("illegal"))
                    .as("%s %s %s", status, type, move)
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({"DEPLOY", "DESTROY"})
    void aMutatingJobThatHasStartedIsNeverQueuedAgain(JobType type) {
        // Given
        JobState state = new JobState.Queued(type.mutating());

        // When
        JobState lapsed =
                state.after(JobMove.CLAIM)
                        .flatMap(claimed -> claimed.after(JobMove.START))
                        .flatMap(started -> started.after(JobMove.LAPSE))
                        .orElseThrow();

        // Then
        assertThat(lapsed).isEqualTo(new JobState.Ended(JobStatus.FAILED));
    }
}
