package io.vintner.tendril.control;

import java.time.Duration;

/**
 * Asks for a job.
 *
 * @param waitMax how long the control plane may take to find one; at most 25 s
 * @param idempotencyKey the same key gets the same answer, so that a lost answer strands no job
 */
public record ClaimRequest(Duration waitMax, String idempotencyKey) {}
