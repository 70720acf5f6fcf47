package io.vintner.trellis.logs;

/** Where a chunk of a log comes from. */
public enum StreamType {
    /** Terraform's standard output. */
    STDOUT,
    /** Terraform's standard error. */
    STDERR,
    /** The Tendril's own words on what it does. */
    SYSTEM
}
