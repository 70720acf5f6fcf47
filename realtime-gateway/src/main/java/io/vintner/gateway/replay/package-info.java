/**
 * Brings channels that begin in the past up to the present: tells them, from the window of recent
 * changes and through their own filters and policies, what they have not heard, and lets them go on
 * with what is live, without a hole and without a repeat. Knows no receipts and no sockets.
 */
@NullMarked
package io.vintner.gateway.replay;

import org.jspecify.annotations.NullMarked;
