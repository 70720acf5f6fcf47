package io.vintner.tendril.joblog;

/** Where a piece of a job's log came from; the names are those of the log table. */
public enum LogStream {
    /** What Terraform printed on its standard output. */
    STDOUT,
    /** What Terraform printed on its standard error. */
    STDERR,
    /** What the agent has to say: steps, exit codes, signals, retries. */
    SYSTEM
}
