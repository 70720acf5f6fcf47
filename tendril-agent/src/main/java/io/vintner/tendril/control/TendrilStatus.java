package io.vintner.tendril.control;

/** What the agent says of itself; the names are those of the wire. */
public enum TendrilStatus {
    /** Takes jobs. */
    ONLINE,
    /** Finishes what it has and takes nothing more. */
    DRAINING,
    /** Its last word. */
    OFFLINE
}
