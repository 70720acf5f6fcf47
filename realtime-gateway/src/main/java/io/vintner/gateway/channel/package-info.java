/**
 * The life of a channel: joined, told, given another token, left, closed. Knows no sockets, writes
 * no frames and waits for nothing but its ports; {@code socket} brings what clients ask and carries
 * what an {@link io.vintner.gateway.channel.Outbox} is told.
 */
@NullMarked
package io.vintner.gateway.channel;

import org.jspecify.annotations.NullMarked;
