package io.vintner.tendril.control;

/** What a job does to its vine; the names are those of the wire. */
public enum JobType {
    /** Compares, changes nothing. */
    PLAN,
    /** Brings about what the module describes. */
    DEPLOY,
    /** Removes everything. */
    DESTROY,
    /** Checks the module only. */
    CONNECTION_TEST,
    /** A type that this agent is too old for. */
    UNKNOWN
}
