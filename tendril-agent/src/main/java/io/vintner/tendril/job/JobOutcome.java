package io.vintner.tendril.job;

import io.vintner.tendril.control.FailureCode;
import io.vintner.tendril.control.JobReport;
import io.vintner.tendril.control.JobStatus;
import io.vintner.tendril.joblog.SecretMask;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a job's run ended. */
sealed interface JobOutcome {

    /** Everything was done. */
    record Succeeded(ExecutionMetadata metadata) implements JobOutcome {}

    /**
     * Something was not.
     *
     * @param code what, for programs; null if that has no name
     */
    record Failed(String message, @Nullable FailureCode code) implements JobOutcome {}

    /**
     * It ended because that was asked.
     *
     * @param code what else is to be known, for programs; null if nothing
     */
    record Cancelled(String message, @Nullable FailureCode code) implements JobOutcome {}

    /**
     * The job is no longer ours. What it came to is told all the same, to be kept beside what has
     * become of the job without us.
     *
     * @param came null: nobody wants to know, since the job changes nothing
     */
    record LeaseLost(@Nullable JobOutcome came) implements JobOutcome {}

    /**
     * What ran died with the agent, and it changed nothing: the lease is left to run out, after
     * which the job is queued again.
     */
    record Abandoned(String message) implements JobOutcome {}

    /** What the control plane is told, with every secret masked; empty if nothing. */
    default Optional<JobReport> report(SecretMask mask) {
        return switch (this) {
            case Succeeded(ExecutionMetadata metadata) ->
                    Optional.of(new JobReport(JobStatus.SUCCESS, null, null, metadata.json(mask)));
            case Failed(String message, FailureCode code) ->
                    Optional.of(new JobReport(JobStatus.FAILED, mask.mask(message), code, null));
            case Cancelled(String message, FailureCode code) ->
                    Optional.of(new JobReport(JobStatus.CANCELLED, mask.mask(message), code, null));
            case LeaseLost(JobOutcome came) -> came == null ? Optional.empty() : came.report(mask);
            case Abandoned _ -> Optional.empty();
        };
    }
}
