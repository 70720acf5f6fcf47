package io.vintner.tendril.job;

import org.jspecify.annotations.Nullable;

/** Refuses: a module that is not known must never be taken for one without resources. */
record UnknownSupply() implements ModuleSupply {

    @Override
    public @Nullable String supply() throws StepFailedException {
        throw new StepFailedException("this Tendril is too old for this module's source");
    }
}
