package io.vintner.tendril.job;

import io.vintner.tendril.control.LeasedPlan;
import io.vintner.tendril.terraform.PlanCounts;

/** Applies the plan that a person has reviewed, and never another one. */
record ReviewedDeployJob(LeasedPlan plan) implements JobKind {

    @Override
    public boolean mutating() {
        return true;
    }

    @Override
    public ExecutionMetadata run(Steps steps) throws StepFailedException, InterruptedException {
        steps.pullState();
        steps.fetchPlan(plan);
        steps.initAsLocked();
        PlanCounts counts = steps.readPlan();
        steps.apply(plan);
        return ExecutionMetadata.applied(counts, steps.inspect());
    }
}
