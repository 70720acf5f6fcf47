/**
 * Talks to the control plane (trellis-api): claims jobs, sends heartbeats, logs, states and
 * outcomes. {@link io.vintner.tendril.control.ControlPlane} is what the agent needs of it, {@link
 * io.vintner.tendril.control.HttpControlPlane} how it is reached today.
 *
 * <p>The records here hold only the fields that the agent reads or writes; others that come are
 * ignored, so an agent in the field can lag behind. It knows nothing of Terraform.
 */
@NullMarked
package io.vintner.tendril.control;

import org.jspecify.annotations.NullMarked;
