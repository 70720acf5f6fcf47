package io.vintner.tendril.job;

import io.vintner.tendril.control.JobReport;
import io.vintner.tendril.control.JobStatus;
import io.vintner.tendril.joblog.SecretMask;
import java.util.Optional;

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

    /**
     * What ran died with the agent, and it changed nothing: the lease is left to run out, after
     * which the job is queued again.
     */
    record Abandoned(String message) implements JobOutcome {}

    /** What the control plane is told; empty if nothing. */
    default Optional<JobReport> report(SecretMask mask) {
        return switch (this) {
            case Succeeded(ExecutionMetadata metadata) ->
                    Optional.of(new JobReport(JobStatus.SUCCESS, null, metadata.json(mask)));
            case Failed(String message) ->
                    Optional.of(new JobReport(JobStatus.FAILED, message, null));
            case Cancelled(String message) ->
                    Optional.of(new JobReport(JobStatus.CANCELLED, message, null));
            case LeaseLost _, Abandoned _ -> Optional.empty();
        };
    }
}
