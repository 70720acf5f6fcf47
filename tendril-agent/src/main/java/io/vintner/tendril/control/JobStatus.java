package io.vintner.tendril.control;

/** A status that an agent may report; the names are those of the wire. */
public enum JobStatus {
    /** It starts now. */
    PROCESSING,
    /** It did what it should. */
    SUCCESS,
    /** It did not. */
    FAILED,
    /** It ended because that was asked. */
    CANCELLED,
    /** Claimed, but given back before it started. */
    QUEUED
}
