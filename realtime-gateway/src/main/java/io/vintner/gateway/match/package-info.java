/**
 * Decides who hears of a change: filters and policies of all subscriptions, kept as an index, so
 * that the cost of a change does not depend on how many there are. Knows no sockets and no frames.
 *
 * <p>{@link io.vintner.gateway.match.Audience} is the way in.
 */
@NullMarked
package io.vintner.gateway.match;

import org.jspecify.annotations.NullMarked;
