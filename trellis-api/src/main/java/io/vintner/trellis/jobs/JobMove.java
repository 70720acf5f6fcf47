package io.vintner.trellis.jobs;

/** What can happen to a job. Whether it may, its {@link JobState} says. */
public enum JobMove {
    /** A Tendril takes it. */
    CLAIM,
    /** The Tendril gives it back unstarted. */
    RELEASE,
    /** The Tendril starts it. */
    START,
    /** The Tendril reports success. */
    SUCCEED,
    /** The Tendril reports failure. */
    FAIL,
    /** The Tendril reports that it was stopped because that was asked. */
    STOP,
    /** Its user no longer wants it. */
    CANCEL,
    /** Its lease ran out. */
    LAPSE,
    /** Its lease ran out once too often. */
    GIVE_UP,
    /** It was queued for too long. */
    EXPIRE
}
