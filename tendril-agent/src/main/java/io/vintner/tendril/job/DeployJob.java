package io.vintner.tendril.job;

import io.vintner.tendril.terraform.PlanCounts;
import io.vintner.tendril.terraform.Terraform.Goal;

/** Brings about what the vine's module describes: plans, and applies that very plan. */
record DeployJob() implements JobKind {

    @Override
    public boolean mutating() {
        return true;
    }

    @Override
    public ExecutionMetadata run(Steps steps) throws StepFailedException, InterruptedException {
        steps.pullState();
        steps.init();
        PlanCounts counts = steps.plan(Goal.PRESENT);
        steps.apply();
        return ExecutionMetadata.applied(counts, steps.inspect());
    }
}
