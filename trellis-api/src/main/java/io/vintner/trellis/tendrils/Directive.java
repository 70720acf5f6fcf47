package io.vintner.trellis.tendrils;

/** What a Tendril is to do with a job that it named. */
public enum Directive {
    /** Go on. */
    CONTINUE,
    /** End it gracefully: nobody wants it any more. */
    CANCEL,
    /** End it at once. */
    CANCEL_FORCE,
    /** The lease is not yours: what you report of this job changes nothing. */
    LEASE_LOST
}
