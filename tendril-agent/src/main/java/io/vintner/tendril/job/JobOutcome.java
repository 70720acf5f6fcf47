package io.vintner.tendril.job;

import io.vintner.tendril.control.JobStatus;

/** How a job's run ended. */
sealed interface JobOutcome {

    /** Everything was done. */
    record Succeeded(ExecutionMetadata metadata) implements JobOutcome {}

    /** Something was not. */
    record Failed(String message) implements JobOutcome {}

    /** It ended because that was asked. */
    record Cancelled(String message) implements JobOutcome {}

    /** The job is no longer ours, so nothing is reported. */
    record LeaseLost() implements JobOutcome {}

    default JobStatus status() {
        return switch (this) {
            case Succeeded _ -> JobStatus.SUCCESS;
            case Failed _ -> JobStatus.FAILED;
            case Cancelled _ -> JobStatus.CANCELLED;
            case LeaseLost _ ->
                    throw new IllegalStateException("a lost job has no status to report");
        };
    }
}
