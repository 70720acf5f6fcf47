package io.vintner.tendril.control;

/**
 * One job in this agent's hands.
 *
 * @param epoch of the lease; it goes with everything that is written for the job, and whoever has
 *     an older one is not heard
 */
public record LeaseRef(JobId job, long epoch) {}
