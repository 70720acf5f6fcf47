/**
 * Jobs: the queue, its states and moves, the claim with its lease, and what happens when a lease
 * runs out.
 *
 * <p>Legal moves stand in {@link io.vintner.trellis.jobs.JobState}; every update repeats the state
 * it started from and the lease's epoch, so that PostgreSQL refuses the rest by itself.
 */
@NullMarked
package io.vintner.trellis.jobs;

import org.jspecify.annotations.NullMarked;
