package io.vintner.trellis.logs;

/** Whether a job's log is known to be whole. */
public enum LogState {
    /** It grows, or its Tendril has not said yet that it is complete. */
    OPEN,
    /** Its Tendril has proven by length and SHA-256 that all of it is stored. */
    SEALED,
    /** It differs from what its Tendril had, or the Tendril never said. */
    INCOMPLETE,
    /** Its rows were deleted because they were too old. */
    DELETED
}
