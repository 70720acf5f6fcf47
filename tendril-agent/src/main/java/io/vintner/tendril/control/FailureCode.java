package io.vintner.tendril.control;

/**
 * What an agent can say of a job that did not succeed besides a sentence for people; the names are
 * those of the wire, what each means stands in {@code docs/errors.md}.
 */
public enum FailureCode {
    /** Terraform was cut short while it applied, or its last state could not be stored. */
    OUTCOME_UNKNOWN,
    /** The state or the configuration is not the one that the plan was made from. */
    PLAN_STALE,
    /** The plan's bytes are not those that were reviewed. */
    PLAN_ALTERED,
    /** The control plane does not hand the plan out. */
    PLAN_NOT_AVAILABLE,
    /** The module could not be fetched from where it lies. */
    MODULE_NOT_AVAILABLE
}
