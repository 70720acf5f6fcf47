/**
 * Job logs: appended by the Tendril that holds the lease, in order and once; read by the owner.
 *
 * <p>It asks the jobs feature who holds a lease and never changes a job.
 */
@NullMarked
package io.vintner.trellis.logs;

import org.jspecify.annotations.NullMarked;
