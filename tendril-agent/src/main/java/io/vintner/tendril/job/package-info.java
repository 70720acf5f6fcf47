/**
 * Runs one claimed job from its start to its last acknowledged word. {@link
 * io.vintner.tendril.job.JobRun} is the frame; each type of job is a class that reads as the list
 * of its steps. Here the control plane, Terraform and the job's log meet; none of them knows the
 * others.
 *
 * <p>Nothing that changes anything real is ever started twice.
 */
@NullMarked
package io.vintner.tendril.job;

import org.jspecify.annotations.NullMarked;
