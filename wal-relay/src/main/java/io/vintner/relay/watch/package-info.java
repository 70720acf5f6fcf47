/**
 * The watch over the database: whether the relay's slot endangers it, how far the relay is behind,
 * and whether it is set up as it should be.
 *
 * <p>It has a connection and a thread of its own, so that it sees also while the relay waits,
 * stands by, or is stuck. It gets what PostgreSQL says from {@code replication}, may ask the feed
 * in {@code serve} to give its window up, and gives what it finds to the log, to health and to
 * metrics. It never touches a change.
 */
@NullMarked
package io.vintner.relay.watch;

import org.jspecify.annotations.NullMarked;
