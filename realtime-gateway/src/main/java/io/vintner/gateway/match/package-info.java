/** Decides who hears of a change: filters and policies of all subscriptions, kept as an index. Knows no sockets and no frames. */
@NullMarked
package io.vintner.gateway.match;

import org.jspecify.annotations.NullMarked;
