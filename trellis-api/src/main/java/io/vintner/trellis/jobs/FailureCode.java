package io.vintner.trellis.jobs;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a Tendril can say of a job that did not succeed, besides a sentence for people. */
enum FailureCode {
    /**
     * Terraform was cut short while it applied, or its last state could not be stored: what is real
     * and what the state says may differ.
     */
    OUTCOME_UNKNOWN,
    /** The state or the configuration is not the one that the plan was made from. */
    PLAN_STALE,
    /** The plan's bytes are not those that were reviewed. */
    PLAN_ALTERED,
    /** The plan was not handed out. */
    PLAN_NOT_AVAILABLE,
    /** The module could not be fetched from where it lies. */
    MODULE_NOT_AVAILABLE;

    /** Reads the word on the wire; one that this version does not know says nothing. */
    static Optional<FailureCode> of(@Nullable String word) {
        return Arrays.stream(values()).filter(code -> code.name().equals(word)).findFirst();
    }
}
