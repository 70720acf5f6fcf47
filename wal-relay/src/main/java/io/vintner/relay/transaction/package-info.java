/**
 * From pgoutput's messages to change events: what the tables look like, which row a message means,
 * and the position of each change.
 *
 * <p>Messages come from {@code pgoutput}, events go to a {@link
 * io.vintner.relay.transaction.ChangeSink} one by one: Begin carries the commit's LSN and time, so
 * a transaction is never held in memory, whatever its size. What only the catalog knows is asked
 * for through {@link io.vintner.relay.transaction.TableFacts}. This package knows no database and
 * no reader.
 */
@NullMarked
package io.vintner.relay.transaction;

import org.jspecify.annotations.NullMarked;
