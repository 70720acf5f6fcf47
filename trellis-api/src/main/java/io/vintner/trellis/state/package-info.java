/**
 * Terraform's state of each vine, in versions: pulled and pushed by the Tendril that runs a job.
 *
 * <p>It reads two fields of a state file (serial and lineage) and nothing else of it.
 */
@NullMarked
package io.vintner.trellis.state;

import org.jspecify.annotations.NullMarked;
