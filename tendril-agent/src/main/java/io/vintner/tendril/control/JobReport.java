package io.vintner.tendril.control;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What has become of a job.
 *
 * @param errorMessage one sentence for the vine's owner; null when nothing went wrong
 * @param executionMetadata counts, resources and outputs; null when there are none
 */
public record JobReport(
        JobStatus status, @Nullable String errorMessage, @Nullable JsonNode executionMetadata) {

    /** A report that needs no more words. */
    public static JobReport of(JobStatus status) {
        return new JobReport(status, null, null);
    }

    /** The metadata is the user's. */
    @Override
    public String toString() {
        return "JobReport[status=" + status + "]";
    }
}
