package io.vintner.tendril.job;

import io.vintner.tendril.terraform.PlanCounts;
import io.vintner.tendril.terraform.Terraform.Goal;

/** Removes everything of a vine: plans that nothing remains, and applies that very plan. */
record DestroyJob() implements JobKind {

    @Override
    public boolean mutating() {
        return true;
    }

    @Override
    public ExecutionMetadata run(Steps steps) throws StepFailedException, InterruptedException {
        steps.pullState();
        steps.init();
        PlanCounts counts = steps.plan(Goal.ABSENT);
        steps.apply();
        return ExecutionMetadata.applied(counts, steps.inspect());
    }
}
