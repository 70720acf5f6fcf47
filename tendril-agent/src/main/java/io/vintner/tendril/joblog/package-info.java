/**
 * Ships what Terraform prints. {@link io.vintner.tendril.joblog.JobLogger} follows the two files
 * that the operating system writes, masks secrets, cuts the text into numbered chunks, keeps them
 * in a {@link io.vintner.tendril.joblog.LogSpool} on disk until the job is over, and hands them to
 * a {@link io.vintner.tendril.joblog.LogSink}.
 *
 * <p>It knows nothing of HTTP, of jobs or of Terraform: only of two growing files and a sink.
 */
@NullMarked
package io.vintner.tendril.joblog;

import org.jspecify.annotations.NullMarked;
