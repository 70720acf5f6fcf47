package io.vintner.tendril.job;

import io.vintner.tendril.terraform.PlanCounts;
import io.vintner.tendril.terraform.Terraform.Goal;

/** Says what a deployment would change. */
record PlanJob() implements JobKind {

    @Override
    public boolean mutating() {
        return false;
    }

    @Override
    public ExecutionMetadata run(Steps steps) throws StepFailedException, InterruptedException {
        steps.pullState();
        steps.init();
        PlanCounts counts = steps.plan(Goal.PRESENT);
        return ExecutionMetadata.planned(counts);
    }
}
