/**
 * The system under fault: a real PostgreSQL, two nodes of the packaged API, agents as processes of
 * their own, each behind a {@link io.vintner.faults.proxy.Proxy}, and the owner whose jobs they
 * run. All of it can be killed, stopped, and started again.
 *
 * <p>It judges nothing; {@code oracle} does.
 */
@NullMarked
package io.vintner.faults.rig;

import org.jspecify.annotations.NullMarked;
