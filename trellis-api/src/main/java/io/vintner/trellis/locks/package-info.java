/**
 * Locks of vines' states: one holder at a time, a job that changes the vine or a person who runs
 * Terraform by hand.
 *
 * <p>It knows jobs by their ids only; what a lock means for a job, the jobs feature decides.
 */
@NullMarked
package io.vintner.trellis.locks;

import org.jspecify.annotations.NullMarked;
