package io.vintner.tendril.job;

/** Checks that the module can be fetched and understood. */
record ConnectionTestJob() implements JobKind {

    @Override
    public boolean mutating() {
        return false;
    }

    @Override
    public ExecutionMetadata run(Steps steps) throws StepFailedException, InterruptedException {
        steps.init();
        steps.validate();
        return ExecutionMetadata.NONE;
    }
}
