/**
 * The database as the relay sees it: connections, start-up checks, the replication slot, the stream
 * of its bytes, and what the catalog knows of tables and types.
 *
 * <p>The only package that knows PostgreSQL's driver. It reads no byte of a change and knows no
 * reader; {@code Relay} connects it with the rest.
 */
@NullMarked
package io.vintner.relay.replication;

import org.jspecify.annotations.NullMarked;
