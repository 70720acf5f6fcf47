package io.vintner.tendril.control;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What has become of a job.
 *
 * @param errorMessage one sentence for the vine's owner; null when nothing went wrong
 * @param code what went wrong, for programs; null when nothing did, or nothing that has a name
 * @param executionMetadata counts, resources and outputs; null when there are none
 */
public record JobReport(
        JobStatus status,
        @Nullable String errorMessage,
        @Nullable FailureCode code,
        @Nullable JsonNode executionMetadata) {

    /** A report that needs no more words. */
    public static JobReport of(JobStatus status) {
        return new JobReport(status, null, null, null);
    }

    /** The metadata is the user's. */
    @Override
    public String toString() {
        return "JobReport[status=" + status + ", code=" + code + "]";
    }
}
