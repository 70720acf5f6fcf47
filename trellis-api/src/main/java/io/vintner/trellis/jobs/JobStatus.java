package io.vintner.trellis.jobs;

/** The status of a job as its row has it. */
public enum JobStatus {
    QUEUED,
    CLAIMED,
    PROCESSING,
    SUCCESS,
    FAILED,
    CANCELLED
}
