/**
 * The agent: registers once, sends heartbeats, claims jobs and runs them, drains on SIGTERM. {@link
 * io.vintner.tendril.Tendril} is the loop.
 *
 * <p>It listens on no port and needs nothing but the control plane's address.
 */
@NullMarked
package io.vintner.tendril;

import org.jspecify.annotations.NullMarked;
