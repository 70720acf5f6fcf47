/**
 * Measures the control plane on the rig: one API node as it is shipped, agents that speak to it
 * directly, and for the way of a line the relay and the gateway, too. It judges no figure; what
 * fails it is something that did not happen, or that the oracle finds.
 */
@NullMarked
package io.vintner.faults.bench;

import org.jspecify.annotations.NullMarked;
