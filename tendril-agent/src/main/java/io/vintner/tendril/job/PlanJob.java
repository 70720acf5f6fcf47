package io.vintner.tendril.job;

import io.vintner.tendril.terraform.PlanCounts;
import io.vintner.tendril.terraform.Terraform.Goal;

/** Says what a deployment would change, and stores the plan for it. */
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
        steps.storePlan();
        return ExecutionMetadata.planned(counts);
    }
}
