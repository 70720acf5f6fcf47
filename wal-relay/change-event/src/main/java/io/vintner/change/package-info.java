/**
 * What the relay tells the gateways about the database: change events, their positions, and the one
 * wire form of both (docs/contracts/change-feed.md).
 *
 * <p>The relay writes a {@link io.vintner.change.FeedMessage} with {@link
 * io.vintner.change.FeedEncoder}; a gateway reads it with {@link io.vintner.change.FeedDecoder}.
 * Values are PostgreSQL's own text. This package knows neither end: no sockets, no database, no
 * users.
 */
@NullMarked
package io.vintner.change;

import org.jspecify.annotations.NullMarked;
