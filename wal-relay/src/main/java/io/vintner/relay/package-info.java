/**
 * The relay: one thread that streams the database's log, has it decoded and assembled, puts it into
 * the feed, and confirms to the database what the feed no longer needs.
 *
 * <p>Beside it {@code watch} looks after the database.
 *
 * <p>The data go {@code replication} → {@code pgoutput} → {@code transaction} → {@code serve} (with
 * {@code window} behind it); only this package knows all of them.
 */
@NullMarked
package io.vintner.relay;

import org.jspecify.annotations.NullMarked;
