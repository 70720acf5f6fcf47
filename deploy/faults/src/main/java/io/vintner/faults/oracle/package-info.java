/**
 * Says after each test whether the control plane has kept its ten promises, whatever was done to
 * it: {@link io.vintner.faults.oracle.Evidence} is gathered from the database, the ledgers of
 * Terraform, the disks of the agents and the API, and each {@link
 * io.vintner.faults.oracle.Invariant} has one class that looks for what contradicts it.
 *
 * <p>A test names what it has broken on purpose ({@link io.vintner.faults.oracle.Excuses}); nothing
 * else is excused.
 */
@NullMarked
package io.vintner.faults.oracle;

import org.jspecify.annotations.NullMarked;
