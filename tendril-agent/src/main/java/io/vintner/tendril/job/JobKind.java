package io.vintner.tendril.job;

import io.vintner.tendril.control.Lease;
import io.vintner.tendril.control.LeasedPlan;
import java.util.Optional;

/** One type of job, as the list of its steps. */
sealed interface JobKind
        permits PlanJob, DeployJob, ReviewedDeployJob, DestroyJob, ConnectionTestJob {

    /**
     * Whether it changes anything real. Such a job is never killed by the agent of its own will.
     */
    boolean mutating();

    /**
     * Does the job.
     *
     * @throws StepFailedException at the first step that does not do what it should
     */
    ExecutionMetadata run(Steps steps) throws StepFailedException, InterruptedException;

    /** The kind of a job; empty if this agent does not know its type. */
    static Optional<JobKind> of(Lease lease) {
        LeasedPlan plan = lease.plan();
        return switch (lease.type()) {
            case PLAN -> Optional.of(new PlanJob());
            case DEPLOY ->
                    Optional.of(plan == null ? new DeployJob() : new ReviewedDeployJob(plan));
            case DESTROY -> Optional.of(new DestroyJob());
            case CONNECTION_TEST -> Optional.of(new ConnectionTestJob());
            case UNKNOWN -> Optional.empty();
        };
    }
}
