package io.vintner.tendril.control;

/** What the control plane wants of a running job; the names are those of the wire. */
public enum Directive {
    /** Go on. Also what an unknown word means. */
    CONTINUE,
    /** Stop gracefully. */
    CANCEL,
    /** Stop at once, whatever it costs. */
    CANCEL_FORCE,
    /** The job is no longer ours: nothing that we say of it counts. */
    LEASE_LOST
}
