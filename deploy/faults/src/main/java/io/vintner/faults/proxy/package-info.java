/**
 * The network between an agent and the nodes of the API, which may do to a request what networks
 * do: lose it, lose its answer, deliver it twice, let another one overtake it.
 *
 * <p>It knows HTTP only: requests come in from an agent, go to one node or the other, and their
 * answers go back. What is done to which request, a {@link io.vintner.faults.proxy.Weather} says.
 */
@NullMarked
package io.vintner.faults.proxy;

import org.jspecify.annotations.NullMarked;
